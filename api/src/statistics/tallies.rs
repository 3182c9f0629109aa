//! What rows add up to: in all, and told apart by one dimension.

use super::area::{AreaSelection, category, coordinates};
use serde::Serialize;
use serde_json::Value;
use shared::domain::criteria::Regimes;
use shared::domain::statistics::table::{Category, TableEntry, TableRow};
use shared::domain::statistics::{Dimension, Labels};
use shared::domain::units::Generation;
use std::collections::BTreeMap;

/// The whole, and what stands under each value of the dimension asked for.
pub(super) struct Tallies<T> {
    pub(super) totals: T,
    pub(super) cells: BTreeMap<String, T>,
    none: T,
}

impl<T: Clone> Tallies<T> {
    /// Of no rows yet: each begins as `none`.
    pub(super) fn new(none: T) -> Self {
        Self {
            totals: none.clone(),
            cells: BTreeMap::new(),
            none,
        }
    }

    /// Adds a row, which rows are told apart by as `key`, in the way of `add`.
    pub(super) fn add(&mut self, asked: &AreaSelection, regimes: &Regimes, key: &str, add: impl Fn(&mut T)) {
        add(&mut self.totals);
        if asked.by.is_some() {
            let value = asked.value(key.to_owned(), regimes);
            add(self.cells.entry(value).or_insert_with(|| self.none.clone()));
        }
    }
}

/// Where a cell stands: its value in a table, its coordinates in JSON.
#[derive(Serialize)]
pub(super) struct CellAt {
    #[serde(skip)]
    value: String,
    #[serde(flatten)]
    coordinates: BTreeMap<&'static str, Value>,
}

impl CellAt {
    /// At `value` of the dimension `by`.
    pub(super) fn new(by: Option<Dimension>, value: &str) -> Self {
        Self {
            coordinates: coordinates(by, value),
            value: value.to_owned(),
        }
    }

    /// The same in a table.
    pub(super) fn category(
        &self,
        by: Option<Dimension>,
        generation: Generation,
        labels: &Labels<'_>,
    ) -> Vec<Category> {
        category(by, &self.value, generation, labels)
    }
}

/// The rows of a table in which every cell takes several, and the whole where there is none: `lines` gives each its own category and
/// entries.
pub(super) fn rows_of<'a, T: 'a>(
    by: Option<Dimension>,
    whole: &'a T,
    cells: impl Iterator<Item = (Vec<Category>, &'a T)>,
    lines: impl Fn(&T) -> Vec<(Category, Vec<TableEntry>)>,
) -> Vec<TableRow> {
    let places: Vec<_> = match by {
        None => vec![(Vec::new(), whole)],
        Some(_) => cells.collect(),
    };
    let rows = places.iter().flat_map(|(at, told)| {
        lines(told).into_iter().map(|(own, entries)| TableRow {
            at: at.iter().cloned().chain([own]).collect(),
            entries,
        })
    });
    rows.collect()
}
