//! `POST /api/v1/dossiers/{id}/return`: commune or province sends the dossier back (trả lại).

use super::act::{DossierMove, act, locked};
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

/// Why a dossier is sent back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DossierReturn {
    /// Needed: what the producer has to mend.
    #[schema(max_length = 5000)]
    reason: Option<String>,
}

/// Sends a dossier back to the producer, who may change it and hand it in again. What was handed in stays as a snapshot.
#[endpoint(post "/dossiers/{id}/return", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn send_back(
    caller: Authorized<DossiersWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<DossierReturn>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove {
                reason: body.reason.as_deref(),
                ..DossierMove::plain(DossierAction::Return)
            };
            // Complete is said of what comes back then, and the days to decide count from that.
            dossier.complete_on = None;
            dossier.decide_by = None;
            let dossier = act(connection, &state, &caller.principal, dossier, done).await?;
            DossierView::answer(dossier, &state, &caller.principal)
        })
        .await
}
