//! `GET /api/v1/rounds/{id}/late-dossiers`: dossiers that missed a date of the round.

use crate::caller::{Authorized, CouncilsRead};
use crate::councils::competence::require_level;
use crate::state::AppState;
use actix_web::{HttpRequest, web};
use api_http::extract::Listing;
use api_http::extract::{ListAnswer, NoQuery, PageOf, PathOf};
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use endpoint::endpoint;
use serde::Serialize;
use shared::database::rounds::{self, LateDossier, MissedDate};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::workflow::DossierState;
use utoipa::ToSchema;
use uuid::Uuid;

/// A dossier that missed a date.
#[derive(Debug, Serialize, ToSchema)]
struct LateView {
    /// The dossier.
    dossier_id: Uuid,
    /// Its product.
    product_id: Uuid,
    /// Name of the product.
    product_name: String,
    /// First, upgrade or renewal.
    kind: ApplicationKind,
    /// Commune in today's boundaries.
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

impl From<LateDossier> for LateView {
    fn from(late: LateDossier) -> Self {
        Self {
            dossier_id: late.id,
            product_id: late.product_id,
            product_name: late.product_name,
            kind: late.kind,
            commune: late.commune_code,
            state: late.state,
            missed: late.missed,
            sent_on: late.sent_on,
            decided_on: late.decided_on,
        }
    }
}

/// Dossiers of the round's reach that were handed in and not sent on before its day, or that were sent on for the round or sit
/// before one of its councils and were not decided in time, later or not at all. For the office of the round's level.
#[endpoint(get "/rounds/{id}/late-dossiers", tag = "councils", of = "rounds_late_dossiers")]
pub(super) async fn list(
    caller: Authorized<CouncilsRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<Listing<LateView>> {
    let mut connection = state.database.connection().await?;
    let round = rounds::find(&mut connection, caller.scope(), id).await?;
    require_level(caller.scope(), round.level, round.province_code.as_deref())?;
    let today = state.clock.today();
    let rows = rounds::late_dossiers(&mut connection, &round, today, page.after, page.limit()).await?;
    Ok(ListAnswer::of(&page, rows, |row| row.id, LateView::from).respond(&request))
}
