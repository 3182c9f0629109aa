//! A question: where, by which dimensions, among which. What is counted and when is a [`super::MeasureSelection`].

use super::{CellPosition, Dimension, ValueCode};
use crate::units::{Generation, Level, REFORM};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Which boundaries and which unit of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// Today's boundaries, or those before 1 July 2025.
    pub generation: Generation,
    /// The unit's level and code; `None` is all that the caller may see.
    pub unit: Option<(Level, String)>,
}

impl Area {
    /// The code of the unit.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.unit.as_ref().map(|(_, code)| code.as_str())
    }

    /// The level of the unit.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.unit.as_ref().map(|(level, _)| *level)
    }
}

/// A question about products. Who may see what is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProductQuestion {
    /// Boundaries and unit.
    pub area: Area,
    /// What it is broken down by, at most [`super::MAX_DIMENSIONS`].
    pub by: Vec<Dimension>,
    /// Among which products.
    pub filters: Filters,
}

/// Code of what is not known, in filters.
pub const UNKNOWN: &str = "unknown";

/// The values that are asked for, by dimension; a dimension without an entry is not bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filters(BTreeMap<Dimension, BTreeSet<String>>);

impl Filters {
    /// Bounds `dimension` to `codes`, as they stand in cells, [`UNKNOWN`] and [`super::POTENTIAL_FIVE`] among them.
    pub fn bound(&mut self, dimension: Dimension, codes: BTreeSet<String>) {
        self.0.insert(dimension, codes);
    }

    /// Whether no dimension is bounded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every dimension that is bounded, with its values.
    pub fn iter(&self) -> impl Iterator<Item = (Dimension, &BTreeSet<String>)> {
        self.0.iter().map(|(dimension, codes)| (*dimension, codes))
    }

    /// Whether a product with this value of `dimension` is asked for.
    #[must_use]
    pub fn admit(&self, dimension: Dimension, code: &ValueCode) -> bool {
        let code = code.as_deref().unwrap_or(UNKNOWN);
        self.0.get(&dimension).is_none_or(|codes| codes.contains(code))
    }
}

/// The boundaries in force on `day`.
#[must_use]
pub fn boundaries_on(day: NaiveDate) -> Generation {
    if day < REFORM {
        Generation::Legacy
    } else {
        Generation::Current
    }
}

/// Counts of one cell or of the totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Products.
    pub products: i64,
    /// Distinct producers of these.
    pub producers: i64,
}

/// One cell: its coordinates by dimension, and its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The value of each dimension asked for.
    pub coordinates: CellPosition,
    /// What is counted in it.
    pub counts: Counts,
}

/// What a question was answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductFigures {
    /// Of all; producers count once, so they are not the sum of the cells.
    pub totals: Counts,
    /// One cell for each combination that has any product, in the order of their values.
    pub cells: Vec<Cell>,
}

impl ProductFigures {
    /// The figures of `totals` and of cells in any order.
    #[must_use]
    pub fn new(totals: Counts, mut cells: Vec<Cell>) -> Self {
        cells.sort_by(|one, other| one.coordinates.cmp(&other.coordinates));
        Self { totals, cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundaries_of_a_day_change_with_the_reform() {
        let on = |day: &str| boundaries_on(day.parse().unwrap());
        assert_eq!(on("2025-06-30"), Generation::Legacy);
        assert_eq!(on("2025-07-01"), Generation::Current);
    }
}
