//! The claims of a certificate's credential.

use super::view::verification_url;
use crate::state::AppState;
use api_http::problem::{ApiResult, Problem};
use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone};
use serde_json::{Value, json};
use shared::clock::SECONDS_EAST;
use shared::database::certificates::CertificateRecord;

/// W3C Verifiable Credentials Data Model 2.0, with the registered claims of a JWT that say the same. Terms of our own are
/// named by `@vocab`, so that every reader of JSON-LD knows whose they are.
///
/// # Errors
/// 500 where a day has no moment in Việt Nam, which no calendar knows.
pub(super) fn claims(record: &CertificateRecord, state: &AppState) -> ApiResult<Value> {
    let (certificate, decision) = (&record.certificate, &record.decision);
    let (from, until) = (
        midnight(certificate.issued_on)?,
        midnight(record.validity().told_term(state.clock.today()))?,
    );
    let public = &state.certificates.public_url;
    Ok(json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", {"@vocab": format!("{public}/docs#")}],
        "id": format!("urn:uuid:{}", certificate.id),
        "type": ["VerifiableCredential", "OcopCertificate"],
        "issuer": state.authority.issuer(),
        "validFrom": from.to_rfc3339(),
        "validUntil": until.to_rfc3339(),
        "credentialSubject": {
            "id": format!("urn:uuid:{}", certificate.product_id),
            "type": "OcopProduct",
            "certificateNumber": certificate.number,
            "stars": certificate.stars,
            "productCode": certificate.product_code,
            "productName": certificate.product_name,
            "producerName": certificate.producer_name,
            "authority": certificate.authority,
            "decisionNumber": decision.number,
            "decidedOn": decision.decided_on,
        },
        // Where it was revoked meanwhile can be asked there; the rest needs no question.
        "evidence": {
            "type": "OcopVerification",
            "id": verification_url(public, &certificate.printed_code()),
        },
        "iss": state.authority.issuer(),
        "jti": format!("urn:uuid:{}", certificate.id),
        "sub": format!("urn:uuid:{}", certificate.product_id),
        "iat": state.clock.now().timestamp(),
        "nbf": from.timestamp(),
        "exp": until.timestamp(),
    }))
}

/// The moment at which `day` begins in Việt Nam.
fn midnight(day: NaiveDate) -> ApiResult<chrono::DateTime<FixedOffset>> {
    FixedOffset::east_opt(SECONDS_EAST)
        .and_then(|zone| zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).single())
        .ok_or_else(|| Problem::internal(&"a day without a midnight"))
}
