//! What anybody may know of a certificate: nothing about persons, nothing that leads to further ones.

use crate::decisions::certificates::signed_credential;
use crate::places::PlaceView;
use crate::state::AppState;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use shared::database::certificates::{self, CertificateRecord};
use shared::domain::certificate::{CertificateStatus, PrintedCode, RevocationGround};
use shared::domain::criteria::RecognitionAuthority;
use shared::text_enum;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest number that is looked up, in characters.
const LONGEST_NUMBER: usize = 100;

text_enum! {
    /// How a certificate stands, for the public.
    pub(crate) enum VerificationStatus {
        /// There is no such certificate.
        Unknown = "unknown",
        /// Several certificates have this number, issued by different provinces: only the printed code tells which one it is.
        Ambiguous = "ambiguous",
        /// Its first day is yet to come.
        NotYetValid = "not_yet_valid",
        /// In force.
        Valid = "valid",
        /// In force, its end less than 180 days away.
        Expiring = "expiring",
        /// In force past its end, until the result of its renewal.
        Extended = "extended",
        /// Its time is over.
        Expired = "expired",
        /// Revoked.
        Revoked = "revoked",
        /// Another certificate took its place.
        Replaced = "replaced",
    }
}

/// How a certificate stands today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CertificateVerification {
    /// In one word.
    pub(super) status: VerificationStatus,
    /// Today, in Việt Nam.
    pub(super) as_of: NaiveDate,
    /// What was certified; null where the status is `unknown` or `ambiguous`.
    pub(super) certificate: Option<PublicCertificate>,
    /// The certificate as a signed credential (W3C Verifiable Credential 2.0 as JWT), checked without asking anybody, with the
    /// keys of `/.well-known/jwks.json`. For who has the printed code, while the certificate holds; otherwise null.
    credential: Option<String>,
}

/// A certificate as the public sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicCertificate {
    /// Its number; null where the certificate was issued elsewhere and has none on record.
    #[schema(example = "0001/2026/OCOP-25")]
    pub(super) number: Option<String>,
    /// 3 to 5.
    pub(super) stars: i16,
    /// Code of the product.
    #[schema(example = "25.08782.001.2026")]
    pub(super) product_code: String,
    /// Name of the product.
    pub(super) product_name: String,
    /// Name of the producer.
    pub(super) producer_name: String,
    /// Where the product is made, by the names of the day of the certificate.
    pub(super) place: PlaceView,
    /// `district`, `province` or `ministry`.
    pub(super) authority: RecognitionAuthority,
    /// Number of the decision.
    pub(super) decision_number: String,
    /// First day.
    pub(super) valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    pub(super) valid_to: NaiveDate,
    /// Past its term it goes on until the result of its renewal, to this day at most.
    pub(super) extended_to: Option<NaiveDate>,
    /// First day on which it was revoked or replaced.
    pub(super) ended_on: Option<NaiveDate>,
    /// Why it was revoked.
    pub(super) ground: Option<RevocationGround>,
}

/// Looks `given` up: a printed code, a number, or a signed credential.
pub(super) async fn look_up(state: &AppState, given: &str) -> ApiResult<CertificateVerification> {
    let given = given.trim();
    let today = state.clock.today();
    let (record, key) = match find(state, given).await? {
        LookUp::One(record, key) => (record, key),
        LookUp::Nothing => {
            return Ok(CertificateVerification::without(
                VerificationStatus::Unknown,
                today,
            ));
        }
        LookUp::Several => {
            return Ok(CertificateVerification::without(
                VerificationStatus::Ambiguous,
                today,
            ));
        }
    };
    let validity = record.validity();
    let is_signed = key == Key::Code && validity.is_open_on(today);
    Ok(CertificateVerification {
        status: status(validity.status_on(today)),
        as_of: today,
        certificate: Some(shown(&record, today)?),
        credential: is_signed.then(|| signed_credential(&record, state)).transpose()?,
    })
}

impl CertificateVerification {
    /// An answer that shows no certificate.
    const fn without(status: VerificationStatus, as_of: NaiveDate) -> Self {
        Self {
            status,
            as_of,
            certificate: None,
            credential: None,
        }
    }
}

/// What a look-up finds.
enum LookUp {
    Nothing,
    /// Certificates of different provinces that have the same number.
    Several,
    One(Box<CertificateRecord>, Key),
}

impl LookUp {
    fn of(found: Option<CertificateRecord>, key: Key) -> Self {
        found.map_or(Self::Nothing, |record| Self::One(Box::new(record), key))
    }
}

/// What a certificate was found by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    /// The printed code: who looks it up has the paper.
    Code,
    /// Its number, which can be counted through, or a credential, which is there already.
    Other,
}

async fn find(state: &AppState, given: &str) -> ApiResult<LookUp> {
    if given.matches('.').count() == 2 {
        let Some(id) = credential_id(state, given) else {
            return Ok(LookUp::Nothing);
        };
        let mut connection = state.database.connection().await?;
        let found = certificates::of_credential(&mut connection, id).await?;
        return Ok(LookUp::of(found, Key::Other));
    }
    if let Ok(code) = given.parse::<PrintedCode>() {
        let mut connection = state.database.connection().await?;
        let found = certificates::with_code(&mut connection, &code).await?;
        if let Some(record) = found {
            return Ok(LookUp::of(Some(record), Key::Code));
        }
    }
    if given.is_empty() || given.chars().count() > LONGEST_NUMBER {
        return Ok(LookUp::Nothing);
    }
    let mut connection = state.database.connection().await?;
    let mut found = certificates::with_number(&mut connection, given).await?;
    if found.len() > 1 {
        return Ok(LookUp::Several);
    }
    Ok(LookUp::of(found.pop(), Key::Other))
}

/// The certificate that a credential with our signature names.
fn credential_id(state: &AppState, token: &str) -> Option<Uuid> {
    let claims = state.authority.credential(token)?;
    let id = claims.get("jti").and_then(Value::as_str)?;
    id.strip_prefix("urn:uuid:")?.parse().ok()
}

fn shown(record: &CertificateRecord, today: NaiveDate) -> ApiResult<PublicCertificate> {
    let CertificateRecord {
        certificate,
        state: now,
        decision,
    } = record;
    let ended = now.ended_on.filter(|day| *day <= today);
    Ok(PublicCertificate {
        number: certificate.number.clone(),
        stars: certificate.stars,
        product_code: certificate.product_code.clone(),
        product_name: certificate.product_name.clone(),
        producer_name: certificate.producer_name.clone(),
        place: PlaceView::of(&certificate.place(), certificate.issued_on)?,
        authority: certificate.authority,
        decision_number: decision.number.clone(),
        valid_from: certificate.valid_from,
        valid_to: certificate.valid_to,
        extended_to: now.extended_to,
        ended_on: ended,
        ground: now.ground.filter(|_| ended.is_some()),
    })
}

const fn status(status: CertificateStatus) -> VerificationStatus {
    match status {
        CertificateStatus::NotYetValid => VerificationStatus::NotYetValid,
        CertificateStatus::Valid => VerificationStatus::Valid,
        CertificateStatus::Expiring => VerificationStatus::Expiring,
        CertificateStatus::Extended => VerificationStatus::Extended,
        CertificateStatus::Expired => VerificationStatus::Expired,
        CertificateStatus::Revoked => VerificationStatus::Revoked,
        CertificateStatus::Replaced => VerificationStatus::Replaced,
    }
}
