//! Who recognises (cơ quan công nhận): a level of the State, and the unit whose people's committee decided, in the boundaries of its time.

use crate::criteria::RecognitionAuthority;
use crate::units::{Generation, Level, Place, REFORM, UnitRef};
use chrono::NaiveDate;

/// The office behind a decision.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DecisionOffice {
    /// District, province or ministry.
    pub authority: RecognitionAuthority,
    /// Its unit; none for the ministry, and where it is not known which province it was.
    pub unit: Option<UnitRef>,
}

impl DecisionOffice {
    /// The ministry.
    pub const MINISTRY: Self = Self {
        authority: RecognitionAuthority::Ministry,
        unit: None,
    };

    /// Today's province `code`.
    #[must_use]
    pub fn of_province(code: &str) -> Self {
        Self {
            authority: RecognitionAuthority::Province,
            unit: Some(UnitRef::new(Generation::Current, Level::Province, code)),
        }
    }

    /// The office of `authority` that decided on `day` over products of `place`: the former province until 30 June 2025, today's after
    /// it, and the district, which there were only before.
    #[must_use]
    pub fn of_place(authority: RecognitionAuthority, place: &Place, day: NaiveDate) -> Self {
        let unit = match authority {
            RecognitionAuthority::Ministry => None,
            RecognitionAuthority::District => Some(UnitRef::new(
                Generation::Legacy,
                Level::District,
                &place.legacy_district,
            )),
            RecognitionAuthority::Province if day < REFORM => Some(UnitRef::new(
                Generation::Legacy,
                Level::Province,
                &place.legacy_province,
            )),
            RecognitionAuthority::Province => Some(UnitRef::new(
                Generation::Current,
                Level::Province,
                &place.current_province,
            )),
        };
        Self { authority, unit }
    }

    /// The unit as one word, for tables and statistics.
    #[must_use]
    pub fn unit_word(&self) -> Option<String> {
        self.unit.as_ref().map(unit_word)
    }
}

/// Generation and code, e.g. `legacy-26`; the number of digits tells the level.
#[must_use]
pub fn unit_word(unit: &UnitRef) -> String {
    format!("{}-{}", unit.generation, unit.code)
}

/// The unit of a word that [`unit_word`] wrote; none for other words.
#[must_use]
pub fn unit_of_word(word: &str) -> Option<UnitRef> {
    let (generation, code) = word.split_once('-')?;
    let level = match code.len() {
        2 => Level::Province,
        3 => Level::District,
        _ => return None,
    };
    Some(UnitRef::new(generation.parse().ok()?, level, code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::registry;

    #[test]
    fn the_office_is_that_of_its_day() {
        let place = registry().unwrap().place(Generation::Legacy, "08782").unwrap();
        for (authority, day, word) in [
            (RecognitionAuthority::Province, "2021-02-17", Some("legacy-26")),
            (RecognitionAuthority::Province, "2025-07-01", Some("current-25")),
            (RecognitionAuthority::District, "2024-05-01", Some("legacy-253")),
            (RecognitionAuthority::Ministry, "2024-05-01", None),
        ] {
            let office = DecisionOffice::of_place(authority, &place, day.parse().unwrap());
            assert_eq!(office.unit_word().as_deref(), word, "{authority} {day}");
            assert_eq!(word.and_then(unit_of_word), office.unit);
        }
        assert_eq!(unit_of_word("legacy"), None);
        assert_eq!(unit_of_word("former-26"), None);
    }
}
