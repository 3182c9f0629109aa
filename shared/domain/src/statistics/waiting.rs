//! How long dossiers wait at each step of their way (thời gian giải quyết hồ sơ).
//!
//! A *stay* is the time of a dossier in one state of [`crate::workflow`]: from the day of the action that took it
//! there (for a draft: the day it was begun) to the day of the one that took it on. Days are Vietnamese calendar days; the
//! day of the first action does not count (Civil Code 2015, article 147), so what is done on the same day took 0 days.
//! A dossier that comes back to a state stays there anew. A stay counts for the day on which it ended; it was late where
//! that day lies after the state's last day.
//!
//! Working days are told beside the calendar's where the law counts in them: of the 15 working days of the commune.

use super::ratio::share;
use crate::calendar::Calendar;
use crate::workflow::{Deadline, DossierState, TRANSITIONS};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A stay that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Where the dossier was.
    pub state: DossierState,
    /// Day on which it came there.
    pub entered: NaiveDate,
    /// Day on which it left.
    pub left: NaiveDate,
    /// Last day that it might stay, where there was one.
    pub due: Option<NaiveDate>,
}

/// A dossier that waits on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingDossier {
    /// Where it is.
    pub state: DossierState,
    /// Day on which it came there.
    pub entered: NaiveDate,
    /// Last day that it may stay, where there is one.
    pub due: Option<NaiveDate>,
}

/// Days of many stays: how many took how long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StayDays(BTreeMap<u32, u64>);

/// What is known of one state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateTally {
    /// Calendar days of the stays that ended.
    pub days: StayDays,
    /// Their working days, where the law counts in them.
    pub working_days: Option<StayDays>,
    /// Of the stays that ended, those with a last day.
    pub with_deadline: u64,
    /// Of these, those that ended after it.
    pub late: u64,
    /// Calendar days that those who wait have waited.
    pub waiting: StayDays,
    /// Of those who wait, those whose last day has passed.
    pub overdue: u64,
}

/// All states in which a dossier can wait, in the order of the way.
#[derive(Clone, Debug)]
pub struct WaitingTally<'a> {
    calendar: &'a Calendar,
    steps: BTreeMap<DossierState, StateTally>,
}

impl StayDays {
    /// Adds one of so many days.
    pub fn add(&mut self, days: u32) {
        super::scores::count(&mut self.0, days);
    }

    /// How many were added.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.0.values().sum()
    }

    /// The least number of days within which `percent` of 100 of them ended (nearest rank); none where there are none.
    #[must_use]
    pub fn percentile(&self, percent: u64) -> Option<u32> {
        let rank = self.number().saturating_mul(percent).div_ceil(100).max(1);
        let mut within = 0_u64;
        let reached = self.0.iter().find(|(_, number)| {
            within = within.saturating_add(**number);
            within >= rank
        });
        reached.map(|(days, _)| *days)
    }

    /// The longest.
    #[must_use]
    pub fn longest(&self) -> Option<u32> {
        self.0.last_key_value().map(|(days, _)| *days)
    }

    /// The mean with one decimal, half up.
    #[must_use]
    pub fn mean(&self) -> Option<String> {
        let days = self
            .0
            .iter()
            .map(|(days, number)| u64::from(*days).saturating_mul(*number));
        let (sum, number) = (u128::from(days.sum::<u64>()), u128::from(self.number()));
        let tenths = (20 * sum + number).checked_div(2 * number)?;
        Some(format!("{}.{}", tenths / 10, tenths % 10))
    }
}

impl StateTally {
    /// Late ÷ those with a last day, in percent with one decimal.
    #[must_use]
    pub fn late_share(&self) -> Option<String> {
        share(
            i64::try_from(self.late).ok()?,
            i64::try_from(self.with_deadline).ok()?,
        )
    }
}

impl<'a> WaitingTally<'a> {
    /// None yet; working days are those of `calendar`.
    #[must_use]
    pub fn new(calendar: &'a Calendar) -> Self {
        let on_the_way = DossierState::ALL.iter().filter(|state| !state.is_final());
        let steps = on_the_way.map(|state| {
            let tally = StateTally {
                working_days: is_counted_in_working_days(*state).then(StayDays::default),
                ..StateTally::default()
            };
            (*state, tally)
        });
        Self {
            calendar,
            steps: steps.collect(),
        }
    }

    /// Adds a stay that ended.
    pub fn ended(&mut self, stay: &Stay) {
        let Some(step) = self.steps.get_mut(&stay.state) else {
            return;
        };
        step.days.add(days_between(stay.entered, stay.left));
        if let Some(days) = &mut step.working_days {
            days.add(self.calendar.working_days(stay.entered, stay.left));
        }
        step.with_deadline = step.with_deadline.saturating_add(u64::from(stay.due.is_some()));
        let is_late = stay.due.is_some_and(|due| stay.left > due);
        step.late = step.late.saturating_add(u64::from(is_late));
    }

    /// Adds a dossier that waits on `day`.
    pub fn waiting(&mut self, waiting: &WaitingDossier, day: NaiveDate) {
        let Some(step) = self.steps.get_mut(&waiting.state) else {
            return;
        };
        step.waiting.add(days_between(waiting.entered, day));
        let is_overdue = waiting.due.is_some_and(|due| day > due);
        step.overdue = step.overdue.saturating_add(u64::from(is_overdue));
    }

    /// The states in the order of the way.
    pub fn steps(&self) -> impl Iterator<Item = (DossierState, &StateTally)> {
        self.steps.iter().map(|(state, step)| (*state, step))
    }
}

fn is_counted_in_working_days(state: DossierState) -> bool {
    TRANSITIONS
        .iter()
        .any(|row| row.to == state && matches!(row.deadline, Deadline::WorkingDays(_)))
}

/// Days from `from`, which does not count, to `to`; 0 where a clock ran behind.
fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(to.signed_duration_since(from).num_days()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::embedded;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_communes_days_are_told_in_working_days_too() {
        let mut tally = WaitingTally::new(embedded().unwrap());
        // Friday 5 June 2026 to Monday 8 June: three days, one of them worked.
        let stay = |state, due: &str| Stay {
            state,
            entered: day("2026-06-05"),
            left: day("2026-06-08"),
            due: Some(day(due)),
        };
        tally.ended(&stay(DossierState::AtCommune, "2026-06-08"));
        tally.ended(&stay(DossierState::AtCommune, "2026-06-07"));
        tally.ended(&stay(DossierState::AtProvince, "2026-06-08"));
        let steps: BTreeMap<_, _> = tally.steps().collect();
        let commune = steps[&DossierState::AtCommune];
        assert_eq!((commune.days.mean().unwrap().as_str(), commune.late), ("3.0", 1));
        assert_eq!(commune.late_share().unwrap(), "50.0");
        assert_eq!(commune.working_days.as_ref().unwrap().longest(), Some(1));
        assert_eq!(steps[&DossierState::AtProvince].working_days, None);
        assert!(!steps.contains_key(&DossierState::Recognised));
    }

    #[test]
    fn who_waits_is_overdue_after_the_last_day_and_not_on_it() {
        let mut tally = WaitingTally::new(embedded().unwrap());
        let waiting = WaitingDossier {
            state: DossierState::AtCommune,
            entered: day("2026-06-01"),
            due: Some(day("2026-06-22")),
        };
        tally.waiting(&waiting, day("2026-06-22"));
        tally.waiting(&waiting, day("2026-06-23"));
        let steps: BTreeMap<_, _> = tally.steps().collect();
        let commune = steps[&DossierState::AtCommune];
        assert_eq!(
            (
                commune.overdue,
                commune.waiting.number(),
                commune.waiting.longest()
            ),
            (1, 2, Some(22))
        );
        assert_eq!((commune.days.mean(), commune.days.percentile(50)), (None, None));
    }

    proptest! {
        /// Against the sorted list itself.
        #[test]
        fn percentiles_are_those_of_the_sorted_list(mut list in prop::collection::vec(0_u32..50, 1..60), percent in 1_u64..=100) {
            let mut days = StayDays::default();
            for one in &list {
                days.add(*one);
            }
            list.sort_unstable();
            let rank = (list.len() * usize::try_from(percent).unwrap()).div_ceil(100);
            prop_assert_eq!(days.percentile(percent), Some(list[rank - 1]));
            prop_assert_eq!(days.percentile(100), days.longest());
        }

        /// Against asking the calendar of each day.
        #[test]
        fn working_days_are_those_that_the_calendar_says(start in 0_i64..2000, length in 0_i64..400) {
            let calendar = embedded().unwrap();
            let from = day("2023-01-01") + chrono::Duration::days(start);
            let to = from + chrono::Duration::days(length);
            let slow = from.iter_days().skip(1).take_while(|one| *one <= to).filter(|one| calendar.is_working_day(*one)).count();
            prop_assert_eq!(usize::try_from(calendar.working_days(from, to)).unwrap(), slow);
        }
    }
}
