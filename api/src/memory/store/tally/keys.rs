//! Which cell a row belongs to: what each of its texts adds to the cell's key.

use super::super::columns::Row;
use super::super::dictionary::{Dictionary, DictionaryColumn, at};
use super::super::rows::Rows;
use shared::database::statistics::intervals::{OF_THE_EVENT, OF_THE_HOLDER, OF_THE_PLACE};
use shared::domain::access::Scope;
use shared::domain::statistics::{BreakdownAxes, Dimension, ProductQuestion, ValueCode};
use shared::domain::units::{Generation, Level};
use std::sync::Arc;

/// In a table: the text is not asked for.
const LEFT_OUT: u64 = u64::MAX;

/// What the texts of a row add to the key of its cell.
pub(super) struct Tables {
    events: Vec<u64>,
    holders: Vec<u64>,
    places: Vec<u64>,
}

/// The cells of a question: what it is broken down by, and what it admits.
struct QuestionCells<'a> {
    question: &'a ProductQuestion,
    scope: &'a Scope,
    axes: &'a BreakdownAxes,
}

impl Tables {
    /// The tables of `question` within `scope`, and the axes that its cells stand on.
    pub(super) fn new(rows: &Rows, question: &ProductQuestion, scope: &Scope) -> (Self, Arc<BreakdownAxes>) {
        let (events, holders) = (OF_THE_EVENT.map(Some), OF_THE_HOLDER.map(Some));
        // A dimension of a place is meant in the boundaries asked for.
        let places = OF_THE_PLACE.map(|(dimension, generation)| {
            let is_asked = dimension == Dimension::District || question.area.generation == generation;
            is_asked.then_some(dimension)
        });
        let dictionaries: [(&Dictionary, &[Option<Dimension>]); 3] = [
            (&rows.events, &events),
            (&rows.holders, &holders),
            (&rows.places, &places),
        ];
        let values = question.by.iter().filter_map(|dimension| {
            let mut columns = dictionaries.iter();
            columns.find_map(|(dictionary, columns)| {
                Some(Arc::clone(&column(dictionary, columns, *dimension)?.values))
            })
        });
        let axes = BreakdownAxes::new(values.collect());
        let asked = QuestionCells {
            question,
            scope,
            axes: &axes,
        };
        let [events, holders, places] =
            dictionaries.map(|(dictionary, columns)| asked.table(dictionary, columns));
        let tables = Self {
            events,
            holders,
            places,
        };
        (tables, axes)
    }

    /// The key of the cell of `row`; none where it is not asked for.
    pub(super) fn key(&self, row: &Row) -> Option<u64> {
        let event = *self.events.get(at(row.event))?;
        let holder = *self.holders.get(at(row.holder))?;
        let place = *self.places.get(at(row.place))?;
        (event != LEFT_OUT && holder != LEFT_OUT && place != LEFT_OUT).then(|| event + holder + place)
    }
}

/// The column of `dimension`, where it is one of these `columns` of a dictionary; there is none before anything was read.
fn column<'a>(
    dictionary: &'a Dictionary,
    columns: &[Option<Dimension>],
    dimension: Dimension,
) -> Option<&'a DictionaryColumn> {
    let place = columns.iter().position(|column| *column == Some(dimension))?;
    dictionary.columns().get(place)
}

impl QuestionCells<'_> {
    /// What each text of `dictionary` adds to a key; `columns` says which dimension each of its codes is.
    fn table(&self, dictionary: &Dictionary, columns: &[Option<Dimension>]) -> Vec<u64> {
        let mut table: Vec<u64> = dictionary
            .iter()
            .map(|codes| if self.admits(codes, columns) { 0 } else { LEFT_OUT })
            .collect();
        for (place, dimension) in self.question.by.iter().enumerate() {
            let Some(column) = column(dictionary, columns, *dimension) else {
                continue;
            };
            for (added, number) in table.iter_mut().zip(&column.numbers) {
                if *added != LEFT_OUT {
                    *added += self.axes.digit(place, *number);
                }
            }
        }
        table
    }

    fn admits(&self, codes: &[ValueCode], columns: &[Option<Dimension>]) -> bool {
        let filters = &self.question.filters;
        let mut filtered = columns.iter().zip(codes);
        let admitted = filters.is_empty()
            || filtered.all(|(column, code)| column.is_none_or(|dimension| filters.admit(dimension, code)));
        // Only a place has five codes.
        admitted && (codes.len() != OF_THE_PLACE.len() || self.reaches(codes))
    }

    /// Whether a place lies in the unit asked for and within the scope.
    fn reaches(&self, place: &[ValueCode]) -> bool {
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
}
