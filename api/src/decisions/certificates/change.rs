//! What every change of a certificate begins and ends with.

use super::view::CertificateView;
use crate::auth::Principal;
use crate::caller::Seat;
use crate::decisions::{About, DecisionHead};
use crate::state::AppState;
use api_http::answer::{AnswerKind, WrittenReply};
use api_http::problem::{ApiResult, Code, Problem, text_length};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use shared::database::certificates::{self, Certificate, CertificateRecord};
use shared::database::decisions::{Decision, DecisionItem};
use shared::database::products;
use shared::domain::access::Scope;
use shared::domain::certificate::DecisionKind;
use shared::domain::violation::Violation;
use uuid::Uuid;

/// The longest reason, in characters.
pub(super) const LONGEST_REASON: usize = 1000;

/// The certificate, held until the transaction ends, its product first, as decisions hold them.
pub(super) async fn held(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> ApiResult<CertificateRecord> {
    let seen = certificates::find(connection, scope, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    products::lock_all(connection, &[seen.certificate.product_id]).await?;
    let record = certificates::lock(connection, scope, id).await?;
    record.ok_or_else(Problem::not_found)
}

/// The caller's seat, where it is the one that decides about these stars on `day`.
pub(super) fn competent(
    state: &AppState,
    principal: &Principal,
    CertificateRecord { certificate, .. }: &CertificateRecord,
    day: NaiveDate,
) -> ApiResult<Seat> {
    let seat = Seat::of(principal)?;
    let stars = u8::try_from(certificate.stars).unwrap_or_default();
    let rule = state.regimes.recognition_on(day);
    let competent = rule.and_then(|rule| rule.authority_of(stars));
    seat.require(competent.unwrap_or(certificate.authority))?;
    Ok(seat)
}

/// The broken rules of a decision about `certificate`, of its `reason`, and of its day, which is none before the issue.
pub(super) fn broken(
    decision: &DecisionHead,
    reason: &str,
    certificate: &Certificate,
    today: NaiveDate,
) -> Vec<Violation> {
    let mut violations = decision.check("/decision", today);
    violations.extend(text_length("/reason", reason, LONGEST_REASON));
    let day = certificate.issued_on;
    if decision.decided_on < day {
        violations.push(Violation::new(
            "/decision/decided_on",
            "before_the_certificate",
            format!("Giấy chứng nhận được cấp ngày {day}."),
            format!("The certificate was issued on {day}."),
        ));
    }
    violations
}

/// The decision of `seat` about one certificate, recorded.
pub(super) async fn recorded(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    seat: &Seat,
    kind: DecisionKind,
    (decision, reason): (&DecisionHead, &str),
) -> ApiResult<Decision> {
    let about = About {
        kind,
        at: "/decision",
        programme_year: None,
        reason: Some(reason.trim()),
    };
    decision.record(connection, state, principal, seat, about).await
}

/// The certificate as it stands now, as the answer of what was done to it.
pub(super) async fn respond<K: AnswerKind>(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
    state: &AppState,
) -> ApiResult<WrittenReply<K, CertificateView>> {
    let record = certificates::find(connection, scope, id).await?;
    let record = record.ok_or_else(Problem::not_found)?;
    let view = CertificateView::of(&record, state.clock.today(), state)?;
    Ok(WrittenReply::new(&view)?.content_etag())
}

/// Passes where the certificate holds on `day` and nothing on record ends it later.
///
/// # Errors
/// 409 saying how it stands.
pub(super) fn require_hold(record: &CertificateRecord, day: NaiveDate) -> ApiResult<()> {
    let validity = record.validity();
    if validity.is_open_on(day) {
        return Ok(());
    }
    let status = match validity.ended {
        Some(end) => validity.status_on(end.on.max(day)),
        None => validity.status_on(day),
    };
    Err(Problem::new(Code::Conflict).detail(
        format!("Giấy chứng nhận không còn (hoặc chưa) hiệu lực: `{status}`."),
        format!("The certificate does not hold: `{status}`."),
    ))
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
