//! The sums of the cells that have anything.

use super::super::dictionary::{at, count};
use rustc_hash::FxHashMap;
use shared::domain::statistics::{Axes, Cell, Counts, Figures, Position};
use std::sync::Arc;

/// Up to so many possible cells are looked up by their keys, more by hashing. Of the table only what is used costs memory.
const MOST_POSITIONS: u64 = 32 << 20;
/// The most sums, cells times points: some megabytes.
const MOST_SUMS: usize = 4 << 20;

/// The points at which one interval counts in one cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) cell: u32,
    pub(super) first: u32,
    /// The one after the last.
    pub(super) end: u32,
}

/// The cells that have anything.
pub(super) struct Cells {
    points: usize,
    by_position: Vec<u32>,
    by_key: FxHashMap<u64, u32>,
    keys: Vec<u64>,
    /// For each cell what is added at each point, and one for the whole before them all.
    products: Vec<i32>,
    producers: Vec<i32>,
}

/// The whole is the first cell.
const WHOLE: u32 = 0;

impl Cells {
    /// None yet, of so many `possible` ones.
    pub(super) fn new(possible: u64, points: usize) -> Self {
        let positions = if possible <= MOST_POSITIONS {
            usize::try_from(possible).unwrap_or_default()
        } else {
            0
        };
        Self {
            points,
            by_position: vec![0; positions],
            by_key: FxHashMap::default(),
            keys: Vec::new(),
            products: vec![0; points + 1],
            producers: vec![0; points + 1],
        }
    }

    /// The number of the cell with this key.
    pub(super) fn number(&mut self, key: u64) -> u32 {
        let next = count(self.keys.len()) + 1;
        let position = usize::try_from(key).unwrap_or(usize::MAX);
        let place = match self.by_position.get_mut(position) {
            Some(place) => place,
            None => self.by_key.entry(key).or_default(),
        };
        // The whole is no cell of a key, so its number says that there is none yet.
        if *place == WHOLE {
            *place = next;
            self.keys.push(key);
            self.products.resize(self.products.len() + self.points + 1, 0);
            self.producers.resize(self.producers.len() + self.points + 1, 0);
        }
        *place
    }

    /// Whether there are more cells and points than one answer may have.
    pub(super) const fn is_full(&self) -> bool {
        self.products.len() > MOST_SUMS
    }

    /// Adds all runs of one producer and forgets them.
    pub(super) fn add(&mut self, runs: &mut Vec<Run>) {
        for run in runs.iter() {
            bump(&mut self.products, self.points, *run);
            let whole = Run { cell: WHOLE, ..*run };
            bump(&mut self.products, self.points, whole);
        }
        if let [run] = runs.as_slice() {
            bump(&mut self.producers, self.points, *run);
            bump(&mut self.producers, self.points, Run { cell: WHOLE, ..*run });
            runs.clear();
            return;
        }
        runs.sort_unstable_by_key(|run| (run.cell, run.first));
        join(runs, |run| bump(&mut self.producers, self.points, run));
        for run in runs.iter_mut() {
            run.cell = WHOLE;
        }
        runs.sort_unstable_by_key(|run| run.first);
        join(runs, |run| bump(&mut self.producers, self.points, run));
        runs.clear();
    }

    /// Puts the cells in the order of their keys; there are none to come.
    pub(super) fn ordered(self) -> Sums {
        let mut order: Vec<(u64, u32)> = self.keys.into_iter().zip(1..).collect();
        order.sort_unstable();
        Sums {
            width: self.points + 1,
            order,
            products: self.products,
            producers: self.producers,
        }
    }
}

/// The sums of cells that were counted together.
pub(super) struct Sums {
    width: usize,
    /// The key of each cell and its number, in the order of the keys.
    order: Vec<(u64, u32)>,
    products: Vec<i32>,
    producers: Vec<i32>,
}

impl Sums {
    /// What is added in a cell at a point.
    fn at(&self, cell: u32, point: usize) -> Counts {
        let place = at(cell) * self.width + point;
        let added = |sums: &[i32]| sums.get(place).copied().map_or(0, i64::from);
        Counts {
            products: added(&self.products),
            producers: added(&self.producers),
        }
    }
}

/// The figures at each of so many `points`, of the sums of several parts of the rows; none where they are too many.
pub(super) fn figures(parts: &[Sums], axes: &Arc<Axes>, points: usize) -> Option<Vec<Figures>> {
    let whole = parts.iter().zip(0..).map(|(_, part)| (None, part, WHOLE));
    let cells = parts.iter().zip(0..).flat_map(|(sums, part)| {
        let cells = sums.order.iter();
        cells.map(move |(key, number)| (Some(*key), part, *number))
    });
    let mut order: Vec<(Option<u64>, usize, u32)> = whole.chain(cells).collect();
    // Each part is in order, which this sort makes use of.
    order.sort_by_key(|(key, ..)| *key);
    let cells = || order.chunk_by(|(one, ..), (other, ..)| one == other);
    let number = cells().count();
    if number.saturating_mul(points + 1) > MOST_SUMS {
        return None;
    }
    let mut counts = vec![Counts::default(); number];
    let figures = (0..points).map(|point| {
        let mut figures = Figures::default();
        for (counts, cell) in counts.iter_mut().zip(cells()) {
            for (_, part, number) in cell {
                let added = parts.get(*part).map(|sums| sums.at(*number, point));
                let added = added.unwrap_or_default();
                counts.products += added.products;
                counts.producers += added.producers;
            }
            match cell.first().and_then(|(key, ..)| *key) {
                None => figures.totals = *counts,
                Some(_) if counts.products == 0 || axes.is_empty() => {}
                Some(key) => figures.cells.push(Cell {
                    coordinates: Position::new(axes, key),
                    counts: *counts,
                }),
            }
        }
        figures
    });
    Some(figures.collect())
}

/// Adds one from the first point of a run on until its end.
fn bump(sums: &mut [i32], points: usize, run: Run) {
    let row = at(run.cell) * (points + 1);
    if let Some(sum) = sums.get_mut(row + at(run.first)) {
        *sum += 1;
    }
    if let Some(sum) = sums.get_mut(row + at(run.end)) {
        *sum -= 1;
    }
}

/// Joins the runs of one producer that overlap in a cell; they come in the order of cell and first point.
fn join(runs: &[Run], mut each: impl FnMut(Run)) {
    let mut open: Option<Run> = None;
    for run in runs {
        match &mut open {
            Some(kept) if kept.cell == run.cell && run.first <= kept.end => kept.end = kept.end.max(run.end),
            _ => {
                if let Some(done) = open.replace(*run) {
                    each(done);
                }
            }
        }
    }
    if let Some(done) = open {
        each(done);
    }
}
