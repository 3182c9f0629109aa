//! Working days (ngày làm việc) in Việt Nam: weekends, public holidays, what makes up for them, and exchanged days.
//!
//! Labour Code 2019, articles 111 and 112; Resolution 28/2026/QH16, article 2 (24 November). Which days Tết takes and which
//! are exchanged is announced each year, so it is data: `calendar/holidays.csv`.

mod load;

pub use load::{CalendarDataError, embedded};

use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Days off with a date of their own: month, day, and the first year in which it is one.
const FIXED: [(u32, u32, i32); 5] = [
    (1, 1, 1946),
    (4, 30, 1976),
    (5, 1, 1946),
    (9, 2, 1946),
    (11, 24, 2026),
];

/// Which days are worked.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// The days that differ from their weekday: true where it is worked.
    days: BTreeMap<NaiveDate, bool>,
    /// Years of which all is in the file.
    listed: BTreeSet<i32>,
    /// Years of which all was announced.
    announced: BTreeSet<i32>,
}

/// A last day (hạn cuối) that was counted in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay {
    /// The day itself.
    pub day: NaiveDate,
    /// False where it was counted over days of a year whose days off are not announced yet: it may still move.
    pub calendar_complete: bool,
}

impl Calendar {
    /// Whether offices work on `day`.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekday = !is_weekend(day);
        match self.days.get(&day) {
            Some(worked) => *worked,
            None if self.listed.contains(&day.year()) => weekday,
            None => weekday && !is_fixed(day) && !makes_up(day),
        }
    }

    /// Whether the days off of the year of `day` have been announced; otherwise what is counted up to it may still move.
    #[must_use]
    pub fn is_announced(&self, day: NaiveDate) -> bool {
        self.announced.contains(&day.year())
    }

    /// The last of `count` working days after `day`, which does not count itself (Civil Code 2015, article 147).
    #[must_use]
    pub fn after(&self, day: NaiveDate, count: u16) -> LastDay {
        self.count(day, count, |day| day.succ_opt())
    }

    /// The first of `count` working days before `day`, which does not count itself.
    #[must_use]
    pub fn before(&self, day: NaiveDate, count: u16) -> NaiveDate {
        self.count(day, count, |day| day.pred_opt()).day
    }

    /// Working days after `from`, which does not count itself, up to and with `to`; 0 where `to` comes before.
    #[must_use]
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        days.fold(0, |sum: u32, day| {
            sum.saturating_add(u32::from(self.is_working_day(day)))
        })
    }

    fn count(&self, from: NaiveDate, count: u16, step: impl Fn(NaiveDate) -> Option<NaiveDate>) -> LastDay {
        let (mut day, mut left) = (from, count);
        let mut calendar_complete = self.is_announced(from);
        while left > 0 {
            let Some(next) = step(day) else { break };
            day = next;
            calendar_complete &= self.is_announced(day);
            left -= u16::from(self.is_working_day(day));
        }
        LastDay {
            day,
            calendar_complete,
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn is_fixed(day: NaiveDate) -> bool {
    FIXED
        .iter()
        .any(|(month, on, since)| day.month() == *month && day.day() == *on && day.year() >= *since)
}

/// Whether `day`, a weekday beyond the file, makes up for a fixed holiday on the weekend before it: the first free days
/// after the weekend do, one for each.
fn makes_up(day: NaiveDate) -> bool {
    let mut owed = 0_u8;
    // A week back is enough: at most two holidays stand together.
    let mut past: Vec<NaiveDate> = day
        .pred_opt()
        .iter()
        .flat_map(|last| last.iter_days().rev().take(7))
        .collect();
    past.reverse();
    for past in past {
        match (is_fixed(past), is_weekend(past)) {
            (true, true) => owed = owed.saturating_add(1),
            (false, false) => owed = owed.saturating_sub(1),
            _ => {}
        }
    }
    owed > 0
}

#[cfg(test)]
mod tests;
