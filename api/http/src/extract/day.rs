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
/// 400 for a day outside of the years 2000 to 2199.
pub fn day_in_range(pointer: &str, day: NaiveDate) -> Result<NaiveDate, Problem> {
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

/// The days of a list, as its parameters `from` and `to` name them.
///
/// # Errors
/// 400 for a day out of range, and for days in the wrong order.
pub fn days_in_range(
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Problem> {
    let from = from.map(|day| day_in_range("/from", day)).transpose()?;
    let to = to.map(|day| day_in_range("/to", day)).transpose()?;
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Problem::query(Violation::new(
            "/to",
            "days_out_of_order",
            "to không được trước from.",
            "to must not be before from.",
        )));
    }
    Ok((from, to))
}
