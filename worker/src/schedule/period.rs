//! Periods have numbers: the clock is cut into equal pieces that begin at midnight in Việt Nam.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use shared::clock::{SECONDS_EAST, vietnamese_date};

/// How often a task runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskPeriod {
    /// Every 30 seconds.
    HalfMinute,
    /// Every hour.
    Hour,
    /// Every Vietnamese day, from its midnight on.
    Day,
}

impl TaskPeriod {
    const fn seconds(self) -> i64 {
        match self {
            Self::HalfMinute => 30,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }

    /// The number of the period in which `moment` lies.
    #[must_use]
    pub fn number(self, moment: DateTime<Utc>) -> i64 {
        (moment.timestamp() + i64::from(SECONDS_EAST)).div_euclid(self.seconds())
    }

    /// When the period with this number begins.
    #[must_use]
    pub fn start(self, number: i64) -> DateTime<Utc> {
        let seconds = number
            .saturating_mul(self.seconds())
            .saturating_sub(i64::from(SECONDS_EAST));
        DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// What becomes of periods in which no worker was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissedPeriods {
    /// Each is done, in its order.
    EachInOrder,
    /// Only the latest is done: its work contains that of those before.
    OnlyLatest,
}

impl MissedPeriods {
    /// The period to do now, where one is due: `last` is the last one done, `current` the one that has begun. After a clock
    /// moved backwards nothing is due until it has caught up.
    pub(super) fn next(self, last: i64, current: i64) -> Option<i64> {
        (last < current).then(|| match self {
            Self::EachInOrder => last.saturating_add(1),
            Self::OnlyLatest => current,
        })
    }
}

/// A period to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuePeriod {
    /// Its number.
    pub period: i64,
    /// The Vietnamese day on which it begins.
    pub day: NaiveDate,
    /// This moment.
    pub now: DateTime<Utc>,
}

impl DuePeriod {
    pub(super) fn new(length: TaskPeriod, period: i64, now: DateTime<Utc>) -> Self {
        let day = vietnamese_date(length.start(period));
        Self { period, day, now }
    }
}

/// From `now` to `moment`, nothing where it has passed.
pub(super) fn until(now: DateTime<Utc>, moment: DateTime<Utc>) -> TimeDelta {
    (moment - now).max(TimeDelta::zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_that_of_viet_nam() {
        let before = TaskPeriod::Day.number(at("2026-05-21T16:59:59Z"));
        let after = TaskPeriod::Day.number(at("2026-05-21T17:00:00Z"));
        assert_eq!(after, before + 1);
        assert_eq!(TaskPeriod::Day.start(after), at("2026-05-21T17:00:00Z"));
        let due = DuePeriod::new(TaskPeriod::Day, after, at("2026-06-30T00:00:00Z"));
        assert_eq!(due.day.to_string(), "2026-05-22");
    }

    #[test]
    fn every_moment_lies_in_the_period_of_its_number() {
        for period in [TaskPeriod::HalfMinute, TaskPeriod::Hour, TaskPeriod::Day] {
            for moment in [
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:00:00Z",
                "2026-11-24T12:34:56Z",
            ] {
                let (moment, number) = (at(moment), period.number(at(moment)));
                assert!(period.start(number) <= moment && moment < period.start(number + 1));
            }
        }
    }

    #[test]
    fn what_was_missed_is_done_each_or_only_the_latest() {
        assert_eq!(MissedPeriods::EachInOrder.next(3, 7), Some(4));
        assert_eq!(MissedPeriods::OnlyLatest.next(3, 7), Some(7));
        for missed in [MissedPeriods::EachInOrder, MissedPeriods::OnlyLatest] {
            assert_eq!(missed.next(7, 7), None);
            assert_eq!(missed.next(8, 7), None);
        }
    }
}
