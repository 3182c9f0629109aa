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
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use request::DossierSubmission;
use serde_json::json;
use shared::database::dossier_documents;
use shared::database::dossiers::Dossier;
use shared::database::recognitions::{self, PendingRenewal};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::workflow::DossierAction;
use uuid::Uuid;

/// Hands a dossier in: the forms are complete, every criterion is answered, the required documents are there, and a renewal
/// comes in its window. What was handed in is kept as a snapshot, and the commune has 15 working days. The certificate that a renewal is of
/// goes on by law until the result.
#[endpoint(post "/dossiers/{id}/submission", tag = "dossiers", problems(OutOfTurn, NotYourTurn, OutsideReach, Conflict))]
pub(super) async fn submit(
    caller: Caller<DossiersWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: IfMatch,
    Creation { body, idempotency }: Creation<DossierSubmission>,
) -> ApiResult<Effect<DossierView>> {
    let today = caller.state.clock.today();
    let mut version = None;
    let answer = idempotency
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
            version = go_on(connection, &dossier, &caller).await?;
            DossierView::answer(dossier, &caller.state, principal)
        })
        .await?;
    if let Some(version) = version {
        caller.state.statistics.raise(version);
    }
    Ok(answer)
}

/// Lets the certificate go on whose renewal was handed in; the new version of the statistics where it does.
async fn go_on(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    caller: &Caller<DossiersWrite>,
) -> ApiResult<Option<i64>> {
    let (clock, regimes) = (&caller.state.clock, &caller.state.regimes);
    let today = clock.today();
    let rule = regimes
        .continuation_on(today)
        .filter(|_| dossier.kind == ApplicationKind::Renewal);
    let Some((rule, handed_in_on)) = rule.zip(dossier.handed_in_on) else {
        return Ok(None);
    };
    let renewal = PendingRenewal {
        dossier_id: dossier.id,
        product_id: dossier.product_id,
        handed_in_on,
        late: dossier.late_reason.is_some(),
    };
    let actor = caller.principal.name();
    Ok(recognitions::go_on(connection, rule, &[renewal], today, (&actor, clock.now())).await?)
}
