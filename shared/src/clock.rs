//! The one place where the time comes from: handlers and jobs take a clock, the domain takes values.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, SubsecRound, Utc};
use std::sync::atomic::{AtomicI64, Ordering};

/// Where "now" comes from: the machine, a moment frozen by a test, or a hand that a test moves.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine's clock; for jobs the database's ([`crate::database::time`]).
    #[default]
    System,
    /// Always this moment.
    Frozen(DateTime<Utc>),
    /// Microseconds since 1970 that a test moves, so that one server lives through a year.
    Hand(&'static AtomicI64),
}

impl Clock {
    /// This moment in UTC, in whole microseconds as PostgreSQL keeps it: what is answered now equals what is read later.
    #[must_use]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Frozen(moment) => moment,
            Self::Hand(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::Acquire)).unwrap_or_default()
            }
        }
    }

    /// Today's date in Việt Nam (UTC+7, no summer time): decisions and certificates count in its days.
    #[must_use]
    pub fn today(self) -> NaiveDate {
        vietnamese_date(self.now())
    }
}

/// Việt Nam lies this far east of Greenwich (UTC+7).
pub const SECONDS_EAST: i32 = 7 * 3600;

/// The date in Việt Nam (UTC+7) at `moment`.
#[must_use]
pub fn vietnamese_date(moment: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(SECONDS_EAST) {
        Some(zone) => moment.with_timezone(&zone).date_naive(),
        None => (moment + Duration::hours(7)).date_naive(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_the_precision_of_the_database() {
        assert_eq!(Clock::System.now().timestamp_subsec_nanos() % 1000, 0);
    }

    #[test]
    fn the_hand_moves_the_time_of_every_copy() {
        static MICROS: AtomicI64 = AtomicI64::new(0);
        let (clock, copy) = (Clock::Hand(&MICROS), Clock::Hand(&MICROS));
        assert_eq!(clock.today().to_string(), "1970-01-01");
        MICROS.store(86_400_000_000, Ordering::Release);
        assert_eq!(copy.today().to_string(), "1970-01-02");
    }

    #[test]
    fn the_vietnamese_day_begins_at_17_utc() {
        let before = "2026-05-21T16:59:59Z".parse().unwrap();
        let after = "2026-05-21T17:00:00Z".parse().unwrap();
        assert_eq!(vietnamese_date(before).to_string(), "2026-05-21");
        assert_eq!(Clock::Frozen(after).today().to_string(), "2026-05-22");
    }
}
