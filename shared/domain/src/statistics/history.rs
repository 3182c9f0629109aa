//! What the history of a product says about each of its intervals, so that any measure can be decided interval by interval.

use crate::application_kind::ApplicationKind;
use crate::recognition::{RecognitionEndReason, StarStatus};
use chrono::{Datelike, NaiveDate};

/// The day after which nothing comes.
pub const NEVER: i32 = i32::MAX;

/// An interval of star status as it is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Stars and days.
    pub status: StarStatus,
    /// Kind of the application it came from.
    pub kind: ApplicationKind,
    /// What ended it before its term.
    pub ended: Option<IntervalEnding>,
    /// The decision, where one is recorded: the same number for the same one.
    pub decision: Option<u32>,
    /// It is the rest of the recognition before it, whose product or producer has changed.
    pub continues: bool,
}

/// How an interval began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum IntervalOpening {
    /// The product was recognised for the first time.
    New,
    /// The product was raised to more stars: by an upgrade, or by the ministry's five after potential five.
    Upgraded,
    /// The product was recognised again: by a renewal, or after it had held nothing for a while.
    Renewed,
    /// Nothing was recognised that had not been: a certificate that holds again after potential five stars came to nothing, the
    /// fewer stars that the ministry's result left of them, or the rest of a recognition whose product or producer has changed.
    Continued,
}

/// What ended an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum IntervalEnding {
    /// Its term, or another interval.
    Term,
    /// A decision that took it back.
    Revoked,
    /// The potential five stars came to nothing.
    Declined,
    /// Its days are not on record: it holds on none, and nobody knows whether it is over.
    NotRecorded,
}

impl IntervalEnding {
    /// What `reason` makes of an interval; one whose place another took is over like one whose term is.
    #[must_use]
    pub const fn of(reason: RecognitionEndReason) -> Self {
        match reason {
            RecognitionEndReason::Replaced => Self::Term,
            RecognitionEndReason::Revoked => Self::Revoked,
            RecognitionEndReason::Declined => Self::Declined,
            RecognitionEndReason::NotRecorded => Self::NotRecorded,
        }
    }
}

/// What decides whether a measure selects an interval. Days are counted from the common era, as
/// [`Datelike::num_days_from_ce`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntervalFacts {
    /// First day.
    pub from: i32,
    /// Last day without a carry-over.
    pub valid_to: i32,
    /// Last day with it.
    pub last_day: i32,
    /// First day on which it no longer holds.
    pub end: i32,
    /// First day on which none of the earlier intervals holds.
    pub free_from: i32,
    /// First day of the product's next interval, or [`NEVER`].
    pub next_from: i32,
    /// First day of the product's next interval that began in the same way, or [`NEVER`].
    pub next_alike: i32,
    /// How it began.
    pub opening: IntervalOpening,
    /// What ended it, or will.
    pub ending: IntervalEnding,
}

/// The facts of a product's intervals, which come in the order of their first days.
#[must_use]
pub fn facts(history: &[Interval]) -> Vec<IntervalFacts> {
    let mut facts: Vec<IntervalFacts> = Vec::with_capacity(history.len());
    for (position, interval) in history.iter().enumerate() {
        let earlier = history.get(..position).unwrap_or_default();
        facts.push(alone(interval, opening(earlier, interval)));
    }
    let mut free_from = 0;
    for one in &mut facts {
        one.free_from = free_from;
        free_from = free_from.max(one.end);
    }
    // Backwards, so that the next ones are known.
    let mut next_from = NEVER;
    let mut next_alike = [NEVER; 4];
    for one in facts.iter_mut().rev() {
        one.next_from = std::mem::replace(&mut next_from, one.from);
        let alike = match one.opening {
            IntervalOpening::New => 0,
            IntervalOpening::Upgraded => 1,
            IntervalOpening::Renewed => 2,
            IntervalOpening::Continued => 3,
        };
        if let Some(next) = next_alike.get_mut(alike) {
            one.next_alike = std::mem::replace(next, one.from);
        }
    }
    facts
}

fn alone(interval: &Interval, opening: IntervalOpening) -> IntervalFacts {
    let status = &interval.status;
    let number = |day: NaiveDate| day.num_days_from_ce();
    // On the first day after the last both are true, and the decision is what counts, as for the status of a certificate.
    let ended = status.ended_on.is_some_and(|day| day <= status.term());
    IntervalFacts {
        from: number(status.valid_from),
        valid_to: number(status.valid_to),
        last_day: number(status.last_day()),
        end: number(status.end()),
        free_from: 0,
        next_from: NEVER,
        next_alike: NEVER,
        opening,
        ending: interval.ended.filter(|_| ended).unwrap_or(IntervalEnding::Term),
    }
}

fn opening(earlier: &[Interval], interval: &Interval) -> IntervalOpening {
    let goes_on = |one: &Interval| {
        interval.decision.is_some()
            && one.decision == interval.decision
            && one.status.valid_to == interval.status.valid_to
    };
    if interval.continues || earlier.iter().any(goes_on) {
        return IntervalOpening::Continued;
    }
    let Some(previous) = earlier.last() else {
        return match interval.kind {
            ApplicationKind::First => IntervalOpening::New,
            // What came before is not on record.
            ApplicationKind::Upgrade => IntervalOpening::Upgraded,
            ApplicationKind::Renewal => IntervalOpening::Renewed,
        };
    };
    let rank = |one: &Interval| (one.status.stars, !one.status.potential);
    let held = previous.status.end() >= interval.status.valid_from;
    let settles = previous.status.potential || interval.kind != ApplicationKind::Renewal;
    match (held, settles) {
        (true, true) if rank(interval) > rank(previous) => IntervalOpening::Upgraded,
        (true, true) => IntervalOpening::Continued,
        _ => IntervalOpening::Renewed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(kind: ApplicationKind, stars: u8, potential: bool, from: &str, to: &str) -> Interval {
        Interval {
            status: StarStatus {
                stars,
                potential,
                valid_from: from.parse().unwrap(),
                valid_to: to.parse().unwrap(),
                extended_to: None,
                ended_on: None,
            },
            kind,
            ended: None,
            decision: None,
            continues: false,
        }
    }

    fn openings(history: &[Interval]) -> Vec<IntervalOpening> {
        facts(history).iter().map(|one| one.opening).collect()
    }

    #[test]
    fn the_ministrys_five_stars_after_potential_five_are_an_upgrade() {
        let mut potential = interval(ApplicationKind::First, 5, true, "2026-06-01", "2029-06-01");
        potential.status.ended_on = Some("2026-09-01".parse().unwrap());
        let ministry = interval(ApplicationKind::First, 5, false, "2026-09-01", "2029-09-01");
        assert_eq!(
            openings(&[potential, ministry]),
            [IntervalOpening::New, IntervalOpening::Upgraded]
        );
        let adopted = interval(ApplicationKind::First, 4, false, "2026-09-01", "2029-09-01");
        assert_eq!(
            openings(&[potential, adopted]),
            [IntervalOpening::New, IntervalOpening::Continued]
        );
    }

    #[test]
    fn a_certificate_that_holds_again_is_no_recognition() {
        let mut certified = interval(ApplicationKind::First, 4, false, "2026-06-01", "2029-06-01");
        certified.decision = Some(1);
        certified.status.ended_on = Some("2027-01-01".parse().unwrap());
        let mut potential = interval(ApplicationKind::Upgrade, 5, true, "2027-01-01", "2030-01-01");
        potential.status.ended_on = Some("2027-03-01".parse().unwrap());
        potential.ended = Some(IntervalEnding::Declined);
        let mut again = certified;
        again.status.valid_from = "2027-03-01".parse().unwrap();
        again.status.ended_on = None;
        assert_eq!(
            openings(&[certified, potential, again]),
            [
                IntervalOpening::New,
                IntervalOpening::Upgraded,
                IntervalOpening::Continued
            ]
        );
    }

    #[test]
    fn the_rest_after_a_change_of_the_producer_opens_nothing() {
        let mut before = interval(ApplicationKind::Renewal, 4, false, "2026-06-01", "2029-06-01");
        before.status.ended_on = Some("2027-01-01".parse().unwrap());
        let mut after = interval(ApplicationKind::Renewal, 4, false, "2027-01-01", "2029-06-01");
        after.continues = true;
        let again = interval(ApplicationKind::Renewal, 4, false, "2029-05-01", "2032-05-01");
        assert_eq!(
            openings(&[before, after, again]),
            [
                IntervalOpening::Renewed,
                IntervalOpening::Continued,
                IntervalOpening::Renewed
            ]
        );
    }

    #[test]
    fn recognised_again_after_a_gap_is_renewed_not_new() {
        let lapsed = interval(ApplicationKind::First, 3, false, "2020-06-01", "2023-06-01");
        let again = interval(ApplicationKind::First, 3, false, "2024-06-01", "2027-06-01");
        assert_eq!(
            openings(&[lapsed, again]),
            [IntervalOpening::New, IntervalOpening::Renewed]
        );
    }
}
