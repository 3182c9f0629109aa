//! Known spans of days off, and what holds for every span.

use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The working days from `from` to `to`, both included.
fn worked(from: &str, to: &str) -> Vec<String> {
    let calendar = embedded().unwrap();
    day(from)
        .iter_days()
        .take_while(|one| *one <= day(to))
        .filter(|one| calendar.is_working_day(*one))
        .map(|one| one.to_string())
        .collect()
}

#[test]
fn tet_2025_was_nine_days_off() {
    assert_eq!(worked("2025-01-24", "2025-02-03"), ["2025-01-24", "2025-02-03"]);
}

#[test]
fn the_second_of_may_2025_was_exchanged_for_a_saturday() {
    assert_eq!(
        worked("2025-04-25", "2025-05-05"),
        [
            "2025-04-25",
            "2025-04-26",
            "2025-04-28",
            "2025-04-29",
            "2025-05-05"
        ]
    );
}

#[test]
fn national_day_2026_was_five_days_off() {
    assert_eq!(
        worked("2026-08-21", "2026-09-03"),
        [
            "2026-08-21",
            "2026-08-22",
            "2026-08-24",
            "2026-08-25",
            "2026-08-26",
            "2026-08-27",
            "2026-08-28",
            "2026-09-03"
        ]
    );
}

#[test]
fn the_day_of_culture_is_off_since_2026() {
    assert_eq!(worked("2025-11-24", "2025-11-25"), ["2025-11-24", "2025-11-25"]);
    assert_eq!(worked("2026-11-24", "2026-11-25"), ["2026-11-25"]);
}

#[test]
fn fifteen_working_days_over_tet_2025() {
    let last = embedded().unwrap().after(day("2025-01-20"), 15);
    // 21 to 24 January, 3 to 7, 10 to 14 and 17 February.
    assert_eq!(last.day, day("2025-02-17"));
    assert!(last.calendar_complete);
}

#[test]
fn beyond_what_is_announced_a_last_day_is_marked() {
    let calendar = embedded().unwrap();
    assert!(!calendar.after(day("2026-12-25"), 15).calendar_complete);
    assert!(!calendar.after(day("2030-03-01"), 1).calendar_complete);
    // 1 January 2028 is a Saturday: the Monday makes up for it. 30 April and 1 May 2033 are a weekend: two days do.
    assert!(!calendar.is_working_day(day("2028-01-03")) && calendar.is_working_day(day("2028-01-04")));
    assert!(!calendar.is_working_day(day("2033-05-03")) && calendar.is_working_day(day("2033-05-04")));
    assert!(!calendar.is_working_day(day("2029-09-03")));
}

#[test]
fn every_listed_year_has_its_days_off() {
    let calendar = embedded().unwrap();
    assert_eq!(
        calendar.listed.iter().copied().collect::<Vec<_>>(),
        (2019..=2027).collect::<Vec<_>>()
    );
    for year in &calendar.listed {
        let off = |(day, worked): &(&NaiveDate, &bool)| !**worked && day.year() == *year;
        let exchanged = calendar
            .days
            .iter()
            .filter(|(day, worked)| **worked && day.year() == *year)
            .count();
        let expected = match year {
            ..=2020 => 10,
            2021..=2025 => 11,
            _ => 12,
        };
        // The exchanged 31 December 2018 was worked for in 2019.
        let before = usize::from(*year == 2019);
        assert_eq!(
            calendar.days.iter().filter(off).count(),
            expected + exchanged - before,
            "{year}"
        );
    }
}

#[test]
fn broken_data_is_refused() {
    let head = "day,kind,status,name,source\n";
    for line in [
        "2026-01-03,off,announced,A,B",
        "2026-01-05,working,announced,A,B",
        "2026-01-05,off,announced,A,",
        "2026-01-05,off,announced,A,B\n2026-01-05,off,announced,A,B",
        "2026-01-05,closed,announced,A,B",
    ] {
        assert!(Calendar::parse(&format!("{head}{line}\n")).is_err(), "{line}");
    }
}

proptest! {
    /// The last day is worked, and exactly `count` worked days lie after the first up to it; counting back finds the way.
    #[test]
    fn a_span_has_as_many_working_days_as_asked(offset in 0_i64..8000, count in 1_u16..60) {
        let calendar = embedded().unwrap();
        let from = day("2018-06-01") + TimeDelta::days(offset);
        let last = calendar.after(from, count).day;
        prop_assert!(calendar.is_working_day(last));
        let between = from.iter_days().skip(1).take_while(|one| *one <= last);
        prop_assert_eq!(between.filter(|one| calendar.is_working_day(*one)).count(), usize::from(count));
        let next = calendar.after(last, 1).day;
        prop_assert!(calendar.before(next, count) > from);
    }
}
