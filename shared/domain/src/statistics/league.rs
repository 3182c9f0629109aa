//! The league (bảng xếp hạng) of communes, districts or provinces by the products that hold stars.

use crate::units::Unit;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Products that hold stars in a unit on a day, by their stars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StarCounts {
    /// With three stars.
    pub three: i64,
    /// With four.
    pub four: i64,
    /// With a province's five stars that the ministry has not decided on.
    pub potential: i64,
    /// With the ministry's five.
    pub five: i64,
}

impl StarCounts {
    /// Adds `products` with so many stars; others than three to five are none.
    pub const fn add(&mut self, stars: i64, potential: bool, products: i64) {
        let held = match (stars, potential) {
            (3, _) => &mut self.three,
            (4, _) => &mut self.four,
            (5, true) => &mut self.potential,
            (5, false) => &mut self.five,
            _ => return,
        };
        *held = held.saturating_add(products);
    }

    /// All products.
    #[must_use]
    pub const fn products(&self) -> i64 {
        self.three
            .saturating_add(self.four)
            .saturating_add(self.potential)
            .saturating_add(self.five)
    }

    /// What decides: more products first, then more with five stars, with potential five, with four.
    const fn standing(&self) -> Reverse<(i64, i64, i64, i64)> {
        Reverse((self.products(), self.five, self.potential, self.four))
    }
}

/// A unit in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeagueRank<'a> {
    /// 1 for the first; equal ones share a rank and leave the next ones out.
    pub rank: u32,
    /// The unit.
    pub unit: &'a Unit,
    /// What it holds.
    pub held: StarCounts,
}

/// `units` in the order of what they hold by code; those without an entry hold nothing and are in it. Equal ones come in the order
/// of their codes.
pub fn league<'a>(
    units: impl IntoIterator<Item = &'a Unit>,
    held: &HashMap<String, StarCounts>,
) -> Vec<LeagueRank<'a>> {
    let mut places: Vec<LeagueRank<'a>> = units
        .into_iter()
        .map(|unit| LeagueRank {
            rank: 0,
            unit,
            held: held.get(&unit.unit.code).copied().unwrap_or_default(),
        })
        .collect();
    places.sort_by_key(|one| (one.held.standing(), one.unit.unit.code.as_str()));
    let mut before: Option<(StarCounts, u32)> = None;
    for (place, position) in places.iter_mut().zip(1..) {
        place.rank = match before {
            Some((held, rank)) if held.standing() == place.held.standing() => rank,
            _ => position,
        };
        before = Some((place.held, place.rank));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Generation, Level, registry};
    use proptest::prelude::*;

    fn provinces() -> &'static [Unit] {
        registry()
            .unwrap()
            .units_of(Generation::Current, Some(Level::Province))
    }

    fn held(three: i64, four: i64, potential: i64, five: i64) -> StarCounts {
        StarCounts {
            three,
            four,
            potential,
            five,
        }
    }

    #[test]
    fn products_decide_then_stars_and_equal_ones_share_a_rank() {
        let products = HashMap::from([
            ("01".to_owned(), held(3, 0, 0, 0)),
            ("25".to_owned(), held(1, 2, 0, 0)),
            ("79".to_owned(), held(2, 0, 0, 1)),
            ("92".to_owned(), held(1, 2, 0, 0)),
            ("48".to_owned(), held(4, 0, 0, 0)),
        ]);
        let league = league(provinces(), &products);
        let first: Vec<(u32, &str)> = league
            .iter()
            .take(6)
            .map(|one| (one.rank, one.unit.unit.code.as_str()))
            .collect();
        assert_eq!(
            first[..5],
            [(1, "48"), (2, "79"), (3, "25"), (3, "92"), (5, "01")]
        );
        assert_eq!(first[5].0, 6);
        assert_eq!(league.len(), 34);
        assert!(
            league.iter().skip(5).all(|one| one.rank == 6),
            "those with nothing share the last rank"
        );
    }

    proptest! {
        /// A rank is one more than the number of units that stand better, as a slow count finds.
        #[test]
        fn a_rank_counts_those_that_stand_better(numbers in prop::collection::vec((0i64..3, 0i64..3, 0i64..2, 0i64..2), 34)) {
            let products: HashMap<String, StarCounts> = provinces()
                .iter()
                .zip(&numbers)
                .map(|(unit, (three, four, potential, five))| (unit.unit.code.clone(), held(*three, *four, *potential, *five)))
                .collect();
            let key = |one: &StarCounts| (one.products(), one.five, one.potential, one.four);
            for place in league(provinces(), &products) {
                let better = products.values().filter(|other| key(other) > key(&place.held)).count();
                prop_assert_eq!(usize::try_from(place.rank).unwrap(), better + 1);
            }
        }
    }
}
