//! `POST /api/v1/dossiers/{id}/acceptance`: the dossier is complete (hồ sơ đầy đủ), found by the province or the ministry.

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
use shared::domain::application_kind::ApplicationKind;
use shared::domain::renewal;
use shared::domain::workflow::{DossierAction, DossierState};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is said to an acceptance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Acceptance {
    /// A remark, where there is one.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Finds a dossier complete. At the province it goes to the advisory team, and a renewal must be decided within 45 days; at the
/// ministry the minimum dossier is met, and its council scores.
#[endpoint(post "/dossiers/{id}/acceptance", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn accept(
    caller: Authorized<DossiersWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<Acceptance>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove {
                reason: body.note.as_deref(),
                ..DossierMove::plain(DossierAction::Accept)
            };
            // The first time only: evidence asked for later does not begin the days to decide anew.
            if dossier.state == DossierState::AtProvince && dossier.complete_on.is_none() {
                let today = state.clock.today();
                dossier.complete_on = Some(today);
                dossier.decide_by =
                    (dossier.kind == ApplicationKind::Renewal).then(|| renewal::decide_by(today));
            }
            let dossier = act(connection, &state, &caller.principal, dossier, done).await?;
            DossierView::answer(dossier, &state, &caller.principal)
        })
        .await
}
