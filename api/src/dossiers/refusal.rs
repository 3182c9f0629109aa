//! `POST /api/v1/dossiers/{id}/refusal`: the ministry does not score the dossier (không đạt hồ sơ tối thiểu).

use super::act::{DossierMove, take};
use super::view::DossierView;
use crate::caller::{Authorized, Creation, DossiersWrite};
use crate::state::AppState;
use actix_web::web;
use api_http::answer::Effect;
use api_http::extract::{IfMatch, PathOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use serde::Deserialize;
use shared::domain::workflow::DossierAction;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a dossier is not scored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    /// Needed: what the minimum dossier lacks.
    #[schema(max_length = 5000)]
    reason: Option<String>,
}

/// Refuses a potential five stars whose minimum dossier is not met: the ministry's council does not score it, and it is back at the province.
#[endpoint(post "/dossiers/{id}/refusal", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn refuse(
    caller: Authorized<DossiersWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<Refusal>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let done = DossierMove {
                reason: body.reason.as_deref(),
                ..DossierMove::plain(DossierAction::Refuse)
            };
            take(connection, &state, &caller.principal, (id, &if_match), done).await
        })
        .await
}
