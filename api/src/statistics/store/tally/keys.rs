//! Which cell a row belongs to: what each of its texts adds to the cell's key, and what a key stands for.

use super::super::dictionary::{Dictionary, at, count};
use super::super::rows::Row;
use shared::database::statistics::intervals::OF_THE_PLACE;
use shared::domain::access::Scope;
use shared::domain::statistics::{Axes, Code, Dimension, Numbers, Question, Values};
use shared::domain::units::{Generation, Level};
use std::sync::Arc;

/// In a table: the text is not asked for.
const LEFT_OUT: u64 = u64::MAX;

/// What the texts of a row add to the key of its cell.
pub(super) struct Tables {
    pub(super) events: Vec<u64>,
    pub(super) holders: Vec<u64>,
    pub(super) places: Vec<u64>,
}

impl Tables {
    pub(super) fn key(&self, row: &Row) -> Option<u64> {
        let event = *self.events.get(at(row.event))?;
        let holder = *self.holders.get(at(row.holder))?;
        let place = *self.places.get(at(row.place))?;
        (event != LEFT_OUT && holder != LEFT_OUT && place != LEFT_OUT).then(|| event + holder + place)
    }
}

/// The keys of cells: each dimension asked for is a digit of its own base.
pub(super) struct Keys<'a> {
    question: &'a Question,
    scope: &'a Scope,
    /// What each dimension's values are, in the order of `by`, and their numbers.
    values: Vec<Values>,
    /// What one step of each dimension adds to a key; the next dimension begins where the one before ends.
    steps: Vec<u64>,
    possible: u64,
}

impl<'a> Keys<'a> {
    pub(super) fn new(question: &'a Question, scope: &'a Scope) -> Self {
        Self {
            question,
            scope,
            values: vec![Default::default(); question.by.len()],
            steps: vec![1; question.by.len()],
            possible: 1,
        }
    }

    /// How many keys there can be.
    pub(super) const fn possible(&self) -> u64 {
        self.possible
    }

    /// Whether a dimension of a place is meant in these boundaries.
    pub(super) fn is_asked(&self, dimension: Dimension, generation: Generation) -> bool {
        dimension == Dimension::District || self.question.area.generation == generation
    }

    /// What each text of `dictionary` adds to a key; `columns` says which dimension each of its codes is.
    pub(super) fn table(&mut self, dictionary: &Dictionary, columns: &[Option<Dimension>]) -> Vec<u64> {
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
            let Some(values) = self.values.get_mut(*position) else {
                continue;
            };
            for codes in dictionary.iter() {
                values.put(codes.get(*column).unwrap_or(&None));
            }
            let number = u64::from(count(values.codes().len())).max(1);
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
                    let values = self.values.get(*position)?;
                    let number = values.number(codes.get(*column).unwrap_or(&None))?;
                    Some(u64::from(number) * self.steps.get(*position)?)
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

    /// The values of each dimension, by their numbers.
    pub(super) fn into_axes(self) -> Arc<Axes> {
        Axes::new(&self.question.by, self.values)
    }

    /// The number that the value of each dimension has in the cell with this key.
    fn numbers(&self, key: u64) -> Numbers {
        let mut numbers = Numbers::default();
        for ((number, step), values) in numbers.iter_mut().zip(&self.steps).zip(&self.values) {
            let digit = key.checked_div(*step).unwrap_or_default();
            let digit = digit
                .checked_rem(u64::from(count(values.codes().len())))
                .unwrap_or_default();
            *number = u32::try_from(digit).unwrap_or_default();
        }
        numbers
    }

    /// The values of the cells with these keys and their places, in the order of their values: each dimension's values are put in
    /// order, not the cells'.
    pub(super) fn order(&self, keys: &[u64]) -> Vec<(Numbers, u32)> {
        let of_each = self.question.by.iter().zip(&self.values);
        let ranks: Vec<Vec<u64>> = of_each
            .map(|(dimension, values)| ranks(*dimension, values.codes()))
            .collect();
        let rank = |numbers: &Numbers| {
            ranks.iter().zip(numbers).fold(0_u64, |all, (ranks, number)| {
                let rank = ranks.get(at(*number)).copied().unwrap_or_default();
                let number = u64::from(count(ranks.len()));
                all.saturating_mul(number).saturating_add(rank)
            })
        };
        let numbers: Vec<Numbers> = keys.iter().map(|key| self.numbers(*key)).collect();
        let mut order: Vec<(u64, u32)> = numbers.iter().map(rank).zip(0..).collect();
        order.sort_unstable();
        let places = order.into_iter().map(|(_, place)| place);
        places
            .filter_map(|place| Some((*numbers.get(at(place))?, place)))
            .collect()
    }
}

/// For each of the `values` of `dimension` its place in their order.
fn ranks(dimension: Dimension, values: &[Code]) -> Vec<u64> {
    let mut sorted: Vec<(usize, &Code)> = values.iter().enumerate().collect();
    sorted.sort_by(|(_, one), (_, other)| dimension.compare(one.as_deref(), other.as_deref()));
    let mut ranks = vec![0; values.len()];
    for (rank, (position, _)) in (0..).zip(sorted) {
        if let Some(place) = ranks.get_mut(position) {
            *place = rank;
        }
    }
    ranks
}
