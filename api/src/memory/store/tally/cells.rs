//! The sums of the cells that have anything.

use super::super::dictionary::{at, count};
use rustc_hash::FxHashMap;
use shared::domain::statistics::{BreakdownAxes, Cell, CellPosition, Counts, ProductFigures};
use std::iter::repeat_n;
use std::ops::Range;
use std::sync::Arc;

/// Up to so many possible cells are looked up by their keys, in a table of some megabytes; more by hashing, because memory that few
/// cells are scattered over costs more than their hashes. Tests have few cells, and look them up in both ways.
const MOST_POSITIONS: u64 = if cfg!(test) { 50 } else { 4 << 20 };
/// The most sums, cells times points: some megabytes.
const MOST_SUMS: usize = 4 << 20;
/// Up to so many possible cells for each that is there, they are put in order by going through the possible ones.
const DENSE: usize = 16;

/// The points at which one interval counts in one cell.
#[derive(Clone, Debug)]
struct Run {
    cell: u32,
    points: Range<u32>,
}

/// What is added at a point: those from there on have so many more.
#[derive(Clone, Copy, Debug)]
struct Sum {
    products: i32,
    producers: i32,
    /// Whose product came last, where there is only one point.
    last: u32,
}

/// Nothing yet, of nobody.
const NOTHING: Sum = Sum {
    products: 0,
    producers: 0,
    last: u32::MAX,
};

/// The cells that have anything. They are told of rows producer by producer, so that each counts once.
pub(super) struct TallyCells {
    points: usize,
    /// The number of the cell with each key, from 1 on; 0 where there is none.
    by_position: Vec<u32>,
    by_key: FxHashMap<u64, u32>,
    keys: Vec<u64>,
    /// For each cell one sum a point.
    sums: Vec<Sum>,
    whole: Vec<Sum>,
    /// The runs of one producer, where there are several points.
    runs: Vec<Run>,
    whose: u32,
}

impl TallyCells {
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
            sums: Vec::new(),
            whole: vec![NOTHING; points],
            runs: Vec::new(),
            whose: u32::MAX,
        }
    }

    /// Counts a row in the cell with this key; none where there are more cells than one answer may have.
    #[inline]
    pub(super) fn count(&mut self, producer: u32, key: u64, points: Range<u32>) -> Option<()> {
        let cell = self.number(key)?;
        if self.points == 1 {
            // Rows of a producer come one after another, so it is new where another was before.
            let whole = self.whole.first_mut();
            for sum in self.sums.get_mut(at(cell)).into_iter().chain(whole) {
                sum.products += 1;
                sum.producers += i32::from(sum.last != producer);
                sum.last = producer;
            }
            return Some(());
        }
        if self.whose != producer {
            self.close();
            self.whose = producer;
        }
        self.runs.push(Run { cell, points });
        Some(())
    }

    /// The number of the cell with this key.
    fn number(&mut self, key: u64) -> Option<u32> {
        let place = match usize::try_from(key)
            .ok()
            .and_then(|key| self.by_position.get_mut(key))
        {
            Some(place) => place,
            None => self.by_key.entry(key).or_default(),
        };
        if *place == 0 {
            if self.sums.len() > MOST_SUMS {
                return None;
            }
            self.keys.push(key);
            self.sums.extend(repeat_n(NOTHING, self.points));
            *place = count(self.keys.len());
        }
        Some(*place - 1)
    }

    /// Adds the runs of the producer that was told of.
    fn close(&mut self) {
        let runs = &mut self.runs;
        let add_product = |sum: &mut Sum, added| sum.products += added;
        for run in runs.iter() {
            bump(
                row(&mut self.sums, run.cell, self.points),
                &run.points,
                add_product,
            );
            bump(&mut self.whole, &run.points, add_product);
        }
        let add_producer = |sum: &mut Sum, added| sum.producers += added;
        runs.sort_unstable_by_key(|run| (run.cell, run.points.start));
        join(runs, |run| {
            bump(
                row(&mut self.sums, run.cell, self.points),
                &run.points,
                add_producer,
            );
        });
        for run in runs.iter_mut() {
            run.cell = 0;
        }
        runs.sort_unstable_by_key(|run| run.points.start);
        join(runs, |run| bump(&mut self.whole, &run.points, add_producer));
        runs.clear();
    }

    /// Puts the cells in the order of their keys; there are none to come.
    pub(super) fn ordered(mut self) -> Sums {
        self.close();
        let is_dense = !self.by_position.is_empty() && self.by_position.len() / DENSE < self.keys.len();
        let order = if is_dense {
            let taken = (0..).zip(&self.by_position).filter(|(_, place)| **place != 0);
            taken.map(|(key, place)| (key, place - 1)).collect()
        } else {
            let mut order: Vec<(u64, u32)> = self.keys.into_iter().zip(0..).collect();
            order.sort_unstable();
            order
        };
        Sums {
            points: self.points,
            order,
            sums: self.sums,
            whole: self.whole,
        }
    }
}

/// The sums of cells that were counted together.
pub(super) struct Sums {
    points: usize,
    /// The key of each cell and its number, in the order of the keys.
    order: Vec<(u64, u32)>,
    sums: Vec<Sum>,
    whole: Vec<Sum>,
}

/// A cell as one part of the rows has it.
struct CellCount {
    key: u64,
    part: u32,
    number: u32,
}

impl Sums {
    /// What is added in a cell at a point.
    fn at(&self, cell: u32, point: usize) -> Option<&Sum> {
        self.sums.get(at(cell) * self.points + point)
    }
}

impl Sum {
    fn add_to(self, counts: &mut Counts) {
        counts.products += i64::from(self.products);
        counts.producers += i64::from(self.producers);
    }
}

/// The figures at each of so many `points`, of the sums of several parts of the rows; none where they are too many.
pub(super) fn figures(
    parts: &[Sums],
    axes: &Arc<BreakdownAxes>,
    points: usize,
) -> Option<Vec<ProductFigures>> {
    let cells = parts.iter().zip(0..).flat_map(|(sums, part)| {
        let cells = sums.order.iter();
        cells.map(move |(key, number)| CellCount {
            key: *key,
            part,
            number: *number,
        })
    });
    let mut cells: Vec<CellCount> = cells.collect();
    // Each part is in order, which this sort makes use of.
    cells.sort_by_key(|one| one.key);
    let cells = || cells.chunk_by(|one, other| one.key == other.key);
    let number = if axes.is_empty() { 0 } else { cells().count() };
    if number.saturating_mul(points) > MOST_SUMS {
        return None;
    }
    let mut counts = vec![Counts::default(); number];
    let mut totals = Counts::default();
    let figures = (0..points).map(|point| {
        for sums in parts {
            let added = sums.whole.get(point).copied().unwrap_or(NOTHING);
            added.add_to(&mut totals);
        }
        let mut figures = ProductFigures {
            totals,
            cells: Vec::with_capacity(number),
        };
        for (counts, cell) in counts.iter_mut().zip(cells()) {
            for one in cell {
                let sums = parts.get(at(one.part));
                let added = sums.and_then(|sums| sums.at(one.number, point)).copied();
                added.unwrap_or(NOTHING).add_to(counts);
            }
            if let Some(one) = cell.first().filter(|_| counts.products > 0) {
                figures.cells.push(Cell {
                    coordinates: CellPosition::new(axes, one.key),
                    counts: *counts,
                });
            }
        }
        figures
    });
    Some(figures.collect())
}

/// The sums of one cell.
fn row(sums: &mut [Sum], cell: u32, points: usize) -> &mut [Sum] {
    let begin = at(cell).saturating_mul(points);
    sums.get_mut(begin..begin.saturating_add(points))
        .unwrap_or_default()
}

/// Adds one at the first of the points and takes it away behind the last.
fn bump(sums: &mut [Sum], points: &Range<u32>, add: impl Fn(&mut Sum, i32)) {
    if let Some(sum) = sums.get_mut(at(points.start)) {
        add(sum, 1);
    }
    // Behind the last point asked for nothing is counted.
    if let Some(sum) = sums.get_mut(at(points.end)) {
        add(sum, -1);
    }
}

/// Joins the runs of one producer that overlap in a cell; they come in the order of cell and first point.
fn join(runs: &[Run], mut each: impl FnMut(&Run)) {
    let mut open: Option<Run> = None;
    for run in runs {
        match &mut open {
            Some(kept) if kept.cell == run.cell && run.points.start <= kept.points.end => {
                kept.points.end = kept.points.end.max(run.points.end);
            }
            _ => {
                if let Some(done) = open.replace(run.clone()) {
                    each(&done);
                }
            }
        }
    }
    if let Some(done) = open {
        each(&done);
    }
}
