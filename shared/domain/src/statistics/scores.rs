//! What councils' evaluations (đánh giá, phân hạng) tell: how many end how, success, means and distributions of points.
//!
//! Which evaluations count: of a dossier, at each level of council, the last one that has a result, because a further turn
//! (chấm lại) takes the place of the one before; one asked for without a dossier counts itself. Points are those of
//! evaluations that ended `rated`: of the others the law takes no result.
//!
//! *Success rate* (tỷ lệ đạt): recognised ÷ evaluated. Evaluated are those that ended `rated` or `eliminated`; recognised those
//! of them that a recognition followed: of a dossier the decision of the level's authority, otherwise the status it opened.

mod sheet;

pub use sheet::{CriterionTally, MissedMinimum, OptionTally, SectionTally, SheetTally};

use super::mean::MeanOfCouncils;
use super::ratio::share;
use crate::criteria::Regime;
use crate::scoring::{ScoringOutcome, SheetTotal};
use std::collections::BTreeMap;

/// Parts of a sheet: A, B and C.
pub const PARTS: [&str; 3] = ["A", "B", "C"];
/// Buckets of a distribution: each a tenth of the highest points, its lower end included; the last holds the highest too.
pub const BUCKETS: usize = 10;

/// The sums of a council's sheets, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CouncilPoints {
    /// Number of sheets, at least one.
    pub sheets: u32,
    /// Points of all sheets together by part, in the order of [`PARTS`].
    pub parts: [u32; 3],
}

impl CouncilPoints {
    /// Those of a result's sheets; none where it shows no sheet.
    #[must_use]
    pub fn of(sheets: &[SheetTotal]) -> Option<Self> {
        let of_part = |part: &str| sheets.iter().filter_map(|sheet| sheet.parts.get(part)).sum();
        let sheets = u32::try_from(sheets.len()).ok().filter(|sheets| *sheets > 0)?;
        Some(Self {
            sheets,
            parts: PARTS.map(of_part),
        })
    }
}

/// An evaluation that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvaluationOutcome {
    /// How it ended.
    pub outcome: ScoringOutcome,
    /// 1 to 5 where it was rated.
    pub stars: Option<u8>,
    /// Whether a recognition followed.
    pub recognised: bool,
    /// Its points, where it has a sheet.
    pub points: Option<CouncilPoints>,
}

/// Evaluations added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreTally {
    /// How many ended how.
    pub outcomes: BTreeMap<ScoringOutcome, u64>,
    /// Of the rated ones, how many with which stars.
    pub stars: BTreeMap<u8, u64>,
    /// Of the evaluated ones, how many were recognised.
    pub recognised: u64,
    /// Evaluations that do not count, because a later one took their place.
    pub superseded: u64,
    /// Points of the whole sheet.
    pub total: PointsSummary,
    /// Points of the parts, in the order of [`PARTS`].
    pub parts: [PointsSummary; 3],
}

/// Points of one part, section or criterion, or of the whole, over councils.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointsSummary {
    /// Highest points.
    pub max: u32,
    /// The mean of the councils' means.
    pub mean: MeanOfCouncils,
    /// Councils by the bucket of their exact mean, see [`BUCKETS`].
    pub buckets: [u64; BUCKETS],
}

impl PointsSummary {
    /// None yet, of at most `max` points.
    #[must_use]
    pub fn of(max: u32) -> Self {
        Self {
            max,
            ..Self::default()
        }
    }

    /// Adds a council whose `sheets` sum to `points`.
    pub fn add(&mut self, points: u64, sheets: u64) {
        self.mean.add(points, sheets);
        let below = u64::from(self.max).saturating_mul(sheets);
        let tenths = points.saturating_mul(10).checked_div(below);
        let bucket = tenths.and_then(|bucket| usize::try_from(bucket).ok());
        if let Some(count) = bucket.and_then(|bucket| self.buckets.get_mut(bucket.min(BUCKETS - 1))) {
            *count = count.saturating_add(1);
        }
    }
}

impl ScoreTally {
    /// None yet, under `regime`.
    #[must_use]
    pub fn of(regime: &Regime) -> Self {
        let max = |code: &str| {
            let part = regime.parts.iter().find(|part| part.code == code);
            part.map_or(0, |part| part.max)
        };
        Self {
            outcomes: BTreeMap::new(),
            stars: BTreeMap::new(),
            recognised: 0,
            superseded: 0,
            total: PointsSummary::of(regime.parts.iter().map(|part| part.max).sum()),
            parts: PARTS.map(|code| PointsSummary::of(max(code))),
        }
    }

    /// Adds an evaluation.
    pub fn add(&mut self, one: &EvaluationOutcome) {
        count(&mut self.outcomes, one.outcome);
        let is_evaluated = matches!(one.outcome, ScoringOutcome::Rated | ScoringOutcome::Eliminated);
        self.recognised = self
            .recognised
            .saturating_add(u64::from(is_evaluated && one.recognised));
        if one.outcome != ScoringOutcome::Rated {
            return;
        }
        if let Some(stars) = one.stars {
            count(&mut self.stars, stars);
        }
        if let Some(points) = one.points {
            let sheets = u64::from(points.sheets);
            let parts = points.parts.map(u64::from);
            self.total.add(parts.iter().sum(), sheets);
            for (measured, points) in self.parts.iter_mut().zip(parts) {
                measured.add(points, sheets);
            }
        }
    }

    /// Adds an evaluation that does not count.
    pub fn add_superseded(&mut self) {
        self.superseded = self.superseded.saturating_add(1);
    }

    /// All that were added and count.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// Those that ended so.
    #[must_use]
    pub fn ended(&self, outcome: ScoringOutcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or_default()
    }

    /// Those that ended with a result: rated or eliminated.
    #[must_use]
    pub fn evaluated(&self) -> u64 {
        self.ended(ScoringOutcome::Rated)
            .saturating_add(self.ended(ScoringOutcome::Eliminated))
    }

    /// Recognised ÷ evaluated in percent with one decimal, half up; none where none was evaluated.
    #[must_use]
    pub fn success_rate(&self) -> Option<String> {
        share_of(self.recognised, self.evaluated())
    }
}

/// `part` of `whole` in percent with one decimal, half up.
pub(super) fn share_of(part: u64, whole: u64) -> Option<String> {
    share(i64::try_from(part).ok()?, i64::try_from(whole).ok()?)
}

/// One more of `key`.
pub(super) fn count<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    let counted = counts.entry(key).or_default();
    *counted = counted.saturating_add(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::Regimes;

    fn rated(stars: u8, sheets: u32, parts: [u32; 3]) -> EvaluationOutcome {
        EvaluationOutcome {
            outcome: ScoringOutcome::Rated,
            stars: Some(stars),
            recognised: stars >= 3,
            points: Some(CouncilPoints { sheets, parts }),
        }
    }

    #[test]
    fn success_is_of_those_that_have_a_result_and_points_of_those_that_were_rated() {
        let regimes = Regimes::embedded().unwrap();
        let mut tally = ScoreTally::of(regimes.get("26-2026").unwrap());
        assert_eq!((tally.success_rate(), tally.total.mean.printed()), (None, None));
        tally.add(&rated(4, 2, [72, 40, 60]));
        tally.add(&rated(2, 1, [20, 10, 10]));
        let open = |outcome| EvaluationOutcome {
            outcome,
            stars: None,
            recognised: false,
            points: Some(CouncilPoints {
                sheets: 1,
                parts: [1, 1, 1],
            }),
        };
        tally.add(&open(ScoringOutcome::Eliminated));
        tally.add(&open(ScoringOutcome::NeedsRescoring));
        assert_eq!((tally.counted(), tally.evaluated(), tally.recognised), (4, 3, 1));
        assert_eq!(tally.success_rate().unwrap(), "33.3");
        // (86 + 40) / 2, and part A (36 + 20) / 2 of 40.
        assert_eq!(tally.total.mean.printed().unwrap(), "63.00");
        assert_eq!(tally.parts[0].mean.printed().unwrap(), "28.00");
        assert_eq!(tally.total.buckets, [0, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
        assert_eq!(tally.parts[0].buckets, [0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    }

    #[test]
    fn a_bucket_begins_at_its_tenth_and_the_last_holds_the_highest() {
        let mut measured = PointsSummary::of(40);
        for (points, sheets) in [(0, 1), (4, 1), (7, 2), (40, 1), (119, 3)] {
            measured.add(points, sheets);
        }
        assert_eq!(measured.buckets, [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    }
}
