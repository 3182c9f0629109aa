//! The intervals in memory, in columns: a count looks at the days of all of them, which are two numbers each, and at the others
//! of those few that it selects.

use super::dictionary::{at, count};
use shared::domain::statistics::history::IntervalFacts;

/// No interval.
pub(super) const NONE: u32 = u32::MAX;

/// The days on which an interval holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct HoldingDays {
    /// The first, counted from the common era.
    pub(super) from: i32,
    /// The first on which it no longer holds.
    pub(super) end: i32,
}

/// Whose an interval is and what stands in its cells: numbers in the dictionaries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) event: u32,
    pub(super) holder: u32,
    pub(super) place: u32,
    pub(super) producer: u32,
}

/// The history of a product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    pub(super) facts: IntervalFacts,
    /// The next interval of the same product, in no order.
    pub(super) next: u32,
}

/// Intervals, each under a number from 0 on.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) held: Vec<HoldingDays>,
    pub(super) rows: Vec<Row>,
    pub(super) pasts: Vec<Past>,
}

impl Columns {
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Puts an interval at the end; its number.
    pub(super) fn push(&mut self, row: Row, past: Past) -> u32 {
        self.held.push(HoldingDays::of(&past.facts));
        self.rows.push(row);
        self.pasts.push(past);
        count(self.len() - 1)
    }

    /// Puts an interval in the place of another.
    pub(super) fn replace(&mut self, number: u32, row: Row, past: Past) {
        if let Some(kept) = self.held.get_mut(at(number)) {
            *kept = HoldingDays::of(&past.facts);
        }
        if let Some(kept) = self.rows.get_mut(at(number)) {
            *kept = row;
        }
        if let Some(kept) = self.pasts.get_mut(at(number)) {
            *kept = past;
        }
    }

    pub(super) fn row(&self, number: u32) -> Option<&Row> {
        self.rows.get(at(number))
    }

    pub(super) fn past(&self, number: u32) -> Option<&Past> {
        self.pasts.get(at(number))
    }

    /// Puts the intervals in this `order`; the new number of each.
    pub(super) fn put_in(&mut self, order: &[u32]) -> Vec<u32> {
        let mut moved = vec![NONE; self.len()];
        for (new, old) in (0..).zip(order) {
            if let Some(place) = moved.get_mut(at(*old)) {
                *place = new;
            }
        }
        let rows = order.iter().filter_map(|old| self.row(*old));
        self.rows = rows.copied().collect();
        let pasts = order.iter().filter_map(|old| self.past(*old));
        self.pasts = pasts
            .map(|past| Past {
                next: moved.get(at(past.next)).copied().unwrap_or(NONE),
                ..*past
            })
            .collect();
        self.held = self
            .pasts
            .iter()
            .map(|past| HoldingDays::of(&past.facts))
            .collect();
        moved
    }
}

impl HoldingDays {
    const fn of(facts: &IntervalFacts) -> Self {
        Self {
            from: facts.from,
            end: facts.end,
        }
    }
}
