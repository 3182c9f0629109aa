//! `POST /api/v1/certificates/{id}/extension`: carries a certificate over until the result of its renewal.

use super::change::{LONGEST_REASON, held, respond};
use super::request::CertificateExtension;
use super::view::CertificateView;
use crate::auth::Principal;
use crate::caller::{Caller, CertificatesWrite, Creation};
use crate::state::AppState;
use api_http::answer::Effect;
use api_http::extract::PathOf;
use api_http::problem::{ApiResult, Code, Problem, text_length};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::certificates::{self, Certificate, CertificateEvent, CertificateRecord};
use shared::database::{dossiers, recognitions};
use shared::domain::certificate::{CertificateEventKind, ExtensionRefusal, extend as carry_over};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Carries a certificate over while the renewal of its product is pending, at most 180 days past its end (Decision
/// 26/2026/QĐ-TTg, article 12.3). By law it goes on by itself when its renewal is handed in; this is for renewals that the regime's reading of
/// the article leaves out. It must still hold, and a renewal must have been handed in.
#[endpoint(post "/certificates/{id}/extension", tag = "certificates", problems(Conflict, OutsideReach, OutOfTurn, NotYourTurn))]
pub(super) async fn extend(
    caller: Caller<CertificatesWrite>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<CertificateExtension>,
) -> ApiResult<Effect<CertificateView>> {
    let mut version = 0;
    let answer = idempotency
        .once(&caller, async |connection| {
            let record = held(connection, caller.scope(), id).await?;
            check(&record, &body, &caller.state)?;
            let pending = dossiers::pending_renewal(connection, record.certificate.product_id).await?;
            let dossier = pending.ok_or_else(|| {
                Problem::new(Code::Conflict).detail(
                    "Không có hồ sơ đánh giá lại nào của sản phẩm đang được xem xét.",
                    "No renewal of the product is pending.",
                )
            })?;
            version = write(
                connection,
                &caller.state,
                &caller.principal,
                &record.certificate,
                &body,
                dossier,
            )
            .await?;
            respond(connection, caller.scope(), id, &caller.state).await
        })
        .await?;
    caller.state.statistics.raise(version);
    Ok(answer)
}

fn check(record: &CertificateRecord, body: &CertificateExtension, state: &AppState) -> ApiResult<()> {
    let reason = body.reason.as_ref();
    if let Some(violation) = reason.and_then(|reason| text_length("/reason", reason, LONGEST_REASON)) {
        return Err(violation.into());
    }
    let refused =
        |code, vi: String, en: String| Problem::violation(Violation::new("/extended_to", code, vi, en));
    let today = state.clock.today();
    let rule = state.regimes.continuation_on(today).ok_or_else(|| {
        Problem::new(Code::Conflict).detail(
            "Quyết định đang có hiệu lực không cho gia hạn chờ kết quả.",
            "The decision in force knows no carry-over.",
        )
    })?;
    carry_over(&record.validity(), body.extended_to, today, rule).map_err(|error| match error {
        ExtensionRefusal::DoesNotHold(status) => Problem::new(Code::Conflict).detail(
            format!("Giấy chứng nhận không còn hiệu lực: `{status}`."),
            format!("The certificate does not hold any more: `{status}`."),
        ),
        ExtensionRefusal::NothingMore => refused(
            "nothing_more",
            "Giấy chứng nhận vốn đã có hiệu lực đến ngày này.".to_owned(),
            "The certificate holds until then without an extension.".to_owned(),
        ),
        ExtensionRefusal::TooLong { latest } => refused(
            "too_long",
            format!("Gia hạn nhiều nhất {} ngày: không sau {latest}.", rule.days),
            format!("{} days at most: not after {latest}.", rule.days),
        ),
    })
}

/// Writes the carry-over; returns the new version of the statistics.
async fn write(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    certificate: &Certificate,
    body: &CertificateExtension,
    dossier: Uuid,
) -> ApiResult<i64> {
    let today = state.clock.today();
    let event = CertificateEvent {
        until: Some(body.extended_to),
        dossier_id: Some(dossier),
        reason: body.reason.as_deref().map(str::trim).map(str::to_owned),
        ..CertificateEvent::new(certificate.id, CertificateEventKind::Extended, today)
    };
    certificates::record_events(connection, &[event], &principal.name(), state.clock.now()).await?;
    let history = recognitions::histories(connection, &[certificate.product_id]).await?;
    let certified = history
        .iter()
        .find(|one| !one.potential && one.status().holds_on(today));
    if let Some(certified) = certified {
        recognitions::extend(connection, certified.id, body.extended_to).await?;
    }
    Ok(recognitions::raise_version(connection).await?)
}
