//! `GET /api/v1/certificates/{id}/events`: what happened to a certificate.

use crate::caller::{Caller, CertificatesRead};
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use endpoint::{ViewOf, endpoint};
use serde::Serialize;
use shared::database::certificates::{self, CertificateEvent};
use shared::domain::certificate::{CertificateEventKind, RevocationGround};
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that happened to a certificate.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(CertificateEvent)]
pub(super) struct CertificateEventView {
    /// In the order of recording.
    id: i64,
    /// What happened.
    kind: CertificateEventKind,
    /// The day from which it counts.
    day: NaiveDate,
    /// First day after a carry-over.
    #[view_of(until)]
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
