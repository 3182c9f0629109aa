//! The points of a time series: the days, months, quarters or years between two days.

use crate::text_enum;
use chrono::{Datelike, Months, NaiveDate};

text_enum! {
    /// Length of the periods (`step`).
    #[derive(Default)]
    pub enum SeriesStep {
        /// Days.
        Day = "day",
        /// Months.
        #[default]
        Month = "month",
        /// Quarters of the calendar year.
        Quarter = "quarter",
        /// Calendar years.
        Year = "year",
    }
}

/// The most points one series may have.
pub const MAX_POINTS: usize = 400;

/// One period of a series. The first and the last one may be cut short by the days asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesPeriod {
    /// What it is called: `2025-06-30`, `2025-06`, `2025-Q2` or `2025`.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// The periods from `from` to `to`; none where there are more than [`MAX_POINTS`].
#[must_use]
pub fn periods(step: SeriesStep, from: NaiveDate, to: NaiveDate) -> Option<Vec<SeriesPeriod>> {
    let mut periods = Vec::new();
    let mut first = from;
    while first <= to {
        if periods.len() == MAX_POINTS {
            return None;
        }
        let last = step.last_day(first).unwrap_or(to).min(to);
        periods.push(SeriesPeriod {
            name: step.name_of(first),
            from: first,
            to: last,
        });
        let Some(next) = last.succ_opt() else { break };
        first = next;
    }
    Some(periods)
}

impl SeriesStep {
    /// The last day of the period in which `day` is.
    fn last_day(self, day: NaiveDate) -> Option<NaiveDate> {
        let (month, months) = match self {
            Self::Day => return Some(day),
            Self::Month => (day.month0(), 1),
            Self::Quarter => (day.month0() / 3 * 3, 3),
            Self::Year => (0, 12),
        };
        NaiveDate::from_ymd_opt(day.year(), month + 1, 1)?
            .checked_add_months(Months::new(months))?
            .pred_opt()
    }

    fn name_of(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Month => day.format("%Y-%m").to_string(),
            Self::Quarter => format!("{}-Q{}", day.year(), day.month0() / 3 + 1),
            Self::Year => day.year().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn told(step: SeriesStep, from: &str, to: &str) -> Vec<String> {
        let periods = periods(step, day(from), day(to)).unwrap();
        let told = |one: &SeriesPeriod| format!("{} {} {}", one.name, one.from, one.to);
        periods.iter().map(told).collect()
    }

    #[test]
    fn periods_are_those_of_the_calendar_cut_to_the_days_asked_for() {
        assert_eq!(
            told(SeriesStep::Month, "2025-05-15", "2025-06-30"),
            ["2025-05 2025-05-15 2025-05-31", "2025-06 2025-06-01 2025-06-30"]
        );
        assert_eq!(
            told(SeriesStep::Quarter, "2024-12-31", "2025-03-31"),
            ["2024-Q4 2024-12-31 2024-12-31", "2025-Q1 2025-01-01 2025-03-31"]
        );
        assert_eq!(told(SeriesStep::Year, "2025-01-01", "2025-12-31").len(), 1);
        assert_eq!(
            periods(SeriesStep::Day, day("2020-01-01"), day("2025-01-01")),
            None
        );
    }

    proptest! {
        #[test]
        fn every_day_is_in_exactly_one_period(start in 730_000i32..740_000, length in 0i32..390, step in 0usize..4) {
            let from = NaiveDate::from_num_days_from_ce_opt(start).unwrap();
            let to = NaiveDate::from_num_days_from_ce_opt(start + length).unwrap();
            let periods = periods(SeriesStep::ALL[step], from, to).unwrap();
            prop_assert_eq!(periods.first().unwrap().from, from);
            prop_assert_eq!(periods.last().unwrap().to, to);
            for pair in periods.windows(2) {
                prop_assert_eq!(pair[0].to.succ_opt().unwrap(), pair[1].from);
            }
        }
    }
}
