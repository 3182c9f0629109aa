//! Counting over the rows in memory, for many days or periods in one pass.
//!
//! A measure of a day selects an interval on a span of days, so an interval counts on a run of the points asked for. Products are
//! counted by adding at a run's begin and taking away after its end; producers in the same way, after the runs of each one's
//! intervals in a cell are joined.

mod cells;
mod keys;

use super::dictionary::count;
use super::rows::{Row, Rows};
use cells::{Cells, Run};
use chrono::Datelike;
use keys::{Keys, Tables};
use shared::database::statistics::intervals::{OF_THE_EVENT, OF_THE_HOLDER, OF_THE_PLACE};
use shared::domain::access::Scope;
use shared::domain::statistics::{Figures, Question, Selection};

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
    let mut keys = Keys::new(question, scope);
    let tables = Tables {
        events: keys.table(&rows.events, &OF_THE_EVENT.map(Some)),
        holders: keys.table(&rows.holders, &OF_THE_HOLDER.map(Some)),
        places: keys.table(
            &rows.places,
            &OF_THE_PLACE
                .map(|(dimension, generation)| keys.is_asked(dimension, generation).then_some(dimension)),
        ),
    };
    let points = Points::new(selections);
    let mut cells = Cells::new(keys.possible(), points.number);
    let mut group: Vec<Run> = Vec::new();
    let mut loose: Vec<(u32, Run)> = Vec::new();
    let (ordered, rest) = rows.rows.split_at(rows.in_order.min(rows.rows.len()));
    let mut producer = NEW;
    for row in ordered {
        let Some(run) = points
            .run(row)
            .filter(|_| only.is_none_or(|only| only == row.producer))
        else {
            continue;
        };
        let Some(key) = tables.key(row) else { continue };
        let run = Run {
            cell: cells.number(key),
            ..run
        };
        if rows.is_loose(row.producer) {
            loose.push((row.producer, run));
            continue;
        }
        if cells.is_full() {
            return None;
        }
        if row.producer != producer {
            cells.add(&mut group);
            producer = row.producer;
        }
        group.push(run);
    }
    cells.add(&mut group);
    for row in rest {
        if let Some(run) = points
            .run(row)
            .filter(|_| only.is_none_or(|only| only == row.producer))
            && let Some(key) = tables.key(row)
        {
            let run = Run {
                cell: cells.number(key),
                ..run
            };
            loose.push((row.producer, run));
        }
    }
    loose.sort_unstable_by_key(|(producer, _)| *producer);
    for runs in loose.chunk_by(|(one, _), (other, _)| one == other) {
        group.extend(runs.iter().map(|(_, run)| *run));
        cells.add(&mut group);
    }
    Some(cells.figures(&keys, question))
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
