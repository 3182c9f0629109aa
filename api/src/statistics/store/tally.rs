//! Counting over the rows in memory, for many days or periods in one pass.
//!
//! A measure of a day selects an interval on a span of days, so an interval counts on a run of the points asked for. Products are
//! counted by adding at a run's begin and taking away after its end; producers in the same way, after the runs of each one's
//! intervals in a cell are joined.

use super::dictionary::{Dictionary, at, count};
use super::rows::{Row, Rows};
use chrono::Datelike;
use shared::database::statistics::intervals::{OF_THE_EVENT, OF_THE_HOLDER, OF_THE_PLACE};
use shared::domain::access::Scope;
use shared::domain::statistics::{Code, Counts, Dimension, Figures, Question, Selection};
use shared::domain::units::{Generation, Level};
use std::collections::HashMap;

/// Up to so many possible cells are looked up by position, more by hashing.
const MOST_POSITIONS: u64 = 4 << 20;
/// The most sums, cells times points: some megabytes.
const MOST_SUMS: usize = 4 << 20;
/// In a table: the text is not asked for.
const LEFT_OUT: u64 = u64::MAX;
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

/// The points at which one interval counts in one cell.
#[derive(Clone, Copy, Debug)]
struct Run {
    cell: u32,
    first: u32,
    /// The one after the last.
    end: u32,
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

/// What the texts of a row add to the key of its cell.
struct Tables {
    events: Vec<u64>,
    holders: Vec<u64>,
    places: Vec<u64>,
}

impl Tables {
    fn key(&self, row: &Row) -> Option<u64> {
        let event = *self.events.get(at(row.event))?;
        let holder = *self.holders.get(at(row.holder))?;
        let place = *self.places.get(at(row.place))?;
        (event != LEFT_OUT && holder != LEFT_OUT && place != LEFT_OUT).then(|| event + holder + place)
    }
}

/// The keys of cells: each dimension asked for is a digit of its own base.
struct Keys<'a> {
    question: &'a Question,
    scope: &'a Scope,
    /// What each dimension's values are, in the order of `by`, and their numbers.
    values: Vec<(Vec<Code>, HashMap<Code, u64>)>,
    /// What one step of each dimension adds to a key; the next dimension begins where the one before ends.
    steps: Vec<u64>,
    possible: u64,
}

impl<'a> Keys<'a> {
    fn new(question: &'a Question, scope: &'a Scope) -> Self {
        Self {
            question,
            scope,
            values: vec![Default::default(); question.by.len()],
            steps: vec![1; question.by.len()],
            possible: 1,
        }
    }

    /// How many keys there can be.
    const fn possible(&self) -> u64 {
        self.possible
    }

    /// Whether a dimension of a place is meant in these boundaries.
    fn is_asked(&self, dimension: Dimension, generation: Generation) -> bool {
        dimension == Dimension::District || self.question.area.generation == generation
    }

    /// What each text of `dictionary` adds to a key; `columns` says which dimension each of its codes is.
    fn table(&mut self, dictionary: &Dictionary, columns: &[Option<Dimension>]) -> Vec<u64> {
        let here: Vec<(usize, usize)> = self
            .question
            .by
            .iter()
            .enumerate()
            .filter_map(|(position, asked)| {
                let column = columns.iter().position(|column| *column == Some(*asked))?;
                Some((position, column))
            })
            .collect();
        for (position, column) in &here {
            let Some((values, numbers)) = self.values.get_mut(*position) else {
                continue;
            };
            for codes in dictionary.iter() {
                let code = codes.get(*column).cloned().flatten();
                if !numbers.contains_key(&code) {
                    numbers.insert(code.clone(), u64::from(count(values.len())));
                    values.push(code);
                }
            }
            let number = u64::from(count(values.len())).max(1);
            if let Some(step) = self.steps.get_mut(*position) {
                *step = self.possible;
            }
            self.possible = self.possible.saturating_mul(number);
        }
        dictionary
            .iter()
            .map(|codes| {
                if !self.admits(codes, columns) {
                    return LEFT_OUT;
                }
                let added = here.iter().filter_map(|(position, column)| {
                    let (_, numbers) = self.values.get(*position)?;
                    let number = numbers.get(&codes.get(*column).cloned().flatten())?;
                    Some(number * self.steps.get(*position)?)
                });
                added.sum()
            })
            .collect()
    }

    fn admits(&self, codes: &[Code], columns: &[Option<Dimension>]) -> bool {
        let filters = &self.question.filters;
        let admitted = columns.iter().zip(codes);
        let admitted = admitted
            .filter_map(|(column, code)| column.map(|dimension| (dimension, code)))
            .all(|(dimension, code)| filters.admit(dimension, code));
        // Only a place has five codes.
        admitted && (codes.len() != OF_THE_PLACE.len() || self.reaches(codes))
    }

    /// Whether a place lies in the unit asked for and within the scope.
    fn reaches(&self, place: &[Code]) -> bool {
        let is = |dimension, generation, code: &str| {
            let column = OF_THE_PLACE
                .iter()
                .position(|one| *one == (dimension, generation));
            let found = column.and_then(|column| place.get(column));
            found.is_some_and(|found| found.as_deref() == Some(code))
        };
        let area = &self.question.area;
        let in_area = area.unit.as_ref().is_none_or(|(level, code)| match level {
            Level::Province => is(Dimension::Province, area.generation, code),
            Level::District => is(Dimension::District, Generation::Legacy, code),
            Level::Commune => is(Dimension::Commune, area.generation, code),
        });
        in_area
            && match self.scope {
                Scope::Province(code) => is(Dimension::Province, Generation::Current, code),
                Scope::Commune(code) => is(Dimension::Commune, Generation::Current, code),
                _ => true,
            }
    }

    /// The values of the cell with this key.
    fn codes(&self, key: u64) -> Vec<Code> {
        let digits = self.values.iter().zip(&self.steps);
        digits
            .map(|((values, _), step)| {
                let number = u64::from(count(values.len())).max(1);
                let digit = key
                    .checked_div(*step)
                    .and_then(|digits| digits.checked_rem(number));
                let digit = digit.and_then(|digit| usize::try_from(digit).ok());
                digit.and_then(|digit| values.get(digit)).cloned().flatten()
            })
            .collect()
    }
}

/// The cells that have anything.
struct Cells {
    points: usize,
    by_position: Vec<u32>,
    by_key: HashMap<u64, u32>,
    keys: Vec<u64>,
    /// For each cell what is added at each point, and one for the whole before them all.
    products: Vec<i32>,
    producers: Vec<i32>,
}

/// The whole is the first cell.
const WHOLE: u32 = 0;

impl Cells {
    fn new(possible: u64, points: usize) -> Self {
        let positions = if possible <= MOST_POSITIONS {
            usize::try_from(possible).unwrap_or_default()
        } else {
            0
        };
        Self {
            points,
            by_position: vec![0; positions],
            by_key: HashMap::new(),
            keys: Vec::new(),
            products: vec![0; points + 1],
            producers: vec![0; points + 1],
        }
    }

    /// The number of the cell with this key.
    fn number(&mut self, key: u64) -> u32 {
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
    const fn is_full(&self) -> bool {
        self.products.len() > MOST_SUMS
    }

    /// Adds all runs of one producer and forgets them.
    fn add(&mut self, runs: &mut Vec<Run>) {
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

    fn figures(&self, keys: &Keys<'_>, question: &Question) -> Vec<Figures> {
        let codes: Vec<Vec<Code>> = self.keys.iter().map(|key| keys.codes(*key)).collect();
        let width = self.points + 1;
        let mut sums = vec![Counts::default(); codes.len() + 1];
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
                let cells = codes.iter().zip(cells).filter(|(_, counts)| counts.products > 0);
                let cells = cells.map(|(codes, counts)| (codes.clone(), *counts)).collect();
                Figures::new(&question.by, totals, cells)
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
