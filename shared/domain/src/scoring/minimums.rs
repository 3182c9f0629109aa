//! Minimums: the asterisks of the decision, under the council's rule.

use super::request::MinimumRule;
use super::result::UnmetMinimum;
use super::validate::CheckedScoring;
use crate::criteria::LeafCriterion;

/// Lowest star that asks for minimums.
const FIRST_STAR_WITH_MINIMUMS: u8 = 3;

/// Every mark of a star up to `score_stars` that is not reached: by star, then document order.
pub(super) fn unmet(scoring: &CheckedScoring<'_>, score_stars: u8) -> Vec<UnmetMinimum> {
    let mut unmet = Vec::new();
    for stars in FIRST_STAR_WITH_MINIMUMS..=score_stars {
        for (position, leaf) in scoring.sheet.leaves().iter().enumerate() {
            for (_, minimum) in leaf.marks.iter().filter(|(star, _)| *star == stars) {
                let reach = Reach::of(scoring, position, leaf, *minimum);
                if !reach.is_met(scoring.minimum_rule) {
                    unmet.push(UnmetMinimum {
                        stars,
                        criterion: leaf.code.clone(),
                        minimum: *minimum,
                        reached_by: reach.sheets,
                        of: reach.of,
                    });
                }
            }
        }
    }
    unmet
}

/// How far a council reaches a minimum.
struct Reach {
    minimum: u32,
    /// Sheets whose points reach it.
    sheets: u64,
    /// All sheets.
    of: u64,
    /// Points of all sheets on the criterion.
    sum: u64,
}

impl Reach {
    fn of(scoring: &CheckedScoring<'_>, position: usize, leaf: &LeafCriterion, minimum: u32) -> Self {
        let mut reach = Self {
            minimum,
            sheets: 0,
            of: 0,
            sum: 0,
        };
        for options in scoring.sheets() {
            let points = options.get(position).map_or(0, |option| leaf.points_of(*option));
            reach.sheets += u64::from(points >= minimum);
            reach.of += 1;
            reach.sum += u64::from(points);
        }
        reach
    }

    fn is_met(&self, rule: MinimumRule) -> bool {
        match rule {
            MinimumRule::Majority => 2 * self.sheets > self.of,
            MinimumRule::All => self.sheets == self.of,
            MinimumRule::Mean => self.sum >= u64::from(self.minimum) * self.of,
        }
    }
}
