//! `POST /api/v1/certificates/{id}/revocation`: takes a certificate back (thu hồi).

use crate::http::answer::{Kind, Written};
use crate::http::answer::Effect;
use endpoint::endpoint;
use super::request::Revocation;
use super::require_hold;
use super::view::CertificateView;
use crate::auth::Principal;
use crate::caller::{Authorized, Creation, DecisionsWrite};
use crate::decisions::{About, Seat, length};
use crate::http::extract::{NoQuery, PathOf, QueryOf};
use crate::http::problem::{ApiResult, Problem, refuse};
use crate::state::AppState;
use actix_web::http::StatusCode;
use actix_web::web;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use shared::database::certificates::{self, Certificate, CertificateRecord, NewEvent, certified};
use shared::database::decisions::{self, Decision, DecisionItem};
use shared::database::evaluations;
use shared::database::recognitions::{self, EndReason, Recognition};
use shared::domain::access::Scope;
use shared::domain::certificate::{CertificateEventKind, DecisionKind, crossed, revoke_by};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// The longest reason, in characters.
pub(super) const LONGEST_REASON: usize = 1000;

/// Revokes a certificate on one of the six grounds: three and four stars by the province, five by the ministry. The product
/// holds no stars from the decision's date on. A decision later than 15 days after the finding is marked as late.
#[endpoint(post "/certificates/{id}/revocation", tag = "certificates", problems(Conflict))]
pub(super) async fn revoke(
    caller: Authorized<DecisionsWrite>,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<Revocation>,
    _: QueryOf<NoQuery>,
) -> ApiResult<Effect<CertificateView>> {
    let mut connection = state.database.connection().await?;
    let mut version = 0;
    let answer = idempotency
        .once(&mut connection, &caller.principal, async |connection| {
            let record = held(connection, caller.scope(), id).await?;
            let seat = competent(&state, &caller.principal, &record, body.decision.decided_on)?;
            check(&body, &record.0, state.clock.today())?;
            require_hold(&record, body.decision.decided_on)?;
            let history = recognitions::histories(connection, &[record.0.product_id]).await?;
            require_last(&history, &record, body.decision.decided_on)?;
            let about = About {
                kind: DecisionKind::Revocation,
                at: "/decision",
                programme_year: None,
                reason: Some(body.reason.trim()),
            };
            let decision = body
                .decision
                .record(connection, &state, &caller.principal, &seat, about)
                .await?;
            let revoked = (&record.0, history.as_slice());
            version = write(connection, &state, &caller.principal, revoked, &decision, &body).await?;
            respond(connection, caller.scope(), id, &state).await
        })
        .await?;
    state.statistics.raise(version);
    Ok(answer)
}

/// The certificate, held until the transaction ends, its product first, as decisions hold them.
pub(super) async fn held(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> ApiResult<CertificateRecord> {
    let (certificate, _, _) = certificates::find(connection, scope, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    evaluations::lock_products(connection, &[certificate.product_id]).await?;
    let record = certificates::lock(connection, scope, id).await?;
    record.ok_or_else(Problem::not_found)
}

/// The caller's seat, where it is the one that decides about these stars on `day`.
pub(super) fn competent(
    state: &AppState,
    principal: &Principal,
    (certificate, _, _): &CertificateRecord,
    day: NaiveDate,
) -> ApiResult<Seat> {
    let seat = Seat::of(principal)?;
    let stars = u8::try_from(certificate.stars).unwrap_or_default();
    let rule = state.regimes.recognition_on(day);
    let competent = rule.and_then(|rule| rule.authority_of(stars));
    seat.require(competent.unwrap_or(certificate.authority))?;
    Ok(seat)
}

/// The broken rule where a decision about `certificate` is dated before it was issued.
pub(super) fn before_its_issue(decided_on: NaiveDate, certificate: &Certificate) -> Option<Violation> {
    let day = certificate.issued_on;
    (decided_on < day).then(|| {
        Violation::new(
            "/decision/decided_on",
            "before_the_certificate",
            format!("Giấy chứng nhận được cấp ngày {day}."),
            format!("The certificate was issued on {day}."),
        )
    })
}

/// The certificate as it stands now, as the answer of what was done to it.
pub(super) async fn respond<K: Kind>(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
    state: &AppState,
) -> ApiResult<Written<K, CertificateView>> {
    let record = certificates::find(connection, scope, id).await?;
    let record = record.ok_or_else(Problem::not_found)?;
    let view = CertificateView::of(&record, state.clock.today(), state)?;
    Ok(Written::new(&view)?.content_etag())
}

fn check(body: &Revocation, certificate: &Certificate, today: NaiveDate) -> ApiResult<()> {
    let mut violations = body.decision.check("/decision", today);
    violations.extend(length("/reason", &body.reason, LONGEST_REASON));
    if body.finding_on > body.decision.decided_on {
        violations.push(Violation::new(
            "/finding_on",
            "after_the_decision",
            "Ngày kết luận không được sau ngày quyết định.",
            "The finding must not be dated after the decision.",
        ));
    }
    violations.extend(before_its_issue(body.decision.decided_on, certificate));
    refuse(violations)
}

/// Passes where nothing of the product began after `day`: what is revoked is what it held last.
fn require_last(history: &[Recognition], record: &CertificateRecord, day: NaiveDate) -> ApiResult<()> {
    let statuses: Vec<_> = history.iter().map(Recognition::status).collect();
    let crossed = crossed(&statuses, &[certified(record)], day);
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
    let event = NewEvent {
        ground: Some(body.ground),
        finding_on: Some(body.finding_on),
        late: Some(day > revoke_by(body.finding_on)),
        decision_id: Some(decision.id),
        reason: Some(body.reason.trim().to_owned()),
        ..NewEvent::new(certificate.id, CertificateEventKind::Revoked, day)
    };
    certificates::record(connection, &[event], &principal.name(), state.clock.now()).await?;
    let item = item(decision, certificate);
    decisions::name(connection, &[item]).await?;
    // Whatever the product holds from that day on ends with it, a potential five stars too.
    let ended: Vec<(Uuid, NaiveDate)> = history
        .iter()
        .filter(|one| one.ended_on.is_none() && one.status().end() > day)
        .map(|one| (one.id, day.max(one.valid_from)))
        .collect();
    recognitions::end(connection, &ended, EndReason::Revoked).await?;
    Ok(recognitions::raise_version(connection).await?)
}

/// What a decision about a certificate names.
pub(super) fn item(decision: &Decision, certificate: &Certificate) -> DecisionItem {
    DecisionItem {
        decision_id: decision.id,
        product_id: certificate.product_id,
        dossier_id: certificate.dossier_id,
        stars: certificate.stars,
        potential: false,
        recognition_id: Some(certificate.recognition_id),
        certificate_id: Some(certificate.id),
        late: false,
    }
}
