//! `GET /api/v1/rounds/{id}/late-dossiers`: dossiers that missed a date of the round.

use crate::caller::{Caller, CouncilsRead};
use crate::councils::competence::require_level;
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use endpoint::{ViewOf, endpoint};
use serde::Serialize;
use shared::database::rounds::{self, LateDossier, MissedDate};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::workflow::DossierState;
use utoipa::ToSchema;
use uuid::Uuid;

/// A dossier that missed a date.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(LateDossier)]
struct LateView {
    /// The dossier.
    #[view_of(id)]
    dossier_id: Uuid,
    /// Its product.
    product_id: Uuid,
    /// Name of the product.
    product_name: String,
    /// First, upgrade or renewal.
    kind: ApplicationKind,
    /// Commune in today's boundaries.
    #[view_of(commune_code)]
    commune: String,
    /// Where it stands.
    state: DossierState,
    /// `sending`: not sent on in time; `decision`: not decided in time.
    missed: MissedDate,
    /// The day it was sent on, Vietnamese time; null where it was not.
    sent_on: Option<NaiveDate>,
    /// The day the level was done with it, whatever the outcome; null where it is not.
    decided_on: Option<NaiveDate>,
}

/// Dossiers of the round's reach that were handed in and not sent on before its day, or that were sent on for the round or sit
/// before one of its councils and were not decided in time, later or not at all. For the office of the round's level.
#[endpoint(get "/rounds/{id}/late-dossiers", tag = "councils", of = "rounds_late_dossiers")]
pub(super) async fn list(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<LateView>> {
    let mut connection = caller.connection().await?;
    let round = rounds::find(&mut connection, caller.scope(), id).await?;
    require_level(caller.scope(), round.level, round.province_code.as_deref())?;
    let today = caller.state.clock.today();
    let rows = rounds::late_dossiers(&mut connection, &round, today, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, LateView::from))
}
