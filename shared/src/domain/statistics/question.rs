//! A question: where, by which dimensions, among which. What is counted and when is a [`super::Selection`].

use super::{Dimension, POTENTIAL_FIVE};
use crate::domain::units::{Generation, Level, REFORM};
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which boundaries and which unit of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// Today's boundaries, or those before 1 July 2025.
    pub generation: Generation,
    /// The unit's level and code; `None` is all that the caller may see.
    pub unit: Option<(Level, String)>,
}

/// A question about products. Who may see what is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// Boundaries and unit.
    pub area: Area,
    /// What it is broken down by, at most [`super::MAX_DIMENSIONS`].
    pub by: Vec<Dimension>,
    /// Among which products.
    pub filters: Filters,
}

/// Value of a dimension as a code of the contract, e.g. `I` or `25`; none where it is not known.
pub type Code = Option<Arc<str>>;

/// Code of what is not known, in filters.
pub const UNKNOWN: &str = "unknown";

/// The values that are asked for, by dimension; a dimension without an entry is not bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filters(BTreeMap<Dimension, BTreeSet<String>>);

impl Filters {
    /// Bounds `dimension` to `codes`, as they stand in cells, [`UNKNOWN`] and [`POTENTIAL_FIVE`] among them.
    pub fn bound(&mut self, dimension: Dimension, codes: BTreeSet<String>) {
        self.0.insert(dimension, codes);
    }

    /// Every dimension that is bounded, with its values.
    pub fn iter(&self) -> impl Iterator<Item = (Dimension, &BTreeSet<String>)> {
        self.0.iter().map(|(dimension, codes)| (*dimension, codes))
    }

    /// Whether a product with this value of `dimension` is asked for.
    #[must_use]
    pub fn admit(&self, dimension: Dimension, code: &Code) -> bool {
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
    /// The value of each dimension asked for; with `stars`, potential five stars carry `potential: true`.
    pub coordinates: Map<String, Value>,
    /// What is counted in it.
    pub counts: Counts,
}

/// What a question was answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Of all; producers count once, so they are not the sum of the cells.
    pub totals: Counts,
    /// One cell for each combination that has any product, in the order of their values.
    pub cells: Vec<Cell>,
}

impl Figures {
    /// The figures of `totals` and of cells by their values of `by`.
    #[must_use]
    pub fn new(by: &[Dimension], totals: Counts, mut cells: Vec<(Vec<Code>, Counts)>) -> Self {
        cells.sort_by(|(one, _), (other, _)| key(by, one).cmp(key(by, other)));
        let cells = cells.into_iter().map(|(codes, counts)| Cell {
            coordinates: coordinates(by, &codes),
            counts,
        });
        Self {
            totals,
            cells: cells.collect(),
        }
    }
}

/// What cells are ordered by: numbers by their size, codes by their letters, what is not known last.
fn key<'a>(by: &'a [Dimension], codes: &'a [Code]) -> impl Iterator<Item = (bool, usize, &'a str)> {
    by.iter().zip(codes).map(|(dimension, code)| {
        let text = code.as_deref().unwrap_or_default();
        let length = if dimension.is_number() { text.len() } else { 0 };
        (code.is_none(), length, text)
    })
}

fn coordinates(by: &[Dimension], codes: &[Code]) -> Map<String, Value> {
    let mut coordinates = Map::new();
    for (dimension, code) in by.iter().zip(codes) {
        let value = match code.as_deref() {
            None => Value::Null,
            Some(POTENTIAL_FIVE) => {
                coordinates.insert("potential".to_owned(), Value::Bool(true));
                Value::from(5)
            }
            Some(code) if dimension.is_number() => code.parse::<i64>().map_or(Value::Null, Value::from),
            Some("true") if *dimension == Dimension::EthnicMinority => Value::Bool(true),
            Some("false") if *dimension == Dimension::EthnicMinority => Value::Bool(false),
            Some(code) => Value::from(code),
        };
        coordinates.insert(dimension.as_str().to_owned(), value);
    }
    coordinates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Vec<Code> {
        codes
            .iter()
            .map(|code| (!code.is_empty()).then(|| Arc::from(*code)))
            .collect()
    }

    #[test]
    fn cells_come_in_the_order_of_their_values_and_keep_their_types() {
        let by = [Dimension::ProductSet, Dimension::Stars];
        let one = Counts {
            products: 1,
            producers: 1,
        };
        let cells = [["10", "5"], ["9", "5_potential"], ["9", "5"], ["9", ""]]
            .map(|cell| (codes(&cell), one))
            .to_vec();
        let figures = Figures::new(&by, one, cells);
        let told: Vec<String> = figures
            .cells
            .iter()
            .map(|cell| Value::Object(cell.coordinates.clone()).to_string())
            .collect();
        assert_eq!(
            told,
            [
                r#"{"product_set":9,"stars":5}"#,
                r#"{"potential":true,"product_set":9,"stars":5}"#,
                r#"{"product_set":9,"stars":null}"#,
                r#"{"product_set":10,"stars":5}"#,
            ]
        );
    }

    #[test]
    fn the_boundaries_of_a_day_change_with_the_reform() {
        let on = |day: &str| boundaries_on(day.parse().unwrap());
        assert_eq!(on("2025-06-30"), Generation::Legacy);
        assert_eq!(on("2025-07-01"), Generation::Current);
    }
}
