//! `POST /api/v1/dossiers/{id}/declining` and `/adoption`: not recognised, and the ministry's result taken for the
//! province's decision.

use super::request::{Adoption, DossierRejection};
use crate::caller::{Caller, Creation, DecisionsWrite};
use crate::dossiers::act::{DossierMove, act, allowed, ended_without_recognition, locked};
use crate::dossiers::view::DossierView;
use api_http::answer::Effect;
use api_http::extract::{IfMatch, PathOf};
use api_http::problem::{ApiResult, Code, Problem};
use endpoint::endpoint;
use shared::database::dossiers::Dossier;
use shared::domain::recognition::LOWEST_RECOGNISED;
use shared::domain::workflow::{DossierAction, DossierState};
use uuid::Uuid;

/// The most stars that the province can take from what came back: five were the ministry's to give.
const MOST_ADOPTED: i16 = 4;

/// Does not recognise a rated dossier, with a reason. A potential five stars that the dossier had brought ends, and so does
/// the carry-over of a certificate whose renewal it was; the product falls back to the certificate it still holds. By the
/// ministry it goes back to the province.
#[endpoint(post "/dossiers/{id}/declining", tag = "decisions", of = "dossiers", problems(Conflict, OutsideReach, OutOfTurn, NotYourTurn))]
pub(super) async fn decline(
    caller: Caller<DecisionsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<DossierRejection>,
) -> ApiResult<Effect<DossierView>> {
    let mut version = None;
    let answer = idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            let done = DossierMove::with_reason(DossierAction::Decline, Some(&body.reason));
            let dossier = act(connection, &caller.state, &caller.principal, dossier, done).await?;
            if dossier.state == DossierState::NotRecognised {
                version =
                    ended_without_recognition(connection, &caller.state, &caller.principal, &dossier).await?;
            }
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await?;
    caller.state.statistics.raise(version.unwrap_or_default());
    Ok(answer)
}

/// Takes what came back from the ministry for the province's decision: the ministry's three or four stars, or where it did
/// not score the dossier the province's own result, four stars at most.
#[endpoint(post "/dossiers/{id}/adoption", tag = "decisions", of = "dossiers", problems(Conflict, OutsideReach, OutOfTurn, NotYourTurn))]
pub(super) async fn adopt(
    caller: Caller<DecisionsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { idempotency, .. }: Creation<Adoption>,
) -> ApiResult<Effect<DossierView>> {
    idempotency
        .once(&caller, async |connection| {
            let dossier = locked(connection, caller.scope(), id, &if_match).await?;
            allowed(&dossier, DossierAction::AdoptResult, &caller.principal, None)?;
            let adopted = Dossier {
                stars: Some(adoptable(&dossier)?),
                ..dossier
            };
            let done = DossierMove::plain(DossierAction::AdoptResult);
            let dossier = act(connection, &caller.state, &caller.principal, adopted, done).await?;
            DossierView::answer(dossier, &caller.state, &caller.principal)
        })
        .await
}

/// The stars that the province may recognise from what came back.
fn adoptable(dossier: &Dossier) -> ApiResult<i16> {
    let stars = dossier.stars.unwrap_or_default().min(MOST_ADOPTED);
    if stars >= i16::from(LOWEST_RECOGNISED) {
        return Ok(stars);
    }
    Err(Problem::new(Code::Conflict).detail(
        format!("Kết quả {stars} sao không đủ để công nhận; có thể đánh giá lại (evaluate_anew) hoặc không công nhận (decline)."),
        format!("A result of {stars} stars cannot be recognised; evaluate anew (evaluate_anew) or decline (decline)."),
    ))
}
