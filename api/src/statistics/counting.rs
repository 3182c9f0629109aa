//! Counting: version and figures of the same moment.

use crate::problem::Answer;
use crate::server::AppState;
use shared::database::statistics::recount;
use shared::database::{StoreError, recognitions};
use shared::domain::access::Scope;
use shared::domain::statistics::{Figures, Question, Selection};

/// The version of the statistics and the figures of `question` for each of `selections`, all of one measure, as far as `scope`
/// reaches.
///
/// # Errors
/// 503 without the database.
pub(super) async fn count(
    state: &AppState,
    scope: &Scope,
    question: &Question,
    selections: &[Selection],
) -> Answer<(i64, Vec<Figures>)> {
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
