//! What is told of the people who work for producers: how many are women, how many belong to ethnic minorities.
//!
//! A number of few producers tells what each of them reported about its people; and where nobody or everybody has the trait, it
//! tells that of each person. So a number is small in three ways: few producers, few people with the trait, few without.

use super::{Numbers, hide};

/// The people of one cell in one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Workers {
    /// Distinct producers who reported.
    pub producers: i64,
    /// The people who work for them.
    pub all: i64,
    /// Those among them with the trait.
    pub with_trait: i64,
}

impl Numbers for Workers {
    /// One producer may stand in both, so that both together are of no more producers than the larger one for certain.
    fn join(&mut self, other: &Self) {
        self.producers = self.producers.max(other.producers);
        self.all = self.all.saturating_add(other.all);
        self.with_trait = self.with_trait.saturating_add(other.with_trait);
    }

    fn is_small(&self, below: i64) -> bool {
        let without = self.all.saturating_sub(self.with_trait);
        self.all > 0
            && [self.producers, self.with_trait, without]
                .iter()
                .any(|number| *number < below)
    }

    fn size(&self) -> i64 {
        self.all
    }
}

/// Of which `cells`, and whether of the `whole` that they make up, the number with the trait is hidden; with a threshold `below` of 0
/// or 1 none is. What is hidden of the cells is no small number together, unless all are hidden: the whole less the others tells it.
#[must_use]
pub fn hidden_workers(cells: &[Workers], whole: Workers, below: u32) -> (Vec<bool>, bool) {
    if below < 2 {
        return (vec![false; cells.len()], false);
    }
    let below = i64::from(below);
    (hide(cells, below), whole.is_small(below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Producers, people, people with the trait.
    type Numbers = (i64, i64, i64);

    const fn workers((producers, all, with_trait): Numbers) -> Workers {
        Workers {
            producers,
            all,
            with_trait,
        }
    }

    /// Which cells are hidden, and whether the whole is; each producer stands in one cell.
    fn hidden(cells: &[Numbers], below: u32) -> (Vec<bool>, bool) {
        let cells: Vec<Workers> = cells.iter().copied().map(workers).collect();
        let sum = |of: fn(&Workers) -> i64| cells.iter().map(of).sum();
        let whole = workers((
            sum(|one| one.producers),
            sum(|one| one.all),
            sum(|one| one.with_trait),
        ));
        hidden_workers(&cells, whole, below)
    }

    #[test]
    fn few_producers_few_people_with_the_trait_and_few_without_are_small() {
        for small in [
            (4, 100, 50),
            (9, 100, 4),
            (9, 100, 96),
            (9, 100, 0),
            (9, 100, 100),
        ] {
            assert_eq!(hidden(&[small], 5), (vec![true], true), "{small:?}");
        }
        assert_eq!(hidden(&[(5, 10, 5)], 5), (vec![false], false));
        assert_eq!(
            hidden(&[(1, 1, 1)], 1),
            (vec![false], false),
            "nothing is asked to be hidden"
        );
        assert_eq!(
            hidden(&[(1, 0, 0)], 5),
            (vec![false], false),
            "nobody works there"
        );
    }

    #[test]
    fn a_hidden_cell_takes_the_smallest_other_with_it_and_the_whole_is_told() {
        let cells = [(9, 90, 40), (1, 10, 6), (9, 50, 20), (0, 0, 0)];
        assert_eq!(hidden(&cells, 5), (vec![false, true, true, false], false));
        // Producers of several cells may be the same.
        let cells = [(9, 90, 40), (3, 30, 10), (3, 30, 10), (9, 80, 40)];
        assert_eq!(hidden(&cells, 5), (vec![false, true, true, true], false));
    }

    proptest! {
        /// The whole less what is shown never leaves one number alone for a hidden cell.
        #[test]
        fn no_hidden_number_is_the_rest_of_the_whole(
            cells in prop::collection::vec((1i64..9, 1i64..30, 0i64..30), 1..6),
            below in 2u32..6,
        ) {
            let cells: Vec<Numbers> = cells.into_iter().map(|(producers, all, with)| (producers, all, with.min(all))).collect();
            let (hidden, whole) = hidden(&cells, below);
            let unseen: Vec<&Numbers> = cells.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(cell, _)| cell).collect();
            if whole || unseen.is_empty() {
                return Ok(());
            }
            let sum: i64 = unseen.iter().map(|(_, _, with)| with).sum();
            let people: i64 = unseen.iter().map(|(_, all, _)| all).sum();
            for (_, all, _) in unseen {
                let others = people - all;
                let (least, most) = ((sum - others).max(0), sum.min(*all));
                prop_assert!(least < most, "{cells:?}: a hidden number is {least}");
            }
        }
    }
}
