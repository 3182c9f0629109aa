//! `POST /api/v1/dossiers/{id}/withdrawal`: the producer takes the dossier back (rút hồ sơ).

use super::act::{DossierMove, act, ended_without_recognition, locked};
use super::view::DossierView;
use crate::caller::{Caller, Creation, DossiersWrite};
use api_http::answer::Effect;
use api_http::extract::{IfMatch, PathOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::evidence_requests::{self, EvidenceRequestOutcome};
use shared::domain::workflow::DossierAction;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a dossier is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// Why, where the producer says so.
    #[schema(max_length = 5000)]
    reason: Option<String>,
}

/// Takes a dossier back before it is with the advisory team; it ends, and a new one may be begun. The carry-over of a certificate
/// whose renewal it was ends with it.
#[endpoint(post "/dossiers/{id}/withdrawal", tag = "dossiers", problems(Conflict, OutOfTurn, NotYourTurn, OutsideReach))]
pub(super) async fn withdraw(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<Withdrawal>,
) -> ApiResult<Effect<DossierView>> {
    let mut version = None;
    let answer = idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove::with_reason(DossierAction::Withdraw, body.reason.as_deref());
            let open = evidence_requests::open_of(connection, &dossier).await?;
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            if let Some((open, _)) = open {
                let (actor, now) = (caller.principal.name(), caller.state.clock.now());
                evidence_requests::end(connection, open.id, EvidenceRequestOutcome::Closed, &actor, now)
                    .await?;
            }
            version =
                ended_without_recognition(connection, &caller.state, &caller.principal, &dossier).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await?;
    caller.state.statistics.raise(version.unwrap_or_default());
    Ok(answer)
}
