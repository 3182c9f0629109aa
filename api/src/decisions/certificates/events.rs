//! `GET /api/v1/certificates/{id}/events`: what happened to a certificate.

use crate::caller::{Authorized, CertificatesRead};
use crate::state::AppState;
use actix_web::{HttpRequest, web};
use api_http::extract::Listing;
use api_http::extract::{ListAnswer, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::endpoint;
use serde::Serialize;
use shared::database::certificates::{self, CertificateEventRecord};
use shared::domain::certificate::{CertificateEventKind, RevocationGround};
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that happened to a certificate.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CertificateEventView {
    /// In the order of recording.
    id: i64,
    /// What happened.
    kind: CertificateEventKind,
    /// The day from which it counts.
    day: NaiveDate,
    /// First day after a carry-over.
    extended_to: Option<NaiveDate>,
    /// Why it was revoked.
    ground: Option<RevocationGround>,
    /// Day of the finding of a revocation.
    finding_on: Option<NaiveDate>,
    /// Whether the revocation was decided later than 15 days after the finding.
    late: Option<bool>,
    /// The decision behind it.
    decision_id: Option<Uuid>,
    /// The certificate that came in its place.
    successor_id: Option<Uuid>,
    /// The pending renewal of a carry-over.
    dossier_id: Option<Uuid>,
    /// Why, in words.
    reason: Option<String>,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
}

impl From<CertificateEventRecord> for CertificateEventView {
    fn from(record: CertificateEventRecord) -> Self {
        let event = record.event;
        Self {
            id: record.id,
            kind: event.kind,
            day: event.day,
            extended_to: event.until,
            ground: event.ground,
            finding_on: event.finding_on,
            late: event.late,
            decision_id: event.decision_id,
            successor_id: event.successor_id,
            dossier_id: event.dossier_id,
            reason: event.reason,
            recorded_at: record.recorded_at,
        }
    }
}

/// What happened to a certificate, in the order in which it was recorded. Entries only ever come.
#[endpoint(get "/certificates/{id}/events", tag = "certificates", of = "certificates_events")]
pub(super) async fn list(
    caller: Authorized<CertificatesRead>,
    request: HttpRequest,
    state: web::Data<AppState>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery, i64>,
) -> ApiResult<Listing<CertificateEventView>> {
    let mut connection = state.database.connection().await?;
    certificates::find(&mut connection, caller.scope(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let rows = certificates::events(&mut connection, id, page.after, page.limit()).await?;
    Ok(ListAnswer::of(&page, rows, |row| row.id, CertificateEventView::from).respond(&request))
}
