//! Products as their answers need them: with the recognition held today, and whether their name is free to change.

use super::view::{ProductView, views};
use crate::state::AppState;
use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use shared::database::products::ProductRecord;
use shared::database::recognitions;
use uuid::Uuid;

/// Passes where no dossier was `handed_in` under the present name: what was handed in and locked is what is certified.
///
/// # Errors
/// 409 while a dossier of the product is on its way.
pub(super) fn name_kept(handed_in: Option<Uuid>) -> ApiResult<()> {
    match handed_in {
        None => Ok(()),
        Some(dossier) => Err(Problem::new(Code::Conflict).detail(
            format!("Hồ sơ {dossier} đã nộp dưới tên hiện tại; chưa thể đổi tên sản phẩm."),
            format!(
                "Dossier {dossier} was handed in under the present name; the product cannot be renamed now."
            ),
        )),
    }
}

/// One product with the recognition it holds today.
///
/// # Errors
/// 404 for none.
pub(super) async fn with_recognition(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    found: Option<ProductRecord>,
) -> ApiResult<ProductView> {
    let views = with_recognitions(connection, state, found.into_iter().collect()).await?;
    views.into_iter().next().ok_or_else(Problem::not_found)
}

/// Products with the recognitions they hold today.
pub(super) async fn with_recognitions(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    records: Vec<ProductRecord>,
) -> ApiResult<Vec<ProductView>> {
    let ids: Vec<Uuid> = records.iter().map(|(product, _)| product.id).collect();
    let mut history = recognitions::histories(connection, &ids).await?;
    let today = state.clock.today();
    history.retain(|recognition| recognition.status().holds_on(today));
    views(&state.regimes, &records, &history, today)
}
