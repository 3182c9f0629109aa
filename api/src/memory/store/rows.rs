//! The intervals in memory: a row of numbers each, those of a producer next to each other, so that distinct producers are counted
//! on the way through; and producers of one place next to each other, so that their cells are too. Rows that came later stand at
//! the end until there are many.

use super::columns::{Columns, NONE, Past, Row};
use super::dictionary::{Dictionary, at, count};
use shared::database::statistics::intervals::{IntervalRow, OF_THE_EVENT, OF_THE_HOLDER, OF_THE_PLACE};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::recognition::StarStatus;
use shared::domain::statistics::POTENTIAL_FIVE;
use shared::domain::statistics::history::{
    Interval, IntervalEnding, IntervalFacts, IntervalOpening, NEVER, facts,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows at the end, above which all are put in order again.
const MOST_LOOSE: usize = 50_000;

/// All intervals of one version.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// The version of the statistics whose intervals these are.
    pub(super) version: i64,
    pub(super) columns: Columns,
    /// Up to here the rows of a producer follow each other.
    pub(super) in_order: usize,
    /// Producers that have rows beyond, by their numbers.
    loose: Vec<bool>,
    pub(super) events: Dictionary,
    pub(super) holders: Dictionary,
    pub(super) places: Dictionary,
    decisions: HashMap<String, u32>,
    producers: HashMap<Uuid, u32>,
    /// The first row of each product.
    products: HashMap<Uuid, u32>,
}

/// An interval as it was read, before its history is known.
#[derive(Debug)]
pub(super) struct RawInterval {
    product: Uuid,
    id: Uuid,
    interval: Interval,
    event: u32,
    holder: u32,
    place: u32,
    producer: u32,
}

impl Rows {
    /// What is read of a row; new codes and producers get their numbers.
    pub(super) fn read(&mut self, row: IntervalRow) -> RawInterval {
        let event = self.events.number(row.event);
        let producers = count(self.producers.len());
        let decisions = count(self.decisions.len());
        let codes = self.events.codes(event);
        let code = |position: usize| codes.get(position).and_then(Option::as_deref).unwrap_or_default();
        let stars = code(0);
        let interval = Interval {
            status: StarStatus {
                stars: if stars == POTENTIAL_FIVE {
                    5
                } else {
                    stars.parse().unwrap_or_default()
                },
                potential: stars == POTENTIAL_FIVE,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                extended_to: row.extended_to,
                ended_on: row.ended_on,
            },
            kind: code(1).parse().unwrap_or(ApplicationKind::First),
            ended: row.end_reason.map(IntervalEnding::of),
            decision: row
                .decision_number
                .map(|number| *self.decisions.entry(number).or_insert(decisions)),
            continues: row.continues,
        };
        RawInterval {
            product: row.product_id,
            id: row.id,
            interval,
            event,
            holder: self.holders.number(row.holder),
            place: self.places.number(row.place),
            producer: *self.producers.entry(row.producer_id).or_insert(producers),
        }
    }

    /// Puts whole histories of products in the place of what was known of them.
    pub(super) fn put(&mut self, mut read: Vec<RawInterval>) {
        read.sort_unstable_by_key(|one| (one.product, one.interval.status.valid_from, one.id));
        let mut intervals = Vec::new();
        for history in read.chunk_by(|one, other| one.product == other.product) {
            intervals.clear();
            intervals.extend(history.iter().map(|one| one.interval));
            self.put_history(history, &facts(&intervals));
        }
        if self.columns.len() - self.in_order > MOST_LOOSE {
            self.put_in_order();
        }
        self.events.arrange(OF_THE_EVENT);
        self.holders.arrange(OF_THE_HOLDER);
        self.places.arrange(OF_THE_PLACE.map(|(dimension, _)| dimension));
    }

    fn put_history(&mut self, history: &[RawInterval], facts: &[IntervalFacts]) {
        let Some(product) = history.first().map(|one| one.product) else {
            return;
        };
        // The rows that the product has are taken over where the producer is the same, as it nearly always is.
        let mut free = self.rows_of(product);
        let mut first = NONE;
        for (one, facts) in history.iter().zip(facts) {
            let row = Row {
                event: one.event,
                holder: one.holder,
                place: one.place,
                producer: one.producer,
            };
            let past = Past {
                facts: *facts,
                next: first,
            };
            let is_its = |number: &u32| {
                let kept = self.columns.row(*number);
                kept.is_some_and(|kept| kept.producer == one.producer)
            };
            first = match free.iter().position(is_its) {
                Some(position) => {
                    let number = free.swap_remove(position);
                    self.columns.replace(number, row, past);
                    number
                }
                None => {
                    self.mark_loose(one.producer);
                    self.columns.push(row, past)
                }
            };
        }
        self.products.insert(product, first);
        // Only where an interval has gone to another producer.
        self.empty(free);
    }

    /// The numbers of the rows of `product`.
    fn rows_of(&self, product: Uuid) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut number = self.products.get(&product).copied().unwrap_or(NONE);
        while let Some(past) = self.columns.past(number) {
            rows.push(number);
            number = past.next;
        }
        rows
    }

    /// Leaves the rows of these numbers without a day.
    fn empty(&mut self, numbers: Vec<u32>) {
        for number in numbers {
            if let Some(left) = self.columns.row(number).copied() {
                self.columns.replace(number, left, NOWHEN);
            }
        }
    }

    /// Counts nothing of `product` any more.
    pub(super) fn forget(&mut self, product: Uuid) {
        let rows = self.rows_of(product);
        self.empty(rows);
        self.products.remove(&product);
    }

    fn mark_loose(&mut self, producer: u32) {
        if self.loose.len() <= at(producer) {
            self.loose.resize(at(producer) + 1, false);
        }
        if let Some(mark) = self.loose.get_mut(at(producer)) {
            *mark = true;
        }
    }

    /// Puts all rows in the order of their producers' places, then of the producers.
    pub(super) fn put_in_order(&mut self) {
        if self.in_order == self.columns.len() {
            return;
        }
        let mut homes = vec![NONE; self.producers.len()];
        for row in &self.columns.rows {
            if let Some(home) = homes.get_mut(at(row.producer)) {
                *home = row.place.min(*home);
            }
        }
        let key = |number: &u32| {
            let producer = self.columns.row(*number)?.producer;
            Some((homes.get(at(producer)).copied()?, producer))
        };
        let mut order: Vec<u32> = (0..count(self.columns.len())).collect();
        order.sort_by_cached_key(key);
        let moved = self.columns.put_in(&order);
        for first in self.products.values_mut() {
            *first = moved.get(at(*first)).copied().unwrap_or(NONE);
        }
        self.in_order = self.columns.len();
        self.loose.clear();
        self.loose.resize(self.producers.len(), false);
    }

    /// The number of a producer that has any interval.
    pub(super) fn producer(&self, id: Uuid) -> Option<u32> {
        self.producers.get(&id).copied()
    }

    /// Whether a producer has rows that are not in order.
    pub(super) fn is_loose(&self, producer: u32) -> bool {
        self.in_order < self.columns.len() && self.loose.get(at(producer)).copied().unwrap_or_default()
    }
}

/// What no measure selects.
const NOWHEN: Past = Past {
    facts: IntervalFacts {
        from: NEVER,
        valid_to: NEVER,
        last_day: NEVER,
        end: NEVER,
        free_from: NEVER,
        next_from: NEVER,
        next_alike: NEVER,
        opening: IntervalOpening::Continued,
        ending: IntervalEnding::Term,
    },
    next: NONE,
};
