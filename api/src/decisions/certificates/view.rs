//! A certificate as JSON.

use crate::places::{PlaceView, UnitSummary, office_unit};
use crate::state::AppState;
use api_http::problem::ApiResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shared::database::certificates::CertificateRecord;
use shared::domain::certificate::{CertificateEndKind, CertificateStatus, RevocationGround};
use shared::domain::criteria::RecognitionAuthority;
use utoipa::ToSchema;
use uuid::Uuid;

/// A certificate.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CertificateView {
    /// Its id.
    id: Uuid,
    /// Its number; null where it was issued elsewhere and has none on record.
    #[schema(example = "0001/2026/OCOP-25")]
    number: Option<String>,
    /// 1, raised with each correction of the print.
    revision: i16,
    /// Its printed code.
    #[schema(example = "7K3M-9QXT-2WHB-5CDE")]
    code: String,
    /// How it stands on `as_of`.
    status: CertificateStatus,
    /// The day of the status.
    as_of: NaiveDate,
    /// 3 to 5.
    stars: i16,
    /// The product, as printed.
    product: PrintedProduct,
    /// The producer, as printed.
    producer: PrintedProducer,
    /// The decision that issued it.
    decision: IssuingDecision,
    /// The dossier decided.
    dossier_id: Option<Uuid>,
    /// First day of this print: later than `valid_from` for a corrected one.
    issued_on: NaiveDate,
    /// First day of the term.
    valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    valid_to: NaiveDate,
    /// Past its term it goes on until the result of its renewal, to this day at most.
    extended_to: Option<NaiveDate>,
    /// What ended it before its time.
    ended: Option<EarlyEnd>,
    /// The certificate whose print it corrects.
    corrects: Option<Uuid>,
    /// Where the product is made, in today's and in the old boundaries, by the names of the day of this print.
    place: PlaceView,
    /// Where anybody can look it up.
    #[schema(example = "https://ocop.example.vn/verify/7K3M-9QXT-2WHB-5CDE")]
    verification_url: String,
    /// Issued elsewhere and recorded here; then `number` may be null, and `code` is that of the record.
    recorded: bool,
    /// Demonstration data.
    demonstration: bool,
    /// When it was recorded.
    created_at: DateTime<Utc>,
}

/// The product of a certificate.
#[derive(Debug, Serialize, ToSchema)]
struct PrintedProduct {
    /// Its id.
    id: Uuid,
    /// Its code.
    #[schema(example = "25.08782.001.2026")]
    code: String,
    /// Its name.
    name: String,
    /// Its set, 1 to 26.
    product_set: i16,
}

/// The producer of a certificate.
#[derive(Debug, Serialize, ToSchema)]
struct PrintedProducer {
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
    /// Its address.
    address: Option<String>,
}

/// The decision behind a certificate.
#[derive(Debug, Serialize, ToSchema)]
struct IssuingDecision {
    /// Its id.
    id: Uuid,
    /// As written.
    number: String,
    /// Its date.
    decided_on: NaiveDate,
    /// Who signed it; null where that is not known of a recorded decision.
    signer: Option<String>,
    /// `district`, `province` or `ministry`.
    authority: RecognitionAuthority,
    /// Code of the province, in today's boundaries; null for the ministry.
    province_code: Option<String>,
    /// The unit that decided, in the boundaries of its time; null for the ministry.
    authority_unit: Option<UnitSummary>,
}

/// The end of a certificate before its time.
#[derive(Debug, Serialize, ToSchema)]
struct EarlyEnd {
    /// First day on which it no longer holds.
    on: NaiveDate,
    /// `revoked` or `replaced`.
    kind: CertificateEndKind,
    /// Why it was revoked.
    ground: Option<RevocationGround>,
    /// The certificate in its place.
    successor_id: Option<Uuid>,
}

impl CertificateView {
    /// A certificate as it stands on `as_of`.
    pub(super) fn of(record: &CertificateRecord, as_of: NaiveDate, state: &AppState) -> ApiResult<Self> {
        let CertificateRecord {
            certificate,
            state: now,
            decision,
        } = record;
        Ok(Self {
            id: certificate.id,
            number: certificate.number.clone(),
            revision: certificate.revision,
            code: certificate.printed_code(),
            status: record.validity().status_on(as_of),
            as_of,
            stars: certificate.stars,
            product: PrintedProduct {
                id: certificate.product_id,
                code: certificate.product_code.clone(),
                name: certificate.product_name.clone(),
                product_set: certificate.product_set,
            },
            producer: PrintedProducer {
                id: certificate.producer_id,
                name: certificate.producer_name.clone(),
                address: certificate.producer_address.clone(),
            },
            decision: IssuingDecision {
                id: decision.id,
                number: decision.number.clone(),
                decided_on: decision.decided_on,
                signer: decision.signer.clone(),
                authority: certificate.authority,
                province_code: decision.province_code.clone(),
                authority_unit: office_unit(&decision.office_word(), decision.decided_on)?,
            },
            dossier_id: certificate.dossier_id,
            issued_on: certificate.issued_on,
            valid_from: certificate.valid_from,
            valid_to: certificate.valid_to,
            extended_to: now.extended_to,
            ended: now.ended_on.zip(now.end_kind).map(|(on, kind)| EarlyEnd {
                on,
                kind,
                ground: now.ground,
                successor_id: now.successor_id,
            }),
            corrects: certificate.corrects,
            place: PlaceView::of(&certificate.place(), certificate.issued_on)?,
            verification_url: verification_url(&state.certificates.public_url, &certificate.printed_code()),
            recorded: certificate.recorded,
            demonstration: certificate.demonstration,
            created_at: certificate.created_at,
        })
    }
}

/// Where the certificate with this printed code can be looked up.
pub(super) fn verification_url(public_url: &str, code: &str) -> String {
    format!("{public_url}/verify/{code}")
}
