//! `POST /api/v1/certificates/{id}/revocation`: takes a certificate back (thu hồi).

use super::change::{broken, competent, held, item, recorded, require_hold, respond};
use super::request::Revocation;
use super::view::CertificateView;
use crate::auth::Principal;
use crate::caller::{Caller, Creation, DecisionsWrite};
use crate::state::AppState;
use api_http::answer::Effect;
use api_http::extract::PathOf;
use api_http::problem::{ApiResult, Problem, refuse};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::certificates::{self, Certificate, CertificateEvent, CertificateRecord};
use shared::database::decisions::{self, Decision};
use shared::database::recognitions::{self, Recognition};
use shared::domain::certificate::{CertificateEventKind, DecisionKind, crossed, revoke_by};
use shared::domain::recognition::RecognitionEndReason;
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Revokes a certificate on one of the six grounds: three and four stars by the province, five by the ministry. The product
/// holds no stars from the decision's date on. A decision later than 15 days after the finding is marked as late.
#[endpoint(post "/certificates/{id}/revocation", tag = "certificates", problems(Conflict, OutsideReach, OutOfTurn, NotYourTurn))]
pub(super) async fn revoke(
    caller: Caller<DecisionsWrite>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<Revocation>,
) -> ApiResult<Effect<CertificateView>> {
    let mut version = 0;
    let answer = idempotency
        .once(&caller, async |connection| {
            let record = held(connection, caller.scope(), id).await?;
            let seat = competent(
                &caller.state,
                &caller.principal,
                &record,
                body.decision.decided_on,
            )?;
            check(&body, &record.certificate, caller.state.clock.today())?;
            require_hold(&record, body.decision.decided_on)?;
            let history = recognitions::histories(connection, &[record.certificate.product_id]).await?;
            require_last(&history, &record, body.decision.decided_on)?;
            let (kind, said) = (DecisionKind::Revocation, (&body.decision, body.reason.as_str()));
            let decision = recorded(connection, &caller.state, &caller.principal, &seat, kind, said).await?;
            let revoked = (&record.certificate, history.as_slice());
            version = write(
                connection,
                &caller.state,
                &caller.principal,
                revoked,
                &decision,
                &body,
            )
            .await?;
            respond(connection, caller.scope(), id, &caller.state).await
        })
        .await?;
    caller.state.statistics.raise(version);
    Ok(answer)
}

fn check(body: &Revocation, certificate: &Certificate, today: NaiveDate) -> ApiResult<()> {
    let mut violations = broken(&body.decision, &body.reason, certificate, today);
    if body.finding_on > body.decision.decided_on {
        violations.push(Violation::new(
            "/finding_on",
            "after_the_decision",
            "Ngày kết luận không được sau ngày quyết định.",
            "The finding must not be dated after the decision.",
        ));
    }
    refuse(violations)
}

/// Passes where nothing of the product began after `day`: what is revoked is what it held last.
fn require_last(history: &[Recognition], record: &CertificateRecord, day: NaiveDate) -> ApiResult<()> {
    let statuses: Vec<_> = history.iter().map(Recognition::status).collect();
    let crossed = crossed(&statuses, &[record.product_certificate()], day);
    crossed.map_or(Ok(()), |later| {
        Err(Problem::violation(Violation::new(
            "/decision/decided_on",
            "before_another_change",
            format!("Hạng sao của sản phẩm đã thay đổi ngày {later}; quyết định không được trước ngày đó."),
            format!("The product's stars changed on {later}; the decision must not be dated before."),
        )))
    })
}

/// Writes the revocation; returns the new version of the statistics.
async fn write(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    (certificate, history): (&Certificate, &[Recognition]),
    decision: &Decision,
    body: &Revocation,
) -> ApiResult<i64> {
    let day = decision.decided_on;
    let event = CertificateEvent {
        ground: Some(body.ground),
        finding_on: Some(body.finding_on),
        late: Some(day > revoke_by(body.finding_on)),
        decision_id: Some(decision.id),
        reason: Some(body.reason.trim().to_owned()),
        ..CertificateEvent::new(certificate.id, CertificateEventKind::Revoked, day)
    };
    certificates::record_events(connection, &[event], &principal.name(), state.clock.now()).await?;
    let item = item(decision, certificate);
    decisions::name(connection, &[item]).await?;
    // Whatever the product holds from that day on ends with it, a potential five stars too.
    let ended: Vec<(Uuid, NaiveDate)> = history
        .iter()
        .filter(|one| one.ended_on.is_none() && one.status().end() > day)
        .map(|one| (one.id, day.max(one.valid_from)))
        .collect();
    recognitions::end(connection, &ended, RecognitionEndReason::Revoked).await?;
    Ok(recognitions::raise_version(connection).await?)
}
