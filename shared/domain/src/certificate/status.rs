//! How a certificate stands on a day.

use crate::recognition::RENEWAL_OPENS_DAYS;
use crate::text_enum;
use chrono::{Days, NaiveDate};

text_enum! {
    /// How a certificate stands (tình trạng giấy chứng nhận).
    pub enum CertificateStatus {
        /// Its first day is yet to come.
        NotYetValid = "not_yet_valid",
        /// In force (còn hiệu lực).
        Valid = "valid",
        /// In force, its end less than 180 days away (sắp hết hạn).
        Expiring = "expiring",
        /// Past its end, carried over until the result of its renewal (được gia hạn chờ kết quả).
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
    /// First day after the last, 36 months after the decision.
    pub to: NaiveDate,
    /// First day after the last of a carry-over.
    pub extended_to: Option<NaiveDate>,
    /// What ended it before its time.
    pub ended: Option<CertificateEnd>,
}

impl CertificateValidity {
    /// First day after the last, carried over or not, where nothing ends it before.
    #[must_use]
    pub fn term(&self) -> NaiveDate {
        self.extended_to.map_or(self.to, |extended| extended.max(self.to))
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
        } else if day >= self.to {
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
