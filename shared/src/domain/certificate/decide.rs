//! What a decision does to the star status of a product.

use super::Validity;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::recognition::{RecognitionChange, StarStatus, opened};
use chrono::NaiveDate;

/// What the competent authority decides for one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// 3 to 5.
    pub stars: u8,
    /// Five stars proposed to the ministry: a status, no certificate.
    pub potential: bool,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// Stars of the certificate that the product holds on the day, if it holds one.
    pub certified: Option<u8>,
}

/// Why a decision opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMore {
    /// The product holds as much already, and only a renewal gives the same or less.
    #[error("the product holds {stars} stars already")]
    HoldsAsMuch {
        /// What it holds.
        stars: u8,
    },
    /// A later change of the product's stars is on record.
    #[error("a change of {0} is on record already")]
    BeforeAnother(NaiveDate),
    /// The calendar ends before the certificate would.
    #[error("the date lies too far ahead")]
    OutOfRange,
}

/// The change that the decision makes on `day`, its date: the new status takes the place of the one held.
///
/// Unlike a rating, a decision says itself what holds: after a potential five stars that the ministry did not confirm it
/// may be less than was held. A first evaluation or an upgrade must give more than a certificate in force does.
///
/// # Errors
/// [`NotMore`].
pub fn decide(
    history: &[StarStatus],
    decided: Decided,
    day: NaiveDate,
) -> Result<RecognitionChange, NotMore> {
    let latest = history.iter().map(|status| status.valid_from).max();
    if let Some(latest) = latest.filter(|latest| day < *latest) {
        return Err(NotMore::BeforeAnother(latest));
    }
    let held = history.iter().position(|status| status.holds_on(day));
    let status = held.and_then(|position| history.get(position));
    // What ended later is on record: a decision dated before would cross it.
    if let Some(ended) = status.and_then(|status| status.ended_on) {
        return Err(NotMore::BeforeAnother(ended));
    }
    let certain = status
        .filter(|status| !status.potential)
        .map(|status| status.stars)
        .max(decided.certified)
        .filter(|_| decided.kind != ApplicationKind::Renewal);
    if let Some(stars) = certain.filter(|stars| decided.stars <= *stars) {
        return Err(NotMore::HoldsAsMuch { stars });
    }
    let status = opened(decided.stars, decided.potential, day).ok_or(NotMore::OutOfRange)?;
    Ok(RecognitionChange {
        replaces: held,
        status,
    })
}

/// The status that a product falls back to on `day` when its potential five stars came to nothing: that of the
/// `certificate` which it still holds, for the rest of its time; none where it holds none any more.
#[must_use]
pub fn reopen(certificate: &Validity, stars: u8, day: NaiveDate) -> Option<StarStatus> {
    certificate.holds_on(day).then_some(StarStatus {
        stars,
        potential: false,
        valid_from: day,
        // In the days of a carry-over there is nothing left of the term itself.
        valid_to: if day < certificate.to {
            certificate.to
        } else {
            certificate.term()
        },
        extended_to: certificate.extended_to,
        ended_on: None,
    })
}
