//! How a certificate stands on a day.

use crate::recognition::{RENEWAL_OPENS_DAYS, day_after, last_day, told_last_day};
use crate::text_enum;
use chrono::{Days, NaiveDate};

text_enum! {
    /// How a certificate stands (tình trạng giấy chứng nhận).
    pub enum CertificateStatus {
        /// Its first day is yet to come.
        NotYetValid = "not_yet_valid",
        /// In force (còn hiệu lực).
        Valid = "valid",
        /// In force, its last day at most 180 days away (sắp hết hạn).
        Expiring = "expiring",
        /// Past its end, carried over until the result of its renewal (tiếp tục có hiệu lực chờ kết quả).
        Extended = "extended",
        /// Its time is over (hết hạn).
        Expired = "expired",
        /// Revoked (bị thu hồi).
        Revoked = "revoked",
        /// Another certificate took its place (đã được thay thế).
        Replaced = "replaced",
    }
}

text_enum! {
    /// What ended a certificate before its time.
    pub enum CertificateEndKind {
        /// A decision took it back.
        Revoked = "revoked",
        /// Another certificate took its place.
        Replaced = "replaced",
    }
}

/// What ended a certificate before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateEnd {
    /// First day on which it no longer holds.
    pub on: NaiveDate,
    /// Revoked or replaced.
    pub kind: CertificateEndKind,
}

/// Everything that a certificate's status depends on, beside the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateValidity {
    /// First day.
    pub from: NaiveDate,
    /// Last day: the 36 months end with it.
    pub to: NaiveDate,
    /// Last day of a carry-over.
    pub extended_to: Option<NaiveDate>,
    /// What ended it before its time.
    pub ended: Option<CertificateEnd>,
}

impl CertificateValidity {
    /// First day after the last, where nothing ends it before.
    #[must_use]
    pub fn term(&self) -> NaiveDate {
        day_after(self.last_day())
    }

    /// Last day, carried over or not, where nothing ends it before.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        last_day(self.to, self.extended_to)
    }

    /// First day after the last, as credentials tell it on `day`: after the term while that runs, then after the carry-over.
    #[must_use]
    pub fn told_term(&self, day: NaiveDate) -> NaiveDate {
        day_after(told_last_day(self.to, self.extended_to, day))
    }

    /// The status on `day`.
    #[must_use]
    pub fn status_on(&self, day: NaiveDate) -> CertificateStatus {
        if day < self.from {
            return CertificateStatus::NotYetValid;
        }
        if let Some(end) = self.ended.filter(|end| end.on <= day && end.on <= self.term()) {
            return match end.kind {
                CertificateEndKind::Revoked => CertificateStatus::Revoked,
                CertificateEndKind::Replaced => CertificateStatus::Replaced,
            };
        }
        if day >= self.term() {
            CertificateStatus::Expired
        } else if day > self.to {
            CertificateStatus::Extended
        } else if self.to <= day + Days::new(RENEWAL_OPENS_DAYS.into()) {
            CertificateStatus::Expiring
        } else {
            CertificateStatus::Valid
        }
    }

    /// In force on `day`, and nothing on record ends it later: it can be revoked or corrected from that day on.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.ended.is_none() && self.holds_on(day)
    }

    /// In force on `day`.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.status_on(day).holds()
    }
}

impl CertificateStatus {
    /// The product may be sold with its stars.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::Valid | Self::Expiring | Self::Extended)
    }
}
