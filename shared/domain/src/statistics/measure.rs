//! What is counted: which intervals of star status a measure selects, on a day or in a period.
//!
//! The words are in `docs/STATISTICS.md`. A product counts once, under what the interval says that the measure selects.

use super::history::{IntervalEnding, IntervalFacts, IntervalOpening};
use crate::text_enum;
use chrono::{Datelike, Months, NaiveDate};
use std::ops::Range;

text_enum! {
    /// What is counted (`measure`).
    #[derive(Default)]
    pub enum Measure {
        /// Holds stars on the day (còn hiệu lực).
        #[default]
        Valid = "valid",
        /// Has held stars until the day, still or no longer (đã từng được công nhận).
        EverCertified = "ever_certified",
        /// Holds none on the day, because a decision took the last ones back (bị thu hồi).
        StruckOff = "struck_off",
        /// Holds none on the day, because the term of the last ones is over (hết hạn).
        Expired = "expired",
        /// Holds none on the day, because its potential five stars came to nothing.
        Declined = "declined",
        /// On record by a year only, so that nobody knows whether it holds stars on the day (chưa rõ ngày công nhận).
        Undated = "undated",
        /// Holds stars on the day only because they were carried over (được gia hạn).
        Extended = "extended",
        /// Holds stars on the day whose term ends within some days (sắp hết hạn).
        Expiring = "expiring",
        /// Recognised for the first time in the period (công nhận mới).
        New = "new",
        /// Raised to more stars in the period (nâng hạng).
        Upgraded = "upgraded",
        /// Recognised again in the period (đánh giá lại, công nhận lại).
        Renewed = "renewed",
    }
}

/// Days to the end within which stars are expiring, unless others are asked for: those from which a renewal is late.
pub const EXPIRING_DAYS: u16 = 120;

impl Measure {
    /// True for what happens in a period, false for what is so on a day.
    #[must_use]
    pub const fn is_of_a_period(self) -> bool {
        matches!(self, Self::New | Self::Upgraded | Self::Renewed)
    }

    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Valid => ("còn hiệu lực", "valid"),
            Self::EverCertified => ("đã từng được công nhận", "ever certified"),
            Self::StruckOff => ("bị thu hồi", "struck off"),
            Self::Expired => ("hết hạn", "expired"),
            Self::Declined => ("không được công nhận 5 sao", "with five stars declined"),
            Self::Undated => ("chưa rõ ngày", "without a recorded day"),
            Self::Extended => ("được gia hạn", "extended"),
            Self::Expiring => ("sắp hết hạn", "expiring"),
            Self::New => ("công nhận mới", "new"),
            Self::Upgraded => ("nâng hạng", "upgraded"),
            Self::Renewed => ("công nhận lại", "renewed"),
        }
    }
}

/// A measure with its day or period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MeasureSelection {
    /// What is counted.
    pub measure: Measure,
    /// First day of the period; the day itself for measures of a day.
    pub from: NaiveDate,
    /// The day, or the last day of the period.
    pub to: NaiveDate,
    /// For `expiring`: days from the day to the first one without stars.
    pub within_days: u16,
}

impl MeasureSelection {
    /// `measure` on `day`; for a measure of a period, on that day alone.
    #[must_use]
    pub const fn on(measure: Measure, day: NaiveDate) -> Self {
        Self {
            measure,
            from: day,
            to: day,
            within_days: EXPIRING_DAYS,
        }
    }

    /// The same with the last day `to`, to compare with: the first day lies as many months before or after as the last one, from one
    /// end of a month to another too, and otherwise as many days.
    #[must_use]
    pub fn ending(self, to: NaiveDate) -> Self {
        let from = if !self.measure.is_of_a_period() {
            to
        } else if let Some(months) = whole_months(self.to, to) {
            moved(self.from, months).unwrap_or(to)
        } else {
            let moved = self.from.checked_add_signed(to.signed_duration_since(self.to));
            moved.unwrap_or(to)
        };
        Self { from, to, ..self }
    }

    /// Whether it selects an interval with these facts.
    #[must_use]
    pub fn selects(&self, interval: &IntervalFacts) -> bool {
        let (from, to) = (self.from.num_days_from_ce(), self.to.num_days_from_ce());
        if self.measure.is_of_a_period() {
            self.measure.opens(interval, from, to)
        } else {
            self.measure.span(interval, self.within_days.into()).contains(&to)
        }
    }
}

impl Measure {
    /// The days on which this measure of a day selects an interval with these facts; none for a measure of a period.
    #[inline]
    #[must_use]
    pub fn span(self, one: &IntervalFacts, within_days: i32) -> Range<i32> {
        // From the first day without stars to the day before the product's next ones.
        let over = |how| {
            let span = one.end.max(one.from)..one.next_from;
            if one.ending == how { span } else { 0..0 }
        };
        match self {
            Self::Valid => one.from..one.end,
            Self::EverCertified => one.from..one.next_from,
            Self::StruckOff => over(IntervalEnding::Revoked),
            Self::Declined => over(IntervalEnding::Declined),
            Self::Expired => over(IntervalEnding::Term),
            Self::Undated if one.ending == IntervalEnding::NotRecorded => {
                one.free_from.max(one.from)..one.next_from
            }
            Self::Undated => 0..0,
            Self::Extended => one.valid_to.saturating_add(1).max(one.from)..one.end,
            Self::Expiring => one.last_day.saturating_sub(within_days).max(one.from)..one.end,
            Self::New | Self::Upgraded | Self::Renewed => 0..0,
        }
    }

    /// Whether this measure of a period selects an interval with these facts in the period `from` to `to`: the last one that opened
    /// in that way.
    #[inline]
    #[must_use]
    pub fn opens(self, one: &IntervalFacts, from: i32, to: i32) -> bool {
        let how = match self {
            Self::New => IntervalOpening::New,
            Self::Upgraded => IntervalOpening::Upgraded,
            Self::Renewed => IntervalOpening::Renewed,
            _ => return false,
        };
        one.opening == how && from <= one.from && one.from <= to && to < one.next_alike
    }
}

/// Months from `one` to `other` where both are the same day of their months or both the last.
fn whole_months(one: NaiveDate, other: NaiveDate) -> Option<i32> {
    let number = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default();
    let is_last = |day: NaiveDate| day.succ_opt().is_some_and(|next| next.day() == 1);
    (one.day() == other.day() || (is_last(one) && is_last(other))).then(|| number(other) - number(one))
}

fn moved(day: NaiveDate, months: i32) -> Option<NaiveDate> {
    let by = Months::new(months.unsigned_abs());
    if months < 0 {
        day.checked_sub_months(by)
    } else {
        day.checked_add_months(by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn compared(from: &str, to: &str, with: &str) -> String {
        let period = MeasureSelection {
            measure: Measure::New,
            from: day(from),
            to: day(to),
            within_days: EXPIRING_DAYS,
        };
        period.ending(day(with)).from.to_string()
    }

    #[test]
    fn a_period_is_compared_with_one_as_long_in_the_calendar() {
        assert_eq!(compared("2025-01-01", "2025-06-30", "2024-06-30"), "2024-01-01");
        assert_eq!(compared("2025-01-01", "2025-12-31", "2024-12-31"), "2024-01-01");
        assert_eq!(compared("2025-03-01", "2025-03-31", "2025-02-28"), "2025-02-01");
        assert_eq!(compared("2025-01-10", "2025-01-20", "2024-12-31"), "2024-12-21");
        assert_eq!(compared("2024-01-01", "2024-05-15", "2025-05-15"), "2025-01-01");
    }

    #[test]
    fn a_measure_of_a_day_is_compared_with_a_day() {
        let valid = MeasureSelection::on(Measure::Valid, day("2025-06-30"));
        assert_eq!(
            valid.ending(day("2024-12-31")),
            MeasureSelection::on(Measure::Valid, day("2024-12-31"))
        );
    }
}
