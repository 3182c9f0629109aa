//! RowEntry over the rows in memory, for many days or periods in one pass.
//!
//! A measure of a day selects an interval on a span of days, so an interval counts on a run of the points asked for. Products are
//! counted by adding at a run's begin and taking away after its end; producers in the same way, after the runs of each one's
//! intervals in a cell are joined. Of a single day no run is needed: a producer is new in a cell where another's product came
//! before. Many rows are counted in parts, one for each processor, none of which cuts a producer in two.

mod cells;
mod keys;
mod points;

use super::rows::Rows;
use crate::config::processors::processors;
use cells::{Sums, TallyCells};
use keys::Tables;
use points::Points;
use shared::domain::access::Scope;
use shared::domain::statistics::{MeasureSelection, ProductFigures, ProductQuestion};
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

/// Rows that are worth a thread: some hundred microseconds. Tests have few rows, and count them in parts too.
const LEAST_OF_A_PART: usize = if cfg!(test) { 2 } else { 50_000 };
/// Rows that are selected at once, before more is looked at of any: their numbers stay in the processor's first cache.
const BLOCK: usize = 2_048;

/// The figures of `question` for each of `selections`, all of one measure, as far as `scope` reaches; none where they are too many.
pub(super) fn figures(
    rows: &Rows,
    scope: &Scope,
    question: &ProductQuestion,
    selections: &[MeasureSelection],
) -> Option<Vec<ProductFigures>> {
    let is_one_after_another = |pair: &[MeasureSelection]| match pair {
        [one, other] if one.measure.is_of_a_period() => one.to < other.from,
        [one, other] => one.to < other.to,
        _ => false,
    };
    if selections.windows(2).all(is_one_after_another) {
        return tally(rows, scope, question, selections);
    }
    let mut figures = Vec::with_capacity(selections.len());
    for selection in selections {
        figures.extend(tally(rows, scope, question, std::slice::from_ref(selection))?);
    }
    Some(figures)
}

/// The same for selections that come in the order of their days and do not overlap.
fn tally(
    rows: &Rows,
    scope: &Scope,
    question: &ProductQuestion,
    selections: &[MeasureSelection],
) -> Option<Vec<ProductFigures>> {
    let nothing = || Some(vec![ProductFigures::default(); selections.len()]);
    let only = match scope {
        Scope::Nation | Scope::Province(_) | Scope::Commune(_) => None,
        Scope::Producer(id) => match rows.producer(*id) {
            Some(producer) => Some(producer),
            None => return nothing(),
        },
        Scope::Seat(_) | Scope::Nothing => return nothing(),
    };
    let (tables, axes) = Tables::new(rows, question, scope);
    let Some(points) = Points::new(selections) else {
        return nothing();
    };
    let pass = Pass {
        rows,
        only,
        tables,
        points,
        possible: axes.possible(),
    };
    cells::figures(&pass.count()?, &axes, selections.len())
}

/// One way through the rows.
struct Pass<'a> {
    rows: &'a Rows,
    /// The producer whose rows alone count.
    only: Option<u32>,
    tables: Tables,
    points: Points,
    /// How many cells there can be.
    possible: u64,
}

/// What a part of the rows was counted to.
struct Part {
    sums: Sums,
    /// Rows of producers that have others elsewhere.
    loose: Vec<RowEntry>,
}

/// Where a row counts.
struct RowEntry {
    producer: u32,
    key: u64,
    points: Range<u32>,
}

impl Pass<'_> {
    /// The sums of all rows, in parts that have no producer in common; none where they are too many.
    fn count(&self) -> Option<Vec<Sums>> {
        let ordered = self.rows.in_order;
        let parts = self.parts(processors().min(ordered / LEAST_OF_A_PART + 1));
        let parts: Option<Vec<Part>> = thread::scope(|scope| {
            let mut parts = parts.into_iter();
            let first = parts.next();
            let threads: Vec<_> = parts.map(|rows| scope.spawn(|| self.part(rows))).collect();
            let first = first.map(|rows| self.part(rows));
            let others = threads.into_iter();
            let others = others.map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            first.into_iter().chain(others).collect()
        });
        let mut sums = Vec::new();
        let mut loose = Vec::new();
        for part in parts? {
            sums.push(part.sums);
            loose.extend(part.loose);
        }
        self.each(ordered..self.rows.columns.len(), |row| {
            loose.push(row);
            Some(())
        });
        if !loose.is_empty() {
            sums.push(self.loose(loose)?);
        }
        Some(sums)
    }

    /// The rows in order cut into `number` parts of about the same length, between producers.
    fn parts(&self, number: usize) -> Vec<Range<usize>> {
        let rows = self
            .rows
            .columns
            .rows
            .get(..self.rows.in_order)
            .unwrap_or_default();
        let length = rows.len().div_ceil(number.max(1));
        let mut parts = Vec::new();
        let mut begin = 0;
        while begin < rows.len() {
            let (part, rest) = rows.split_at((begin + length).min(rows.len()));
            let last = part.last().map(|row| row.producer);
            let more = rest.iter().take_while(|row| Some(row.producer) == last);
            let end = part.len() + more.count();
            parts.push(begin..end);
            begin = end;
        }
        parts
    }

    /// Counts rows in which those of a producer follow each other; none where there are too many cells.
    fn part(&self, rows: Range<usize>) -> Option<Part> {
        let mut cells = TallyCells::new(self.possible, self.points.number());
        let mut loose = Vec::new();
        self.each(rows, |row| {
            if self.rows.is_loose(row.producer) {
                loose.push(row);
                return Some(());
            }
            cells.count(row.producer, row.key, row.points)
        })?;
        Some(Part {
            sums: cells.ordered(),
            loose,
        })
    }

    /// Counts rows of producers whose rows do not follow each other; none where there are too many cells.
    fn loose(&self, mut rows: Vec<RowEntry>) -> Option<Sums> {
        rows.sort_unstable_by_key(|row| row.producer);
        let mut cells = TallyCells::new(self.possible, self.points.number());
        for row in rows {
            cells.count(row.producer, row.key, row.points)?;
        }
        Some(cells.ordered())
    }

    /// Tells where each row of `range` counts that does, until `told` says none.
    fn each(&self, range: Range<usize>, mut told: impl FnMut(RowEntry) -> Option<()>) -> Option<()> {
        let columns = &self.rows.columns;
        let mut selected = Vec::with_capacity(BLOCK);
        for begin in range.clone().step_by(BLOCK) {
            self.points
                .select(columns, begin..range.end.min(begin + BLOCK), &mut selected);
            for number in &selected {
                let Some(row) = columns.row(*number) else { continue };
                if self.only.is_some_and(|only| only != row.producer) {
                    continue;
                }
                let key = self.tables.key(row);
                if let Some((key, points)) = key.zip(self.points.of(columns, *number)) {
                    told(RowEntry {
                        producer: row.producer,
                        key,
                        points,
                    })?;
                }
            }
        }
        Some(())
    }
}
