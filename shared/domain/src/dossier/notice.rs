//! What the calendar says of a dossier: a last day comes near, or has passed.

use crate::calendar::Calendar;
use crate::text_enum;
use chrono::NaiveDate;

/// A last day is near for so many working days before it.
pub const SOON_WORKING_DAYS: u16 = 3;

text_enum! {
    /// What is the matter with a last day.
    pub enum DossierNoticeKind {
        /// It is near (sắp đến hạn): from three working days before it.
        DueSoon = "due_soon",
        /// It has passed (quá hạn).
        Overdue = "overdue",
    }
}

text_enum! {
    /// Which last day.
    pub enum NoticeDeadline {
        /// That of the state the dossier is in.
        State = "state",
        /// That of the decision on a renewal.
        Decision = "decision",
        /// The last on which the dossier's round is decided (hạn công nhận của đợt).
        Round = "round",
    }
}

/// The latest last day that is near on `day`.
#[must_use]
pub fn soon_until(calendar: &Calendar, day: NaiveDate) -> NaiveDate {
    let near = |last: &NaiveDate| calendar.before(*last, SOON_WORKING_DAYS) <= day;
    day.iter_days().take_while(near).last().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::embedded;

    #[test]
    fn three_working_days_before_a_last_day_after_tet() {
        let soon = |day: &str| soon_until(embedded().unwrap(), day.parse().unwrap()).to_string();
        // Tết 2025: off from 25 January to 2 February. Three working days before 3 February is 22 January.
        assert_eq!(soon("2025-01-21"), "2025-01-24");
        assert_eq!(soon("2025-01-22"), "2025-02-03");
        assert_eq!(soon("2025-01-24"), "2025-02-05");
    }
}
