//! Days that clients ask about.

use crate::problem::Problem;
use chrono::{Datelike, NaiveDate};
use shared::domain::violation::Violation;
use std::ops::RangeInclusive;

/// Years that can be asked for: the programme began in 2018, and no figure is asked for the next century.
const YEARS: RangeInclusive<i32> = 2000..=2199;

/// `day`, which the parameter at `pointer` named.
///
/// # Errors
/// 400 for a day outside of [`YEARS`].
pub(crate) fn day_in_range(pointer: &str, day: NaiveDate) -> Result<NaiveDate, Problem> {
    if YEARS.contains(&day.year()) {
        return Ok(day);
    }
    let (first, last) = (YEARS.start(), YEARS.end());
    Err(Problem::query(Violation::new(
        pointer,
        "date_out_of_range",
        format!("Năm phải từ {first} đến {last}."),
        format!("The year must be from {first} to {last}."),
    )))
}
