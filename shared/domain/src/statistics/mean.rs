//! The mean of councils' means: each council counts once, however many sheets it had. Exact until it is printed.

use std::collections::BTreeMap;

/// Points of councils, added up by the number of their sheets: as few fractions as there are sizes of councils.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeanOfCouncils {
    /// Number of sheets → sum of the points of the councils with so many.
    points: BTreeMap<u64, u64>,
    councils: u64,
}

impl MeanOfCouncils {
    /// Adds a council whose `sheets` sum to `points`; one without a sheet has no mean and adds nothing.
    pub fn add(&mut self, points: u64, sheets: u64) {
        if sheets == 0 {
            return;
        }
        let sum = self.points.entry(sheets).or_default();
        *sum = sum.saturating_add(points);
        self.councils = self.councils.saturating_add(1);
    }

    /// Councils added.
    #[must_use]
    pub const fn councils(&self) -> u64 {
        self.councils
    }

    /// The mean with two decimals, half up, e.g. `78.25`; none without a council, and none where councils of so many sizes
    /// met that their common denominator leaves 128 bits (all sizes up to 60 together do not).
    #[must_use]
    pub fn printed(&self) -> Option<String> {
        let mut sum: (u128, u128) = (0, 1);
        for (sheets, points) in &self.points {
            let (points, sheets) = (u128::from(*points), u128::from(*sheets));
            let common = (sum.1 / gcd(sum.1, sheets)).checked_mul(sheets)?;
            let former = sum.0.checked_mul(common / sum.1)?;
            sum = (former.checked_add(points.checked_mul(common / sheets)?)?, common);
        }
        let below = sum.1.checked_mul(u128::from(self.councils))?;
        let hundredths = sum
            .0
            .checked_mul(200)?
            .checked_add(below)?
            .checked_div(below.checked_mul(2)?)?;
        Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }
}

fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

#[cfg(test)]
impl MeanOfCouncils {
    /// Points of the councils with so many sheets.
    pub(super) fn points_of(&self, sheets: u64) -> u64 {
        self.points.get(&sheets).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_council_counts_once_whatever_its_size() {
        let mut mean = MeanOfCouncils::default();
        assert_eq!(mean.printed(), None);
        mean.add(0, 0);
        assert_eq!(mean.printed(), None);
        mean.add(90, 1);
        mean.add(180, 3);
        assert_eq!(mean.printed().unwrap(), "75.00");
        mean.add(1, 7);
        // (90 + 60 + 1/7) / 3 = 1051/21 = 50.0476…
        assert_eq!((mean.printed().unwrap().as_str(), mean.councils()), ("50.05", 3));
    }

    #[test]
    fn councils_of_all_sizes_up_to_sixty_have_an_exact_mean() {
        let mut mean = MeanOfCouncils::default();
        for sheets in 1..=60 {
            for _ in 0..20_000 {
                mean.add(100 * sheets, sheets);
            }
        }
        assert_eq!(mean.printed().unwrap(), "100.00");
    }

    proptest! {
        /// Against one sum over the common denominator 2520 of all sizes that occur.
        #[test]
        fn the_mean_is_that_of_one_common_denominator(councils in prop::collection::vec((0_u64..=900, 1_u64..=10), 1..40)) {
            let mut mean = MeanOfCouncils::default();
            let mut numerator = 0_u64;
            for (points, sheets) in &councils {
                mean.add(*points, *sheets);
                numerator += points * (2520 / sheets);
            }
            let denominator = 2520 * u64::try_from(councils.len()).unwrap();
            let hundredths = (200 * numerator + denominator) / (2 * denominator);
            prop_assert_eq!(mean.printed().unwrap(), format!("{}.{:02}", hundredths / 100, hundredths % 100));
        }
    }
}
