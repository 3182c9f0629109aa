//! What the calendar does to a status: its window of renewal opens, its end comes near while the renewal is pending, and it
//! expires.
//!
//! Decision 26/2026/QĐ-TTg: a renewal is filed 180 to 120 days before the certificate's end. Article 12.3 lets a certificate
//! hold on until the result of a renewal that could not be filed in the window: that puts off the day of its expiry, not that
//! of the window.

use super::StarStatus;
use crate::text_enum;
use chrono::{Days, NaiveDate};

/// The window of renewal opens so many days before the end (180 ngày trước khi hết hạn).
pub const RENEWAL_OPENS_DAYS: u16 = 180;

/// So many days before the end it is told that a renewal is still pending: time for the office to carry the certificate over,
/// which it can only do while it holds. Shorter than the 45 days in which a renewal is decided, so that one on its way in
/// time is told of rarely.
pub const RENEWAL_PENDING_DAYS: u16 = 30;

text_enum! {
    /// What happened to a recognition.
    pub enum RecognitionNoticeKind {
        /// The first day on which its renewal may be filed (mở kỳ đánh giá lại).
        RenewalOpens = "renewal_opens",
        /// Its end is near, its renewal is not decided and it is not carried over (sắp hết hạn, chưa có kết quả đánh giá lại).
        EndsWithRenewalPending = "ends_with_renewal_pending",
        /// The first day on which it no longer holds, because its time is over (hết hạn).
        Expired = "expired",
    }
}

impl StarStatus {
    /// The day of `kind` for this status, whose renewal, where one is pending, was handed in on the day `renewal`; none where it
    /// was replaced or revoked before that day. One that ends on the very day is told all the same: so the answer is the same
    /// whether it is asked on the morning of that day or a year later.
    #[must_use]
    pub fn notice(&self, kind: RecognitionNoticeKind, renewal: Option<NaiveDate>) -> Option<NaiveDate> {
        if !self.ever_holds() {
            return None;
        }
        let day = match kind {
            RecognitionNoticeKind::RenewalOpens => self.before_the_end(RENEWAL_OPENS_DAYS),
            RecognitionNoticeKind::EndsWithRenewalPending => {
                let told = self.before_the_end(RENEWAL_PENDING_DAYS).max(renewal?);
                let is_carried_over = self.last_day() > self.valid_to;
                Some(told).filter(|told| *told <= self.valid_to && !is_carried_over)?
            }
            RecognitionNoticeKind::Expired => self.term(),
        };
        self.ended_on.is_none_or(|ended| ended >= day).then_some(day)
    }

    /// So many days before the end, or the first day of a status that is shorter.
    fn before_the_end(&self, days: u16) -> NaiveDate {
        self.valid_to
            .checked_sub_days(Days::new(days.into()))
            .map_or(self.valid_from, |day| day.max(self.valid_from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn status(from: NaiveDate, days: u64, ended_on: Option<NaiveDate>) -> StarStatus {
        StarStatus {
            stars: 3,
            potential: false,
            valid_from: from,
            valid_to: from + Days::new(days),
            extended_to: None,
            ended_on,
        }
    }

    #[test]
    fn a_certificate_of_36_months_is_renewed_from_180_days_before_its_end() {
        let held = StarStatus {
            valid_to: day("2024-02-17"),
            ..status(day("2021-02-17"), 1, None)
        };
        assert_eq!(
            held.notice(RecognitionNoticeKind::RenewalOpens, None),
            Some(day("2023-08-21"))
        );
        assert_eq!(
            held.notice(RecognitionNoticeKind::Expired, None),
            Some(day("2024-02-18"))
        );
    }

    #[test]
    fn what_is_carried_over_expires_at_the_end_of_that() {
        let held = StarStatus {
            extended_to: Some(day("2027-03-01")),
            ..status(day("2026-01-01"), 365, None)
        };
        assert_eq!(
            held.notice(RecognitionNoticeKind::RenewalOpens, None),
            Some(day("2026-07-05"))
        );
        assert_eq!(
            held.notice(RecognitionNoticeKind::Expired, None),
            Some(day("2027-03-02"))
        );
    }

    #[test]
    fn what_was_replaced_or_revoked_before_is_told_nothing() {
        let held = |ended| status(day("2026-01-01"), 365, Some(day(ended)));
        let opens = day("2026-07-05");
        for (ended, renewal, expired) in [
            ("2026-07-04", None, None),
            ("2026-07-05", Some(opens), None),
            ("2026-12-31", Some(opens), None),
            ("2027-01-01", Some(opens), None),
            ("2027-01-02", Some(opens), Some(day("2027-01-02"))),
        ] {
            assert_eq!(
                held(ended).notice(RecognitionNoticeKind::RenewalOpens, None),
                renewal,
                "{ended}"
            );
            assert_eq!(
                held(ended).notice(RecognitionNoticeKind::Expired, None),
                expired,
                "{ended}"
            );
        }
    }

    #[test]
    fn a_pending_renewal_is_told_of_thirty_days_before_the_end_unless_it_is_carried_over() {
        let kind = RecognitionNoticeKind::EndsWithRenewalPending;
        let held = status(day("2026-01-01"), 365, None);
        for (renewal, told) in [
            ("2026-08-01", Some("2026-12-02")),
            ("2026-12-02", Some("2026-12-02")),
            // Handed in late, article 12.3: at once.
            ("2026-12-20", Some("2026-12-20")),
            ("2027-01-01", Some("2027-01-01")),
            ("2027-01-02", None),
        ] {
            assert_eq!(held.notice(kind, Some(day(renewal))), told.map(day), "{renewal}");
        }
        let renewal = Some(day("2026-08-01"));
        assert_eq!(held.notice(kind, None), None);
        let carried = |until: &str| StarStatus {
            extended_to: Some(day(until)),
            ..held
        };
        assert_eq!(carried("2027-03-01").notice(kind, renewal), None);
        // A carry-over that another renewal's end has taken back is none.
        assert_eq!(
            carried("2027-01-01").notice(kind, renewal),
            Some(day("2026-12-02"))
        );
        let replaced = status(day("2026-01-01"), 365, Some(day("2026-12-01")));
        assert_eq!(replaced.notice(kind, renewal), None);
    }

    proptest! {
        /// The days lie in the status, in their order, the window open for 180 days or all of a shorter status.
        #[test]
        fn the_window_opens_while_the_status_holds(days in 1_u64..3000) {
            let held = status(day("2026-01-01"), days, None);
            let opens = held.notice(RecognitionNoticeKind::RenewalOpens, None).unwrap();
            let expired = held.notice(RecognitionNoticeKind::Expired, None).unwrap();
            prop_assert!(held.holds_on(opens) && !held.holds_on(expired));
            prop_assert_eq!((expired - opens).num_days(), i64::try_from(days).unwrap().min(180) + 1);
        }

        /// A notice is given exactly where nothing ended the status before; what ends it later changes no notice of the past.
        #[test]
        fn an_end_takes_only_the_notices_after_it(days in 1_u64..1500, ended in 0_u64..2000) {
            let from = day("2026-01-01");
            let (free, ended_on) = (status(from, days, None), from + Days::new(ended));
            let cut = status(from, days, Some(ended_on));
            for kind in RecognitionNoticeKind::ALL {
                let told = free.notice(*kind, Some(from)).unwrap();
                prop_assert_eq!(cut.notice(*kind, Some(from)), (told <= ended_on && ended > 0).then_some(told));
            }
        }
    }
}
