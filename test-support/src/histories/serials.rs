//! Serials of products, counted as the table `product_serials` counts them.

use chrono::{Datelike, NaiveDate};
use shared::domain::products::units_in_force;
use shared::domain::units::Place;
use std::collections::HashMap;

/// The last serial of each province, commune and year.
#[derive(Debug, Default)]
pub(super) struct Serials(HashMap<(String, String, i32), i32>);

impl Serials {
    /// The next serial of the commune in force at `place` on `day`.
    pub(super) fn next(&mut self, place: &Place, day: NaiveDate) -> i32 {
        let last = self.last(place, day);
        *last += 1;
        *last
    }

    /// Takes over a serial given out elsewhere.
    pub(super) fn given(&mut self, place: &Place, day: NaiveDate, serial: i32) {
        let last = self.last(place, day);
        *last = serial.max(*last);
    }

    /// Province, commune, year and last serial of each.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, &str, i32, i32)> {
        self.0
            .iter()
            .map(|((province, commune, year), last)| (province.as_str(), commune.as_str(), *year, *last))
    }

    fn last(&mut self, place: &Place, day: NaiveDate) -> &mut i32 {
        let (province, commune) = units_in_force(place, day);
        self.0
            .entry((province.to_owned(), commune.to_owned(), day.year()))
            .or_default()
    }
}
