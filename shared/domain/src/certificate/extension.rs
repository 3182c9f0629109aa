//! Carry-over (tiếp tục có hiệu lực chờ kết quả đánh giá lại): a certificate holds on while its renewal is pending, at most 180 days past
//! its end (Decision 26/2026/QĐ-TTg, article 12.3). It does so by law; where a reading of the law leaves a renewal out, by an act.

use super::{CertificateStatus, CertificateValidity};
use crate::criteria::Continuation;
use chrono::NaiveDate;

/// Why a certificate is not carried over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtensionRefusal {
    /// It does not hold on the day: nothing is left to carry over.
    #[error("it does not hold any more: {0}")]
    DoesNotHold(CertificateStatus),
    /// The day asked for gives it no day more.
    #[error("it holds until then without an extension")]
    NothingMore,
    /// The day asked for lies too far past its end.
    #[error("it can be carried over until {latest} at most")]
    TooLong {
        /// The latest last day.
        latest: NaiveDate,
    },
}

/// Checks that a certificate may be carried over under `rule`, on `day`, to hold until `until`, its last day then.
///
/// # Errors
/// [`ExtensionRefusal`].
pub fn extend(
    validity: &CertificateValidity,
    until: NaiveDate,
    day: NaiveDate,
    rule: &Continuation,
) -> Result<(), ExtensionRefusal> {
    let status = validity.status_on(day);
    if !status.holds() {
        return Err(ExtensionRefusal::DoesNotHold(status));
    }
    if until <= validity.last_day() {
        return Err(ExtensionRefusal::NothingMore);
    }
    let latest = rule.latest(validity.to);
    if until > latest {
        return Err(ExtensionRefusal::TooLong { latest });
    }
    Ok(())
}

/// Last day of what was carried over to `extended_to`, where its renewal ended on `day` without recognition: it holds "until the
/// result" (article 12.3), as what is replaced or revoked holds until the day before, never less than its own term. None where that
/// takes nothing from it.
#[must_use]
pub fn without_renewal(
    valid_to: NaiveDate,
    extended_to: Option<NaiveDate>,
    day: NaiveDate,
) -> Option<NaiveDate> {
    let end = day.pred_opt().map_or(valid_to, |before| before.max(valid_to));
    extended_to.filter(|extended| end < *extended).map(|_| end)
}
