//! Counting: version and figures of the same moment, from memory, or by SQL while that is not loaded.

use super::Statistics;
use super::store::TooMany;
use crate::problem::{Answer, Problem};
use crate::server::AppState;
use shared::backoff::Backoff;
use shared::database::statistics::recount;
use shared::database::{Database, StoreError, recognitions};
use shared::domain::access::Scope;
use shared::domain::statistics::{Figures, Question, Selection};
use shared::domain::violation::Violation;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the intervals follow the version while nobody asks.
const FOLLOWED_EVERY: Duration = Duration::from_secs(1);

/// The version of the statistics and the figures of `question` for each of `selections`, all of one measure, as far as `scope`
/// reaches.
///
/// # Errors
/// 422 for more figures than one answer may have, 503 without the database.
pub(crate) async fn count(
    state: &AppState,
    scope: &Scope,
    question: &Question,
    selections: &[Selection],
) -> Answer<(i64, Vec<Figures>)> {
    let statistics = &state.statistics;
    if statistics
        .store()
        .reach(&state.database, statistics.known())
        .await?
    {
        let (version, figures) = statistics.store().count(scope, question, selections).await?;
        let figures = figures.map_err(|TooMany| {
            Problem::violation(Violation::new(
                "/by",
                "too_many_figures",
                "quá nhiều số liệu: bớt chiều hoặc kỳ",
                "too many figures: ask for fewer dimensions or periods",
            ))
        });
        return Ok((version, figures?));
    }
    let mut connection = state.database.connection().await?;
    let counted = connection
        .build_transaction()
        .read_only()
        .repeatable_read()
        .run(async |snapshot| {
            let version = recognitions::version(snapshot).await?;
            let mut figures = Vec::with_capacity(selections.len());
            for selection in selections {
                figures.push(recount(snapshot, scope, question, selection).await?);
            }
            Ok::<_, StoreError>((version, figures))
        })
        .await?;
    Ok(counted)
}

/// Loads the intervals into the memory of `statistics` and keeps them near the newest version, until `shutdown`.
pub async fn keep_in_memory(statistics: &Statistics, database: Database, shutdown: CancellationToken) {
    shutdown.run_until_cancelled(keep(statistics, &database)).await;
}

async fn keep(statistics: &Statistics, database: &Database) {
    let mut backoff = Backoff::default();
    while let Err(error) = statistics.store().load(database).await {
        tracing::warn!(%error, "the statistics are not in memory; trying again");
        tokio::time::sleep(backoff.next_wait()).await;
    }
    loop {
        // Whoever asks brings the intervals to the version asked for; this only keeps what is left to bring small.
        tokio::time::sleep(FOLLOWED_EVERY).await;
        if let Err(error) = statistics.store().reach(database, statistics.known()).await {
            tracing::warn!(%error, "the statistics in memory do not follow; trying again");
        }
    }
}
