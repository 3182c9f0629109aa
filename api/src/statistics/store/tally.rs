//! Counting over the rows in memory, for many days or periods in one pass.
//!
//! A measure of a day selects an interval on a span of days, so an interval counts on a run of the points asked for. Products are
//! counted by adding at a run's begin and taking away after its end; producers in the same way, after the runs of each one's
//! intervals in a cell are joined. Many rows are counted in parts, one for each processor, none of which cuts a producer in two.

mod cells;
mod keys;

use super::dictionary::count;
use super::rows::{Row, Rows};
use crate::processors::processors;
use cells::{Cells, Run, Sums};
use chrono::Datelike;
use keys::Tables;
use shared::domain::access::Scope;
use shared::domain::statistics::{Figures, Question, Selection};
use std::panic::resume_unwind;
use std::thread;

/// Rows that are worth a thread: some hundred microseconds. Tests have few rows, and count them in parts too.
const LEAST_OF_A_PART: usize = if cfg!(test) { 2 } else { 50_000 };
/// No cell yet.
const NEW: u32 = u32::MAX;

/// The figures of `question` for each of `selections`, all of one measure, as far as `scope` reaches; none where they are too many.
pub(super) fn figures(
    rows: &Rows,
    scope: &Scope,
    question: &Question,
    selections: &[Selection],
) -> Option<Vec<Figures>> {
    let is_one_after_another = |pair: &[Selection]| match pair {
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
fn tally(rows: &Rows, scope: &Scope, question: &Question, selections: &[Selection]) -> Option<Vec<Figures>> {
    let nothing = || Some(vec![Figures::default(); selections.len()]);
    let only = match scope {
        Scope::Nation | Scope::Province(_) | Scope::Commune(_) => None,
        Scope::Producer(id) => match rows.producer(*id) {
            Some(producer) => Some(producer),
            None => return nothing(),
        },
        Scope::Seat(_) | Scope::Nothing => return nothing(),
    };
    let (tables, axes) = Tables::new(rows, question, scope);
    let pass = Pass {
        rows,
        only,
        tables,
        points: Points::new(selections),
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
    points: Points<'a>,
    /// How many cells there can be.
    possible: u64,
}

/// What a part of the rows was counted to.
struct Part {
    sums: Sums,
    /// Runs of producers that have rows elsewhere too, each with the key of its cell.
    loose: Vec<(u32, u64, Run)>,
}

impl Pass<'_> {
    /// The sums of all rows, in parts that have no producer in common; none where they are too many.
    fn count(&self) -> Option<Vec<Sums>> {
        let (ordered, rest) = self
            .rows
            .rows
            .split_at(self.rows.in_order.min(self.rows.rows.len()));
        let (first, others) = parts(ordered, processors().min(ordered.len() / LEAST_OF_A_PART + 1));
        let parts: Option<Vec<Part>> = thread::scope(|scope| {
            let threads = others.into_iter();
            let threads: Vec<_> = threads.map(|rows| scope.spawn(|| self.part(rows))).collect();
            let first = self.part(first);
            let others = threads.into_iter();
            let others = others.map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            [first].into_iter().chain(others).collect()
        });
        let mut sums = Vec::new();
        let mut loose = Vec::new();
        for part in parts? {
            sums.push(part.sums);
            loose.extend(part.loose);
        }
        for row in rest {
            if let Some((key, run)) = self.run(row) {
                loose.push((row.producer, key, run));
            }
        }
        if !loose.is_empty() {
            sums.push(self.loose(loose));
        }
        Some(sums)
    }

    /// Counts the runs of producers whose rows do not follow each other.
    fn loose(&self, mut loose: Vec<(u32, u64, Run)>) -> Sums {
        loose.sort_unstable_by_key(|(producer, ..)| *producer);
        let mut cells = self.no_cells();
        let mut group = Vec::new();
        for runs in loose.chunk_by(|(one, ..), (other, ..)| one == other) {
            group.extend(runs.iter().map(|(_, key, run)| Run {
                cell: cells.number(*key),
                ..*run
            }));
            cells.add(&mut group);
        }
        cells.ordered()
    }

    /// Counts rows in which those of a producer follow each other.
    fn part(&self, rows: &[Row]) -> Option<Part> {
        let mut cells = self.no_cells();
        let (mut group, mut loose) = (Vec::new(), Vec::new());
        let mut producer = NEW;
        for row in rows {
            let Some((key, run)) = self.run(row) else {
                continue;
            };
            if self.rows.is_loose(row.producer) {
                loose.push((row.producer, key, run));
                continue;
            }
            if cells.is_full() {
                return None;
            }
            if row.producer != producer {
                cells.add(&mut group);
                producer = row.producer;
            }
            group.push(Run {
                cell: cells.number(key),
                ..run
            });
        }
        cells.add(&mut group);
        Some(Part {
            sums: cells.ordered(),
            loose,
        })
    }

    fn no_cells(&self) -> Cells {
        Cells::new(self.possible, self.points.number)
    }

    /// Where a row counts and the key of its cell; none where it does not.
    fn run(&self, row: &Row) -> Option<(u64, Run)> {
        let run = self.points.run(row)?;
        let is_asked = self.only.is_none_or(|only| only == row.producer);
        let key = is_asked.then(|| self.tables.key(row))??;
        Some((key, run))
    }
}

/// Cuts rows into `number` parts of about the same length, between producers.
fn parts(rows: &[Row], number: usize) -> (&[Row], Vec<&[Row]>) {
    let length = rows.len().div_ceil(number.max(1));
    let mut others = Vec::new();
    let (first, mut rest) = cut(rows, length);
    while !rest.is_empty() {
        let (part, later) = cut(rest, length);
        others.push(part);
        rest = later;
    }
    (first, others)
}

/// Cuts off the first `length` rows and the rest of those of the last one's producer.
fn cut(rows: &[Row], length: usize) -> (&[Row], &[Row]) {
    let (part, rest) = rows.split_at(length.min(rows.len()));
    let more = part.last().map_or(0, |last| {
        rest.iter()
            .take_while(|row| row.producer == last.producer)
            .count()
    });
    rows.split_at(part.len() + more)
}

/// The days or periods asked for.
struct Points<'a> {
    selections: &'a [Selection],
    from: Vec<i32>,
    to: Vec<i32>,
    within_days: i32,
    number: usize,
}

impl<'a> Points<'a> {
    fn new(selections: &'a [Selection]) -> Self {
        Self {
            selections,
            from: selections.iter().map(|one| one.from.num_days_from_ce()).collect(),
            to: selections.iter().map(|one| one.to.num_days_from_ce()).collect(),
            within_days: selections.first().map_or(0, |one| one.within_days.into()),
            number: selections.len(),
        }
    }

    /// Where `row` counts, in a cell still to be found.
    fn run(&self, row: &Row) -> Option<Run> {
        let measure = self.selections.first()?.measure;
        let (first, end) = if measure.is_of_a_period() {
            // Periods do not overlap, so it is in one at most.
            let point = self.to.partition_point(|to| *to < row.facts.from);
            let (from, to) = (*self.from.get(point)?, *self.to.get(point)?);
            (
                point,
                if measure.opens(&row.facts, from, to) {
                    point + 1
                } else {
                    point
                },
            )
        } else {
            let span = measure.span(&row.facts, self.within_days);
            let first = self.to.partition_point(|to| *to < span.start);
            (first, self.to.partition_point(|to| *to < span.end))
        };
        (first < end).then(|| Run {
            cell: NEW,
            first: count(first),
            end: count(end),
        })
    }
}
