//! The sums of the cells that have anything.

use super::super::dictionary::{at, count};
use super::keys::Keys;
use rustc_hash::FxHashMap;
use shared::domain::statistics::{Cell, Counts, Figures, Position, Question};

/// Up to so many possible cells are looked up by position, more by hashing. Of the table only what is used costs memory, which is
/// little: rows come in the order of their places, and those are the first digit of a position.
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

    /// Adds what was counted of other producers.
    pub(super) fn merge(&mut self, other: &Self) {
        let width = self.points + 1;
        let cells = [WHOLE]
            .into_iter()
            .chain(other.keys.iter().map(|key| self.number(*key)));
        let cells: Vec<u32> = cells.collect();
        for (sums, others) in [
            (&mut self.products, &other.products),
            (&mut self.producers, &other.producers),
        ] {
            for (cell, row) in cells.iter().zip(others.chunks_exact(width)) {
                let here = sums.iter_mut().skip(at(*cell) * width);
                for (sum, other) in here.zip(row) {
                    *sum += other;
                }
            }
        }
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

    pub(super) fn figures(&self, keys: Keys<'_>, question: &Question) -> Vec<Figures> {
        let order = keys.order(&self.keys);
        let axes = keys.into_axes();
        let width = self.points + 1;
        let mut sums = vec![Counts::default(); self.keys.len() + 1];
        (0..self.points)
            .map(|point| {
                let products = self.products.chunks_exact(width).map(|row| row.get(point));
                let producers = self.producers.chunks_exact(width).map(|row| row.get(point));
                for ((sum, products), producers) in sums.iter_mut().zip(products).zip(producers) {
                    sum.products += products.copied().map_or(0, i64::from);
                    sum.producers += producers.copied().map_or(0, i64::from);
                }
                let (totals, cells) = sums
                    .split_first()
                    .map_or((Counts::default(), &[][..]), |(totals, cells)| (*totals, cells));
                let cells = if question.by.is_empty() { &[][..] } else { cells };
                let counted = order.iter().filter_map(|(numbers, place)| {
                    let counts = cells.get(at(*place)).filter(|counts| counts.products > 0)?;
                    Some(Cell {
                        coordinates: Position::new(&axes, *numbers),
                        counts: *counts,
                    })
                });
                Figures {
                    totals,
                    cells: counted.collect(),
                }
            })
            .collect()
    }
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
