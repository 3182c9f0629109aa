//! Counting: version and figures of the same moment, from memory, or by SQL while that is not loaded.

use crate::memory::store::TooMany;
use crate::state::AppState;
use api_http::problem::{ApiResult, Problem};
use shared::database::statistics;
use shared::database::{StoreError, recognitions};
use shared::domain::access::Scope;
use shared::domain::statistics::{MeasureSelection, ProductFigures, ProductQuestion};
use shared::domain::violation::Violation;

/// The version of the statistics and the figures of `question` for each of `selections`, all of one measure, as far as `scope`
/// reaches.
///
/// # Errors
/// 422 for more figures than one answer may have, 503 without the database.
pub(crate) async fn count(
    state: &AppState,
    scope: &Scope,
    question: &ProductQuestion,
    selections: &[MeasureSelection],
) -> ApiResult<(i64, Vec<ProductFigures>)> {
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
                figures.push(statistics::recount(snapshot, scope, question, selection).await?);
            }
            Ok::<_, StoreError>((version, figures))
        })
        .await?;
    Ok(counted)
}
