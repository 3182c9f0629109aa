//! When authorities decide: a province in three rounds a year, one of which ends in the next; the ministry twice.

use chrono::{Datelike, Days, NaiveDate};

/// First day of the year (0 is 1 January) on which each of a province's rounds may be decided.
const ROUNDS: [u64; 3] = [100, 220, 340];
/// Days over which the provinces spread.
const SPREAD: u64 = 60;
/// The same for the ministry.
const MINISTRY_ROUNDS: [u64; 2] = [70, 250];

/// The first decision of the authorities of `province` after `day`: its date and number.
pub(super) fn next_of_province(province: &str, day: NaiveDate) -> (NaiveDate, String) {
    let code: u64 = province.parse().expect("a code of digits");
    let (decided_on, mixed) = next(&ROUNDS, code, day);
    (decided_on, format!("{}/QĐ-UBND", mixed % 2_900 + 100))
}

/// The first decision of the ministry after `day`: its date and number.
pub(super) fn next_of_ministry(day: NaiveDate) -> (NaiveDate, String) {
    let (decided_on, mixed) = next(&MINISTRY_ROUNDS, 0, day);
    (decided_on, format!("{}/QĐ-BNNMT", mixed % 4_900 + 100))
}

/// The first date after `day`, and a number that stands for the authority's decision of that date.
fn next(rounds: &[u64], authority: u64, day: NaiveDate) -> (NaiveDate, u64) {
    // The last round of a year may be decided in the next one.
    let years = (day.year() - 1)..=(day.year() + 1);
    let decisions = years.flat_map(|year| {
        let new_year = NaiveDate::from_ymd_opt(year, 1, 1).expect("a year");
        let year = u64::try_from(year).expect("a year of our era");
        (1_u64..).zip(rounds).map(move |(round, start)| {
            let mixed = authority * 37 + year * 101 + round * 997;
            (new_year + Days::new(start + mixed % SPREAD), mixed)
        })
    });
    decisions
        .filter(|(decided_on, _)| *decided_on > day)
        .min()
        .expect("a decision within the year")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_decides_three_times_a_year_always_later() {
        let mut day: NaiveDate = "2019-01-01".parse().unwrap();
        let mut decisions = 0;
        while day.year() < 2025 {
            let (next, _) = next_of_province("26", day);
            assert!(next > day && (next - day).num_days() <= 300, "{day} {next}");
            day = next;
            decisions += 1;
        }
        assert!((18..=19).contains(&decisions), "{decisions}");
    }
}
