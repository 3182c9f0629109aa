//! The days or periods asked for, and which rows count on them.

use super::super::columns::{Columns, HoldingDays};
use super::super::dictionary::{at, count};
use chrono::Datelike;
use shared::domain::statistics::{Measure, MeasureSelection};
use std::ops::Range;

/// Days or periods of one measure, in their order.
pub(super) struct Points {
    measure: Measure,
    from: Vec<i32>,
    to: Vec<i32>,
    within_days: i32,
}

impl Points {
    /// Those of `selections`, all of one measure; none of none.
    pub(super) fn new(selections: &[MeasureSelection]) -> Option<Self> {
        let first = selections.first()?;
        Some(Self {
            measure: first.measure,
            from: selections.iter().map(|one| one.from.num_days_from_ce()).collect(),
            to: selections.iter().map(|one| one.to.num_days_from_ce()).collect(),
            within_days: first.within_days.into(),
        })
    }

    pub(super) const fn number(&self) -> usize {
        self.to.len()
    }

    /// Puts the numbers of the rows of `range` that may count at a point into `selected`: all that do, and hardly any other; of a
    /// single day no other.
    pub(super) fn select(&self, columns: &Columns, range: Range<usize>, selected: &mut Vec<u32>) {
        let (Some(first), Some(last)) = (self.to.first(), self.to.last()) else {
            return;
        };
        let (measure, within_days) = (self.measure, self.within_days);
        if measure.is_of_a_period() {
            let begin = self.from.first().unwrap_or(first);
            let is_opened = |held: &HoldingDays| begin <= &held.from && &held.from <= last;
            filter(&columns.held, range, selected, is_opened);
        } else if measure == Measure::Valid {
            let is_held = |held: &HoldingDays| &held.from <= last && first < &held.end;
            filter(&columns.held, range, selected, is_held);
        } else {
            filter(&columns.pasts, range, selected, |past| {
                let span = measure.span(&past.facts, within_days);
                &span.start <= last && first < &span.end
            });
        }
    }

    /// The points at which a selected row counts; none where it does not.
    #[inline]
    pub(super) fn of(&self, columns: &Columns, number: u32) -> Option<Range<u32>> {
        let (first, end) = if self.measure.is_of_a_period() {
            let facts = &columns.past(number)?.facts;
            // Periods do not overlap, so it is in one at most.
            let point = self.to.partition_point(|to| *to < facts.from);
            let (from, to) = (*self.from.get(point)?, *self.to.get(point)?);
            let is_opened = self.measure.opens(facts, from, to);
            (point, point + usize::from(is_opened))
        } else if self.number() == 1 {
            // It was selected for this day.
            (0, 1)
        } else {
            let span = self.span(columns, number)?;
            let first = self.to.partition_point(|to| *to < span.start);
            (first, self.to.partition_point(|to| *to < span.end))
        };
        (first < end).then(|| count(first)..count(end))
    }

    /// The days on which a row counts.
    fn span(&self, columns: &Columns, number: u32) -> Option<Range<i32>> {
        if self.measure == Measure::Valid {
            let held = columns.held.get(at(number))?;
            return Some(held.from..held.end);
        }
        let facts = &columns.past(number)?.facts;
        Some(self.measure.span(facts, self.within_days))
    }
}

/// Puts the numbers of those items of `range` that are asked for into `selected`. Which come is not to be foreseen, so nothing
/// branches on it.
fn filter<T>(items: &[T], range: Range<usize>, selected: &mut Vec<u32>, is_asked: impl Fn(&T) -> bool) {
    let numbers = count(range.start)..;
    let items = items.get(range).unwrap_or_default();
    selected.clear();
    selected.resize(items.len(), 0);
    let mut found = 0;
    for (item, number) in items.iter().zip(numbers) {
        if let Some(place) = selected.get_mut(found) {
            *place = number;
        }
        found += usize::from(is_asked(item));
    }
    selected.truncate(found);
}
