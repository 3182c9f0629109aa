//! Recognitions of the past (công nhận đã có trước): what stands on paper takes its place in the history of its product.
//!
//! Papers come in any order and say what they say. The days of one are its own; what came later takes its place from the later
//! day on, so an older paper never lowers what a product holds now. One whose day nobody knows counts by its year and holds on
//! no day.

use super::{StarStatus, opened};
use crate::application_kind::ApplicationKind;
use crate::text_enum;
use chrono::NaiveDate;

text_enum! {
    /// What ended a recognition before its time.
    pub enum RecognitionEndReason {
        /// Another took its place.
        Replaced = "replaced",
        /// A decision took it back.
        Revoked = "revoked",
        /// The potential five stars came to nothing.
        Declined = "declined",
        /// Its days are not on record: it counts by its year and holds on no day.
        NotRecorded = "not_recorded",
    }
}

/// A recognition as its paper states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastRecognition {
    /// 3 to 5.
    pub stars: u8,
    /// Five stars of a province that the ministry had not decided.
    pub potential: bool,
    /// First, upgrade or renewal, where the paper says so.
    pub kind: Option<ApplicationKind>,
    /// The programme's year.
    pub programme_year: i32,
    /// First day, where it is known: that of the decision.
    pub valid_from: Option<NaiveDate>,
    /// Last day, where the paper names one: it stays as printed, 36 months or not.
    pub valid_to: Option<NaiveDate>,
}

/// One recognition of the history, and what ended it before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecognitionEntry {
    /// Stars and days.
    pub status: StarStatus,
    /// What ended it; none where nothing did.
    pub end_reason: Option<RecognitionEndReason>,
}

/// Where a past recognition stands in the history of its product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastPlacement {
    /// The recognition, ended where a later one took its place.
    pub entry: RecognitionEntry,
    /// First, upgrade or renewal; where the paper does not say, as the history tells it.
    pub kind: ApplicationKind,
    /// Position of the earlier recognition whose place it takes.
    pub replaces: Option<usize>,
}

/// Why a past recognition has no place in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPlacement {
    /// Its last day lies before its first.
    #[error("the last day lies before the first")]
    DaysOutOfOrder,
    /// The calendar does not have its days.
    #[error("the calendar does not have these days")]
    OutOfRange,
    /// Another recognition began on the same day.
    #[error("a recognition of {stars} stars began on the same day")]
    AnotherOfTheDay {
        /// Its stars.
        stars: u8,
    },
    /// A first evaluation or an upgrade that gives no more than the product held on the day.
    #[error("the product held {stars} stars on that day, and only a renewal gives the same or less")]
    HeldAsMuch {
        /// What it held.
        stars: u8,
    },
    /// What the product held on the day was revoked later: the paper would cross that.
    #[error("what the product held on that day was taken back on {0}")]
    Crosses(NaiveDate),
}

impl PastRecognition {
    /// The place of this recognition in `history`.
    ///
    /// # Errors
    /// [`NoPlacement`].
    pub fn place(&self, history: &[RecognitionEntry]) -> Result<PastPlacement, NoPlacement> {
        let Some(from) = self.valid_from else {
            return self.by_its_year(history);
        };
        let mut status = opened(self.stars, self.potential, from).ok_or(NoPlacement::OutOfRange)?;
        status.valid_to = self.valid_to.unwrap_or(status.valid_to);
        if status.valid_to < from {
            return Err(NoPlacement::DaysOutOfOrder);
        }
        let dated = || {
            history
                .iter()
                .enumerate()
                .filter(|(_, one)| one.status.ever_holds())
        };
        if let Some((_, same)) = dated().find(|(_, one)| one.status.valid_from == from) {
            let stars = same.status.stars;
            return Err(NoPlacement::AnotherOfTheDay { stars });
        }
        let held = dated().find(|(_, one)| one.status.holds_on(from));
        let kind = self.kind.unwrap_or_else(|| self.kind_after(history, from));
        if let Some((_, RecognitionEntry { status, end_reason })) = held {
            let taken_back = end_reason.is_some_and(|reason| reason != RecognitionEndReason::Replaced);
            if let Some(day) = status.ended_on.filter(|_| taken_back) {
                return Err(NoPlacement::Crosses(day));
            }
            let stars = status.stars;
            let lowers = self.kind.is_some_and(|kind| kind != ApplicationKind::Renewal);
            if lowers && !status.potential && self.stars <= stars {
                return Err(NoPlacement::HeldAsMuch { stars });
            }
        }
        let later = dated()
            .map(|(_, one)| one.status.valid_from)
            .filter(|day| *day > from);
        status.ended_on = later.min().filter(|day| *day < status.term());
        Ok(PastPlacement {
            entry: RecognitionEntry {
                status,
                end_reason: status.ended_on.map(|_| RecognitionEndReason::Replaced),
            },
            kind,
            replaces: held.map(|(position, _)| position),
        })
    }

    /// Without a day it counts from the first day of its year on, and holds on none.
    fn by_its_year(&self, history: &[RecognitionEntry]) -> Result<PastPlacement, NoPlacement> {
        let day = NaiveDate::from_ymd_opt(self.programme_year, 1, 1).ok_or(NoPlacement::OutOfRange)?;
        let status = StarStatus {
            stars: self.stars,
            potential: self.potential,
            valid_from: day,
            valid_to: day,
            extended_to: None,
            ended_on: Some(day),
        };
        Ok(PastPlacement {
            entry: RecognitionEntry {
                status,
                end_reason: Some(RecognitionEndReason::NotRecorded),
            },
            kind: self.kind.unwrap_or_else(|| self.kind_after(history, day)),
            replaces: None,
        })
    }

    /// What a recognition of `day` is after those before it: the first, an upgrade where it gives more than the last one did,
    /// otherwise a renewal.
    fn kind_after(&self, history: &[RecognitionEntry], day: NaiveDate) -> ApplicationKind {
        let before = history.iter().filter(|one| one.status.valid_from < day);
        match before.max_by_key(|one| one.status.valid_from) {
            None => ApplicationKind::First,
            Some(last) if (self.stars, !self.potential) > last.status.rank() => ApplicationKind::Upgrade,
            Some(_) => ApplicationKind::Renewal,
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

    fn paper(stars: u8, from: &str) -> PastRecognition {
        PastRecognition {
            stars,
            potential: false,
            kind: None,
            programme_year: from[..4].parse().unwrap(),
            valid_from: (from.len() > 4).then(|| day(from)),
            valid_to: None,
        }
    }

    /// Records the papers one after the other, as the tables do.
    fn recorded(papers: &[PastRecognition]) -> Vec<RecognitionEntry> {
        let mut history = Vec::new();
        for paper in papers {
            if let Ok(placed) = paper.place(&history) {
                if let Some(position) = placed.replaces {
                    history[position].status.ended_on = Some(placed.entry.status.valid_from);
                    history[position].end_reason = Some(RecognitionEndReason::Replaced);
                }
                history.push(placed.entry);
            }
        }
        history
    }

    #[test]
    fn an_older_paper_never_lowers_the_current_star() {
        let history = recorded(&[paper(4, "2024-05-10"), paper(3, "2022-06-01")]);
        let older = history[1];
        assert_eq!(older.status.ended_on, Some(day("2024-05-10")));
        assert_eq!(older.end_reason, Some(RecognitionEndReason::Replaced));
        assert!(history[0].status.holds_on(day("2024-05-10")) && history[0].status.ended_on.is_none());
    }

    #[test]
    fn a_paper_between_two_others_takes_the_place_of_the_first_until_the_second() {
        let history = recorded(&[
            paper(3, "2021-02-17"),
            paper(4, "2023-12-01"),
            paper(4, "2022-10-01"),
        ]);
        let ends: Vec<_> = history.iter().map(|one| one.status.ended_on).collect();
        assert_eq!(ends, [Some(day("2022-10-01")), None, Some(day("2023-12-01"))]);
    }

    #[test]
    fn without_a_day_it_counts_by_its_year_and_holds_on_none() {
        let placed = paper(3, "2025").place(&[]).unwrap();
        assert_eq!(placed.entry.status.valid_from, day("2025-01-01"));
        assert_eq!(placed.entry.end_reason, Some(RecognitionEndReason::NotRecorded));
        assert!(!placed.entry.status.ever_holds());
        let dated = paper(3, "2025-01-01").place(&[placed.entry]).unwrap();
        assert_eq!((dated.replaces, dated.entry.status.ended_on), (None, None));
    }

    #[test]
    fn the_end_stays_as_printed() {
        let printed = PastRecognition {
            valid_to: Some(day("2023-02-03")),
            ..paper(3, "2020-02-04")
        };
        assert_eq!(
            printed.place(&[]).unwrap().entry.status.valid_to,
            day("2023-02-03")
        );
        let wrong = PastRecognition {
            valid_to: Some(day("2020-02-03")),
            ..printed
        };
        assert_eq!(wrong.place(&[]), Err(NoPlacement::DaysOutOfOrder));
    }

    #[test]
    fn what_it_is_is_told_by_what_came_before() {
        let history = recorded(&[paper(3, "2021-02-17")]);
        for (stars, kind) in [(4, ApplicationKind::Upgrade), (3, ApplicationKind::Renewal)] {
            assert_eq!(paper(stars, "2023-12-01").place(&history).unwrap().kind, kind);
        }
        assert_eq!(
            paper(3, "2020-01-01").place(&history).unwrap().kind,
            ApplicationKind::First
        );
        let first = PastRecognition {
            kind: Some(ApplicationKind::First),
            ..paper(3, "2023-12-01")
        };
        assert_eq!(first.place(&history), Err(NoPlacement::HeldAsMuch { stars: 3 }));
    }

    #[test]
    fn a_day_has_one_recognition_and_a_revocation_is_not_crossed() {
        let mut history = recorded(&[paper(3, "2021-02-17")]);
        assert_eq!(
            paper(4, "2021-02-17").place(&history),
            Err(NoPlacement::AnotherOfTheDay { stars: 3 })
        );
        history[0].status.ended_on = Some(day("2022-05-01"));
        history[0].end_reason = Some(RecognitionEndReason::Revoked);
        assert_eq!(
            paper(4, "2021-12-01").place(&history),
            Err(NoPlacement::Crosses(day("2022-05-01")))
        );
        assert!(paper(4, "2022-05-01").place(&history).is_ok());
    }

    proptest! {
        /// In whatever order papers come: no day has two, each holds from its own day on, and the latest paper decides.
        #[test]
        fn never_two_recognitions_on_a_day(
            papers in prop::collection::vec((3_u8..=5, prop::option::of(0_u64..2500)), 1..10), probe in 0_u64..4000,
        ) {
            let start = day("2019-01-01");
            let papers: Vec<_> = papers
                .into_iter()
                .map(|(stars, offset)| PastRecognition {
                    valid_from: offset.map(|days| start + chrono::Days::new(days)),
                    ..paper(stars, "2022")
                })
                .collect();
            let history = recorded(&papers);
            let probe = start + chrono::Days::new(probe);
            let holding: Vec<_> = history.iter().filter(|one| one.status.holds_on(probe)).collect();
            prop_assert!(holding.len() <= 1, "{:?}", holding);
            let latest = history.iter().filter(|one| one.status.ever_holds()).max_by_key(|one| one.status.valid_from);
            if let Some(latest) = latest {
                prop_assert!(latest.status.holds_on(latest.status.valid_from) && latest.status.ended_on.is_none());
            }
        }
    }
}
