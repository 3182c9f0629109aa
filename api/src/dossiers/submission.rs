//! `POST /api/v1/dossiers/{id}/submission`: the producer hands the dossier in (nộp hồ sơ).

mod check;
mod request;
mod snapshot;

use super::act::{DossierMove, act, allowed, locked};
use super::begin::regime_on;
use super::view::DossierView;
use crate::caller::{Caller, Creation, DossiersWrite};
use api_http::answer::Effect;
use api_http::extract::{IfMatch, PathOf};
use api_http::problem::ApiResult;
use endpoint::endpoint;
use request::DossierSubmission;
use serde_json::json;
use shared::database::dossier_documents;
use shared::domain::workflow::DossierAction;
use uuid::Uuid;

/// Hands a dossier in: the forms are complete, every criterion is answered, the required documents are there, and a renewal
/// comes in its window. What was handed in is kept as a snapshot, and the commune has 15 working days.
#[endpoint(post "/dossiers/{id}/submission", tag = "dossiers", problems(OutOfTurn, NotYourTurn, OutsideReach, Conflict))]
pub(super) async fn submit(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<DossierSubmission>,
) -> ApiResult<Effect<DossierView>> {
    let today = caller.state.clock.today();
    idempotency
        .once(&caller, async |connection| {
            let mut dossier = locked(connection, caller.scope(), id, &if_match).await?;
            allowed(&dossier, DossierAction::Submit, &caller.principal, None)?;
            let dates = dossier.dates(today);
            dossier.regime = regime_on(&caller.state, dates)?;
            let held = dossier_documents::held(connection, &dossier).await?;
            let late = check::check(connection, &caller.state, &dossier, &held, &body).await?;
            // A renewal is filed once: one that was sent back keeps its day, and its reason if it had one.
            dossier.late_reason = dossier.late_reason.or(late);
            dossier.handed_in_on = Some(dates.handed_in);
            let principal = &caller.principal;
            let number = snapshot::keep(
                connection,
                &dossier,
                &held,
                principal.name(),
                caller.state.clock.now(),
            )
            .await?;
            let done = DossierMove {
                details: Some(json!({"snapshot": number, "late": dossier.late_reason.is_some()})),
                ..DossierMove::plain(DossierAction::Submit)
            };
            let dossier = act(connection, &caller.state, principal, dossier, done).await?;
            DossierView::answer(dossier, &caller.state, principal)
        })
        .await
}
