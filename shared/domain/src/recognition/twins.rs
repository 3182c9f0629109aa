//! Twins (bản ghi trùng): two records of one product, each with a part of its history. Together they are one history, in which a later
//! recognition takes the place of an earlier one, as in every other.

use super::{RecognitionEndReason, RecognitionEntry};
use chrono::NaiveDate;

/// What becomes of the recognitions of a twin and of the product that stands for both, each by its position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JoinedHistory {
    /// Those of the twin that the other has on record too, each with that one: counted once.
    pub doubled: Vec<(usize, usize)>,
    /// Those of the twin that end where one of the other took their place, and that one.
    pub cut: Vec<(usize, usize, NaiveDate)>,
    /// Those of the other that end where one of the twin took their place, and that one.
    pub cut_of_other: Vec<(usize, usize, NaiveDate)>,
}

/// Why the histories are not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoJoin {
    /// On one day both were given stars, and not the same.
    #[error("on {0} both were given stars, and not the same")]
    BothOfTheDay(NaiveDate),
    /// What one held was taken back after the other had been given stars.
    #[error("what one held was taken back on {0}, after the other had been given stars")]
    Crosses(NaiveDate),
}

/// Whose recognition it is, and its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Twin {
    This(usize),
    Other(usize),
}

/// The history of `twin` and `other` as one. Years of those without a day stand beside them.
///
/// # Errors
/// [`NoJoin`] where they contradict each other.
pub fn join_histories(
    twin: &[(RecognitionEntry, i32)],
    other: &[(RecognitionEntry, i32)],
) -> Result<JoinedHistory, NoJoin> {
    let mut joined = JoinedHistory::default();
    let mut dated: Vec<(Twin, &RecognitionEntry)> = Vec::new();
    for (position, one) in twin.iter().enumerate() {
        match other.iter().position(|known| is_same(one, known)) {
            Some(known) => joined.doubled.push((position, known)),
            None if one.0.status.ever_holds() => dated.push((Twin::This(position), &one.0)),
            None => {}
        }
    }
    let others = other
        .iter()
        .enumerate()
        .filter(|(_, one)| one.0.status.ever_holds());
    dated.extend(others.map(|(position, one)| (Twin::Other(position), &one.0)));
    dated.sort_by_key(|(_, one)| one.status.valid_from);
    for pair in dated.windows(2) {
        let [(whose, earlier), (by, later)] = pair else {
            continue;
        };
        let day = later.status.valid_from;
        if earlier.status.valid_from == day {
            return Err(NoJoin::BothOfTheDay(day));
        }
        if earlier.status.end() <= day {
            continue;
        }
        if let Some(end) = earlier.status.ended_on.filter(|_| was_taken_back(earlier)) {
            return Err(NoJoin::Crosses(end));
        }
        match (*whose, *by) {
            (Twin::This(cut), Twin::Other(by)) => joined.cut.push((cut, by, day)),
            (Twin::Other(cut), Twin::This(by)) => joined.cut_of_other.push((cut, by, day)),
            // Recognitions of one record never overlap.
            _ => {}
        }
    }
    Ok(joined)
}

/// Whether both are the same recognition; one without a day is that of its year.
fn is_same((one, year): &(RecognitionEntry, i32), (known, known_year): &(RecognitionEntry, i32)) -> bool {
    let alike = (one.status.stars, one.status.potential) == (known.status.stars, known.status.potential);
    alike
        && if one.status.ever_holds() {
            known.status.ever_holds() && one.status.valid_from == known.status.valid_from
        } else {
            year == known_year
        }
}

fn was_taken_back(entry: &RecognitionEntry) -> bool {
    entry
        .end_reason
        .is_some_and(|reason| reason != RecognitionEndReason::Replaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognition::opened;

    fn held(stars: u8, from: &str, ended: Option<(&str, RecognitionEndReason)>) -> (RecognitionEntry, i32) {
        let mut status = opened(stars, false, from.parse().unwrap()).unwrap();
        status.ended_on = ended.map(|(day, _)| day.parse().unwrap());
        let end_reason = ended.map(|(_, reason)| reason);
        (RecognitionEntry { status, end_reason }, 2023)
    }

    fn of_year(stars: u8, year: i32) -> (RecognitionEntry, i32) {
        let first = format!("{year}-01-01");
        let (mut entry, _) = held(stars, &first, Some((&first, RecognitionEndReason::NotRecorded)));
        entry.status.valid_to = entry.status.valid_from;
        (entry, year)
    }

    #[test]
    fn what_both_have_counts_once_and_the_later_takes_the_place_of_the_earlier() {
        let twin = [held(3, "2021-02-17", None), held(4, "2025-05-01", None)];
        let other = [held(3, "2021-02-17", None), held(4, "2023-06-01", None)];
        let joined = join_histories(&twin, &other).unwrap();
        assert_eq!(joined.doubled, [(0, 0)]);
        assert_eq!(joined.cut_of_other, [(1, 1, "2025-05-01".parse().unwrap())]);
        assert_eq!(joined.cut, []);
    }

    #[test]
    fn one_of_a_year_is_the_one_of_that_year() {
        let joined = join_histories(&[of_year(3, 2023)], &[held(3, "2023-06-01", None)]).unwrap();
        assert_eq!(joined.doubled, [(0, 0)]);
        let joined = join_histories(&[of_year(3, 2020)], &[held(3, "2023-06-01", None)]).unwrap();
        assert_eq!(joined, JoinedHistory::default());
    }

    #[test]
    fn histories_that_contradict_each_other_stay_apart() {
        let day = |text: &str| text.parse().unwrap();
        let other = [held(4, "2023-06-01", None)];
        assert_eq!(
            join_histories(&[held(3, "2023-06-01", None)], &other),
            Err(NoJoin::BothOfTheDay(day("2023-06-01")))
        );
        let revoked = held(
            3,
            "2022-06-01",
            Some(("2024-01-01", RecognitionEndReason::Revoked)),
        );
        assert_eq!(
            join_histories(&[revoked], &other),
            Err(NoJoin::Crosses(day("2024-01-01")))
        );
    }
}
