//! A ranking of units by what is counted in them.

use super::Counts;
use crate::text_enum;
use std::cmp::Reverse;

text_enum! {
    /// Which unit comes first (`order`).
    #[derive(Default)]
    pub enum Order {
        /// The one with the most products.
        #[default]
        Descending = "desc",
        /// The one with the fewest.
        Ascending = "asc",
    }
}

/// `units` by their products, each with its rank: 1 for the first; equal ones share a rank and leave the next ones out. Equal ones
/// stay in the order in which they come.
#[must_use]
pub fn ranked<U>(mut units: Vec<(U, Counts)>, order: Order) -> Vec<(u32, U, Counts)> {
    match order {
        Order::Descending => units.sort_by_key(|(_, counts)| Reverse(counts.products)),
        Order::Ascending => units.sort_by_key(|(_, counts)| counts.products),
    }
    let (mut rank, mut before) = (0, None);
    units
        .into_iter()
        .zip(1..)
        .map(|((unit, counts), place)| {
            if before.replace(counts.products) != Some(counts.products) {
                rank = place;
            }
            (rank, unit, counts)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_units_share_a_rank_and_leave_the_next_ones_out() {
        let units = [("a", 1), ("b", 3), ("c", 3), ("d", 0)].map(|(unit, products)| {
            let counts = Counts {
                products,
                producers: 0,
            };
            (unit, counts)
        });
        let told = |order| -> Vec<(u32, &str)> {
            let ranked = ranked(units.to_vec(), order).into_iter();
            ranked.map(|(rank, unit, _)| (rank, unit)).collect()
        };
        assert_eq!(told(Order::Descending), [(1, "b"), (1, "c"), (3, "a"), (4, "d")]);
        assert_eq!(told(Order::Ascending), [(1, "d"), (2, "a"), (3, "b"), (3, "c")]);
    }
}
