//! When a renewal (đánh giá lại) may be filed and until when it is decided. How long its certificate holds meanwhile:
//! [`Continuation`](crate::criteria::Continuation).
//!
//! Decision 26/2026/QĐ-TTg: a renewal is filed 180 to 120 days before the certificate's end and decided within 45 days of a
//! complete dossier.

use super::recognition::RENEWAL_OPENS_DAYS;
use chrono::{Days, NaiveDate};

/// The window of renewal closes so many days before the end (120 ngày trước khi hết hạn).
pub const RENEWAL_CLOSES_DAYS: u16 = 120;
/// Days to decide a renewal, from the day its dossier was complete.
pub const DECISION_DAYS: u16 = 45;

/// The window in which a renewal is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewalWindow {
    /// First day.
    pub opens: NaiveDate,
    /// Last day.
    pub closes: NaiveDate,
    /// Last day on which the certificate holds by itself.
    pub certificate_last_day: NaiveDate,
}

/// How a renewal was filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filing {
    /// Within the window.
    InWindow,
    /// After it, for a stated reason: article 12.3 carries the certificate over.
    Late,
}

/// Why a renewal cannot be filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingRefusal {
    /// The window has not opened.
    #[error("the window of renewal has not opened")]
    TooEarly,
    /// The window has closed, and no reason was stated.
    #[error("the window of renewal has closed and no reason is stated")]
    LateWithoutReason,
    /// The certificate has ended: what is filed now is a first evaluation.
    #[error("the certificate has ended")]
    Ended,
}

impl RenewalWindow {
    /// The window of a certificate from `valid_from` to `valid_to`, its last day.
    #[must_use]
    pub fn of(valid_from: NaiveDate, valid_to: NaiveDate) -> Self {
        let before = |days: u16| {
            valid_to
                .checked_sub_days(Days::new(days.into()))
                .map_or(valid_from, |day| day.max(valid_from))
        };
        Self {
            opens: before(RENEWAL_OPENS_DAYS),
            closes: before(RENEWAL_CLOSES_DAYS),
            certificate_last_day: valid_to,
        }
    }

    /// How a renewal filed on `day` counts.
    ///
    /// # Errors
    /// [`FilingRefusal`] before the window, after it without a reason, and after the certificate's end.
    pub fn file(&self, day: NaiveDate, reason_stated: bool) -> Result<Filing, FilingRefusal> {
        if day < self.opens {
            Err(FilingRefusal::TooEarly)
        } else if day <= self.closes {
            Ok(Filing::InWindow)
        } else if day > self.certificate_last_day {
            Err(FilingRefusal::Ended)
        } else if reason_stated {
            Ok(Filing::Late)
        } else {
            Err(FilingRefusal::LateWithoutReason)
        }
    }
}

/// Last day to decide a renewal whose dossier was complete on `complete_on`.
#[must_use]
pub fn decide_by(complete_on: NaiveDate) -> NaiveDate {
    complete_on
        .checked_add_days(Days::new(DECISION_DAYS.into()))
        .unwrap_or(complete_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_window_of_a_certificate_to_17_february_2024() {
        let window = RenewalWindow::of(day("2021-02-17"), day("2024-02-17"));
        assert_eq!(
            (window.opens, window.closes),
            (day("2023-08-21"), day("2023-10-20"))
        );
        for (on, reason, expected) in [
            ("2023-08-20", true, Err(FilingRefusal::TooEarly)),
            ("2023-08-21", false, Ok(Filing::InWindow)),
            ("2023-10-20", false, Ok(Filing::InWindow)),
            ("2023-10-21", false, Err(FilingRefusal::LateWithoutReason)),
            ("2023-10-21", true, Ok(Filing::Late)),
            ("2024-02-17", true, Ok(Filing::Late)),
            ("2024-02-18", true, Err(FilingRefusal::Ended)),
        ] {
            assert_eq!(window.file(day(on), reason), expected, "{on}");
        }
        assert_eq!(decide_by(day("2023-09-01")), day("2023-10-16"));
    }

    proptest! {
        /// Whatever the certificate: 61 days of window, a reason only ever helps after it, and whoever files in time or
        /// late does so while the certificate holds.
        #[test]
        fn a_filing_is_in_the_window_or_late_or_refused(length in 181_i64..1200, offset in -50_i64..1300, reason: bool) {
            let from = day("2026-01-01");
            let window = RenewalWindow::of(from, from + TimeDelta::days(length));
            prop_assert_eq!((window.closes - window.opens).num_days(), 60);
            let on = from + TimeDelta::days(offset);
            let filed = window.file(on, reason);
            prop_assert_eq!(filed == Ok(Filing::InWindow), window.opens <= on && on <= window.closes);
            prop_assert_eq!(filed.is_ok() && on > window.closes, filed == Ok(Filing::Late));
            if filed.is_ok() {
                prop_assert!(on <= window.certificate_last_day);
                prop_assert!(window.file(on, true).is_ok());
            }
        }
    }
}
