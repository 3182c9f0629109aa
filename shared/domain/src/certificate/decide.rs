//! What a decision does to the stars and the certificates of a product.

use super::CertificateValidity;
use crate::application_kind::ApplicationKind;
use crate::recognition::{RecognitionChange, StarStatus, opened};
use chrono::NaiveDate;

/// A certificate of a product, as far as decisions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductCertificate {
    /// When it holds.
    pub validity: CertificateValidity,
    /// 3 to 5.
    pub stars: u8,
}

/// What the competent authority decides for one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductDecision {
    /// 3 to 5.
    pub stars: u8,
    /// Five stars proposed to the ministry: a status, no certificate.
    pub potential: bool,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// The day from which a revocation took what the product held last, where one did.
    pub revoked_on: Option<NaiveDate>,
}

/// What a decision makes of one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionEffect {
    /// The star status, in the place of the one held.
    pub change: RecognitionChange,
    /// The certificate; none for a potential five stars.
    pub certificate: Option<CertificateIssue>,
}

/// A certificate that a decision issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateIssue {
    /// The certificate.
    pub certificate: ProductCertificate,
    /// Position of the one whose place it takes: it ends on the first day of the new one.
    pub replaces: Option<usize>,
}

/// Why a decision opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoNewRecognition {
    /// The product holds as much already, and only a renewal gives the same or less.
    #[error("the product holds {stars} stars already")]
    HoldsAsMuch {
        /// What it holds.
        stars: u8,
    },
    /// A later change of the product's stars or certificates is on record.
    #[error("a change of {0} is on record already")]
    BeforeAnother(NaiveDate),
    /// What an upgrade or a renewal started from was revoked while its dossier was on its way.
    #[error("what the product held was revoked on {0}")]
    Revoked(NaiveDate),
    /// The calendar ends before the certificate would.
    #[error("the date lies too far ahead")]
    OutOfRange,
}

/// What the decision does on `day`, its date, to a product with this `history` and these `certificates`: status and certificate
/// take the place of those in force.
///
/// Unlike a rating, a decision says itself what holds: after a potential five stars that the ministry did not confirm it
/// may be less than was held. A first evaluation or an upgrade must give more than a certificate in force does.
///
/// # Errors
/// [`NoNewRecognition`].
pub fn decide(
    history: &[StarStatus],
    certificates: &[ProductCertificate],
    decided: ProductDecision,
    day: NaiveDate,
) -> Result<DecisionEffect, NoNewRecognition> {
    if let Some(later) = crossed(history, certificates, day) {
        return Err(NoNewRecognition::BeforeAnother(later));
    }
    let held = history.iter().position(|status| status.holds_on(day));
    let status = held.and_then(|position| history.get(position));
    // What ended later is on record: a decision dated before would cross it.
    if let Some(ended) = status.and_then(|status| status.ended_on) {
        return Err(NoNewRecognition::BeforeAnother(ended));
    }
    let first = decided.kind == ApplicationKind::First;
    if let Some(revoked) = decided.revoked_on.filter(|revoked| !first && *revoked <= day) {
        return Err(NoNewRecognition::Revoked(revoked));
    }
    let replaces = certificates.iter().position(|one| one.validity.holds_on(day));
    let certified = replaces.and_then(|position| certificates.get(position));
    if let Some(end) = certified.and_then(|one| one.validity.ended) {
        return Err(NoNewRecognition::BeforeAnother(end.on));
    }
    let certain = status
        .filter(|status| !status.potential)
        .map(|status| status.stars)
        .max(certified.map(|one| one.stars))
        .filter(|_| decided.kind != ApplicationKind::Renewal);
    if let Some(stars) = certain.filter(|stars| decided.stars <= *stars) {
        return Err(NoNewRecognition::HoldsAsMuch { stars });
    }
    let status = opened(decided.stars, decided.potential, day).ok_or(NoNewRecognition::OutOfRange)?;
    let certificate = ProductCertificate {
        validity: CertificateValidity {
            from: status.valid_from,
            to: status.valid_to,
            extended_to: None,
            ended: None,
        },
        stars: status.stars,
    };
    Ok(DecisionEffect {
        change: RecognitionChange {
            replaces: held,
            status,
        },
        certificate: (!decided.potential).then_some(CertificateIssue {
            certificate,
            replaces,
        }),
    })
}

/// The first day of the latest status or certificate, where it began after `day`: a decision of `day` that ends or replaces what was
/// held would cross it. A corrected certificate begins with its correction: one issued before would hold beside it.
#[must_use]
pub fn crossed(
    history: &[StarStatus],
    certificates: &[ProductCertificate],
    day: NaiveDate,
) -> Option<NaiveDate> {
    let dated = history.iter().filter(|status| status.ever_holds());
    let statuses = dated.map(|status| status.valid_from);
    let begun = statuses.chain(certificates.iter().map(|one| one.validity.from));
    begun.max().filter(|latest| day < *latest)
}

/// The certificate that a correction on `day` puts in the place of a wrong one, which ends on that day: the same stars, the same
/// end, carried over as long. None where the wrong one does not hold on `day` or something on record ends it.
#[must_use]
pub fn correct(wrong: &ProductCertificate, day: NaiveDate) -> Option<ProductCertificate> {
    let validity = CertificateValidity {
        from: day,
        ..wrong.validity
    };
    wrong
        .validity
        .is_open_on(day)
        .then_some(ProductCertificate { validity, ..*wrong })
}

/// The status that a product falls back to on `day` when its potential five stars came to nothing: that of the
/// `certificate` which it still holds, for the rest of its time; none where it holds none any more.
#[must_use]
pub fn reopen(certificate: &CertificateValidity, stars: u8, day: NaiveDate) -> Option<StarStatus> {
    certificate.holds_on(day).then_some(StarStatus {
        stars,
        potential: false,
        valid_from: day,
        // In the days of a carry-over there is nothing left of the term itself.
        valid_to: if day <= certificate.to {
            certificate.to
        } else {
            certificate.last_day()
        },
        extended_to: certificate.extended_to,
        ended_on: None,
    })
}
