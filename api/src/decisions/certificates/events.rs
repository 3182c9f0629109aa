//! `GET /api/v1/certificates/{id}/events`: what happened to a certificate.

use crate::caller::{Caller, CertificatesRead};
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::{ViewOf, endpoint};
use serde::Serialize;
use shared::database::certificates::{self, CertificateEventRecord};
use shared::domain::certificate::{CertificateEventKind, RevocationGround};
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that happened to a certificate.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(CertificateEventRecord)]
pub(super) struct CertificateEventView {
    /// In the order of recording.
    id: i64,
    /// What happened.
    #[view_of(event.kind)]
    kind: CertificateEventKind,
    /// The day from which it counts.
    #[view_of(event.day)]
    day: NaiveDate,
    /// Last day of a carry-over.
    #[view_of(event.until)]
    extended_to: Option<NaiveDate>,
    /// Why it was revoked.
    #[view_of(event.ground)]
    ground: Option<RevocationGround>,
    /// Day of the finding of a revocation.
    #[view_of(event.finding_on)]
    finding_on: Option<NaiveDate>,
    /// Whether the revocation was decided later than 15 days after the finding.
    #[view_of(event.late)]
    late: Option<bool>,
    /// The decision behind it.
    #[view_of(event.decision_id)]
    decision_id: Option<Uuid>,
    /// The certificate that came in its place.
    #[view_of(event.successor_id)]
    successor_id: Option<Uuid>,
    /// The pending renewal of a carry-over.
    #[view_of(event.dossier_id)]
    dossier_id: Option<Uuid>,
    /// Why, in words.
    #[view_of(event.reason)]
    reason: Option<String>,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
}

/// What happened to a certificate, in the order in which it was recorded. Entries only ever come.
#[endpoint(get "/certificates/{id}/events", tag = "certificates", of = "certificates_events")]
pub(super) async fn list(
    caller: Caller<CertificatesRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery, i64>,
) -> ApiResult<List<CertificateEventView>> {
    let mut connection = caller.connection().await?;
    certificates::find(&mut connection, caller.scope(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let rows = certificates::events(&mut connection, id, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, CertificateEventView::from))
}
