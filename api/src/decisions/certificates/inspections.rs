//! `/api/v1/certificates/{id}/inspections`: checks after recognition (kiểm tra, giám sát sau công nhận).

use super::request::NewInspection;
use crate::auth::Principal;
use crate::caller::{Caller, CertificatesRead, CertificatesWrite, Creation};
use crate::decisions::scan;
use api_http::answer::{NewResource, WrittenReply};
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem, refuse, text_length};
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::{ViewOf, endpoint};
use serde::Serialize;
use shared::database::certificates;
use shared::database::inspections::{self, Inspection};
use shared::domain::certificate::InspectionKind;
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest findings and measures, in characters.
const LONGEST: usize = 5000;

/// An inspection.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(Inspection)]
pub(super) struct InspectionView {
    /// Its id.
    id: Uuid,
    /// The certificate.
    certificate_id: Uuid,
    /// `planned` or `surprise`.
    kind: InspectionKind,
    /// The day of it.
    inspected_on: NaiveDate,
    /// What was found.
    findings: String,
    /// What the producer has to do.
    measures: Option<String>,
    /// Day of the next one.
    next_on: Option<NaiveDate>,
    /// The scanned report.
    file_id: Option<Uuid>,
    /// When it was recorded.
    created_at: DateTime<Utc>,
}

/// Records an inspection of a certified product. What it finds may lead to a revocation, which is a decision of its own.
#[endpoint(post "/certificates/{id}/inspections", tag = "certificates", of = "certificates_inspections", problems(OutsideReach, OutOfTurn, NotYourTurn, Conflict))]
pub(super) async fn record(
    caller: Caller<CertificatesWrite>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<NewInspection>,
) -> ApiResult<NewResource<InspectionView>> {
    idempotency
        .once(&caller, async |connection| {
            let found = certificates::find(connection, caller.scope(), id).await?;
            let record = found.ok_or_else(Problem::not_found)?;
            refuse(body.check(record.certificate.issued_on, caller.state.clock.today()))?;
            scan(connection, &caller.principal, "/file_id", body.file_id).await?;
            let inspection = body.inspection(id, &caller.principal, caller.state.clock.now());
            inspections::insert(connection, &inspection).await?;
            Ok(WrittenReply::new(&InspectionView::from(inspection))?.content_etag())
        })
        .await
}

/// The inspections of a certificate, in the order in which they were recorded.
#[endpoint(get "/certificates/{id}/inspections", tag = "certificates", of = "certificates_inspections")]
pub(super) async fn list(
    caller: Caller<CertificatesRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<InspectionView>> {
    let mut connection = caller.connection().await?;
    certificates::find(&mut connection, caller.scope(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let rows = inspections::list(&mut connection, id, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, InspectionView::from))
}

impl NewInspection {
    fn check(&self, issued_on: NaiveDate, today: NaiveDate) -> Vec<Violation> {
        let mut violations: Vec<Violation> = text_length("/findings", &self.findings, LONGEST)
            .into_iter()
            .collect();
        let measures = self.measures.as_ref();
        violations.extend(measures.and_then(|text| text_length("/measures", text, LONGEST)));
        if self.inspected_on > today || self.inspected_on < issued_on {
            violations.push(Violation::new(
                "/inspected_on",
                "out_of_range",
                format!("Ngày kiểm tra: từ {issued_on} đến {today}."),
                format!("The inspection is dated from {issued_on} to {today}."),
            ));
        }
        if self.next_on.is_some_and(|next| next <= self.inspected_on) {
            violations.push(Violation::new(
                "/next_on",
                "out_of_range",
                "Lần kiểm tra sau phải sau lần này.",
                "The next inspection comes after this one.",
            ));
        }
        violations
    }

    fn inspection(&self, certificate_id: Uuid, principal: &Principal, now: DateTime<Utc>) -> Inspection {
        Inspection {
            id: Uuid::now_v7(),
            certificate_id,
            kind: self.kind,
            inspected_on: self.inspected_on,
            findings: self.findings.trim().to_owned(),
            measures: self.measures.as_deref().map(str::trim).map(str::to_owned),
            next_on: self.next_on,
            file_id: self.file_id,
            created_by: principal.name(),
            created_at: now,
        }
    }
}
