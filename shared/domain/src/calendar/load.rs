//! Reads `calendar/holidays.csv`.

use super::{Calendar, is_weekend};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::sync::LazyLock;

/// What is wrong with the calendar's data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calendar: {0}")]
pub struct CalendarDataError(pub String);

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Off,
    Working,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Announced,
    Computed,
}

#[derive(Deserialize)]
struct Line {
    day: NaiveDate,
    kind: Kind,
    status: Status,
    name: String,
    source: String,
}

impl Calendar {
    /// The calendar from the text of `holidays.csv`. A year is listed where more than an exchanged New Year's Eve of it is.
    ///
    /// # Errors
    /// The first line that cannot be read, says what its weekday says anyway, comes twice, or names no source.
    pub fn parse(csv: &str) -> Result<Self, CalendarDataError> {
        let mut calendar = Self::default();
        for line in csv::Reader::from_reader(csv.as_bytes()).into_deserialize() {
            let line: Line = line.map_err(|error| CalendarDataError(error.to_string()))?;
            let worked = line.kind == Kind::Working;
            let broken = |what: &str| Err(CalendarDataError(format!("{}: {what}", line.day)));
            if worked != is_weekend(line.day) {
                return broken("its weekday says the same");
            }
            if line.name.is_empty() || line.source.is_empty() {
                return broken("a name or source is missing");
            }
            if calendar.days.insert(line.day, worked).is_some() {
                return broken("it is there twice");
            }
            if line.day.month() < 12 {
                calendar.listed.insert(line.day.year());
                if line.status == Status::Announced {
                    calendar.announced.insert(line.day.year());
                }
            }
        }
        Ok(calendar)
    }
}

static CALENDAR: LazyLock<Result<Calendar, CalendarDataError>> =
    LazyLock::new(|| Calendar::parse(include_str!("../../../../calendar/holidays.csv")));

/// The calendar compiled in, parsed and checked on first use.
///
/// # Errors
/// What is wrong with the data compiled in; a test holds that nothing is.
pub fn embedded() -> Result<&'static Calendar, &'static CalendarDataError> {
    CALENDAR.as_ref()
}
