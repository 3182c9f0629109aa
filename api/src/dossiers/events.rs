//! What happened to a dossier (lịch sử hồ sơ): `/api/v1/dossiers/{id}/events`.

use crate::caller::{Caller, DossiersRead};
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::{ViewOf, endpoint};
use serde::Serialize;
use serde_json::Value;
use shared::database::dossiers::{self, DossierEvent};
use shared::domain::workflow::{DossierAction, DossierState};
use utoipa::ToSchema;
use uuid::Uuid;

/// One step of a dossier.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(DossierEvent)]
struct EventView {
    /// In order.
    id: i64,
    /// When.
    occurred_at: DateTime<Utc>,
    /// Who acted.
    #[schema(example = "person:0197…")]
    actor: String,
    /// What was done.
    action: DossierAction,
    /// Where the dossier stood.
    #[view_of(from_state)]
    from: DossierState,
    /// Where it stood then.
    #[view_of(to_state)]
    to: DossierState,
    /// Why.
    reason: Option<String>,
    /// Last day of the new state.
    due_on: Option<NaiveDate>,
    /// What belongs to the action: the snapshot, the request for evidence, the evaluation, the decision.
    #[schema(value_type = Option<Object>)]
    details: Option<Value>,
}

/// The steps of a dossier, in order. Nothing of it is ever changed.
#[endpoint(get "/dossiers/{id}/events", tag = "dossiers", of = "dossiers_events")]
pub(super) async fn list(
    caller: Caller<DossiersRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery, i64>,
) -> ApiResult<List<EventView>> {
    let mut connection = caller.connection().await?;
    let dossier = dossiers::find(&mut connection, caller.scope(), id).await?;
    let rows = dossiers::events(&mut connection, &dossier, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, EventView::from))
}
