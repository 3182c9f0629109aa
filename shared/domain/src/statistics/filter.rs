//! The values that filters name: lists separated by commas, one a dimension.

use super::{Dimension, POTENTIAL_FIVE, UNKNOWN};
use crate::application_kind::ApplicationKind;
use crate::criteria::RecognitionAuthority;
use crate::producers::{Gender, ProducerKind, Sector};
use crate::products::{PRODUCT_GROUPS, PRODUCT_SETS};
use crate::recognition::unit_of_word;
use crate::units::{Generation, Level, Registry, UnitRef};
use std::collections::BTreeSet;

/// A value that `dimension` does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    /// The dimension.
    pub dimension: Dimension,
    /// What was given.
    pub value: String,
    /// Examples of what it has, or all of it.
    pub known: &'static str,
}

/// The codes that `list` names of `dimension`, units in the boundaries of `generation`.
///
/// # Errors
/// The first value that is none.
pub fn codes(
    dimension: Dimension,
    list: &str,
    generation: Generation,
    units: &Registry,
) -> Result<BTreeSet<String>, UnknownValue> {
    let one = |word: &str| {
        let (is_known, known) = known(dimension, word, generation, units);
        if is_known {
            Ok(word.to_owned())
        } else {
            Err(UnknownValue {
                dimension,
                value: word.to_owned(),
                known,
            })
        }
    };
    list.split(',').map(str::trim).map(one).collect()
}

/// The codes of the classes of stars: the numbers of `stars`, and whether potential five stars are among them. With numbers alone
/// potential five stars are left out: they are no five stars.
///
/// # Errors
/// The first value that is none.
pub fn classes(stars: Option<&str>, potential: Option<&str>) -> Result<BTreeSet<String>, StarClassProblem> {
    let mut numbers = BTreeSet::new();
    for word in stars.unwrap_or("3,4,5").split(',').map(str::trim) {
        if !matches!(word, "3" | "4" | "5") {
            return Err(StarClassProblem::Stars(word.to_owned()));
        }
        numbers.insert(word.to_owned());
    }
    let (mut with, mut without) = (false, potential.is_none());
    for word in potential
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(str::trim)
    {
        match word {
            "true" => with = true,
            "false" => without = true,
            other => return Err(StarClassProblem::Potential(other.to_owned())),
        }
    }
    let mut classes = if without { numbers.clone() } else { BTreeSet::new() };
    if with && numbers.contains("5") {
        classes.insert(POTENTIAL_FIVE.to_owned());
    }
    Ok(classes)
}

/// A value that is none, of `stars` or of `potential`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StarClassProblem {
    /// No number of recognised stars.
    Stars(String),
    /// Neither `true` nor `false`.
    Potential(String),
}

fn known(dimension: Dimension, word: &str, generation: Generation, units: &Registry) -> (bool, &'static str) {
    let unit = |level| units.find(&UnitRef::new(generation, level, word)).is_some();
    match dimension {
        Dimension::Stars => (matches!(word, "3" | "4" | "5"), "3, 4, 5"),
        Dimension::ProductGroup => (PRODUCT_GROUPS.contains(&word), "I, II, III, IV, V, VI"),
        Dimension::ProductSet => (
            number(word).is_some_and(|no| i16::try_from(no).is_ok_and(|no| PRODUCT_SETS.contains(&no))),
            "1 … 26",
        ),
        Dimension::ProducerType => (
            word.parse::<ProducerKind>().is_ok(),
            "cooperative, cooperative_group, enterprise, farm, household, association, management_centre",
        ),
        Dimension::Sector => (word.parse::<Sector>().is_ok(), "collective, private"),
        Dimension::Gender => (
            word == UNKNOWN || word.parse::<Gender>().is_ok(),
            "female, male, unknown",
        ),
        Dimension::EthnicMinority => (matches!(word, "true" | "false" | UNKNOWN), "true, false, unknown"),
        Dimension::Province => (unit(Level::Province), "01, 25, …"),
        Dimension::District => (
            generation == Generation::Legacy && unit(Level::District),
            "253, … (legacy)",
        ),
        Dimension::Commune => (unit(Level::Commune), "08782, …"),
        Dimension::Kind => (word.parse::<ApplicationKind>().is_ok(), "first, upgrade, renewal"),
        Dimension::Authority => (
            word == UNKNOWN || word.parse::<RecognitionAuthority>().is_ok(),
            "district, province, ministry, unknown",
        ),
        Dimension::AuthorityUnit => (
            word == UNKNOWN || unit_of_word(word).is_some_and(|unit| units.find(&unit).is_some()),
            "legacy-26, legacy-253, current-25, unknown",
        ),
        Dimension::Year | Dimension::DecisionYear => (
            number(word).is_some_and(|year| (2000..=2199).contains(&year)),
            "2019, 2020, …",
        ),
    }
}

/// A number as it is written in codes: without a sign or zeros before it.
fn number(word: &str) -> Option<u16> {
    word.parse()
        .ok()
        .filter(|number: &u16| number.to_string() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stars: Option<&str>, potential: Option<&str>) -> Vec<String> {
        classes(stars, potential).unwrap().into_iter().collect()
    }

    #[test]
    fn five_stars_are_not_potential_five_stars_unless_asked_for() {
        assert_eq!(told(Some("4,5"), None), ["4", "5"]);
        assert_eq!(told(Some("5"), Some("true")), ["5_potential"]);
        assert_eq!(told(None, Some("true")), ["5_potential"]);
        assert_eq!(told(Some("5"), Some("true,false")), ["5", "5_potential"]);
        assert_eq!(told(None, Some("false")), ["3", "4", "5"]);
        assert_eq!(
            classes(Some("2"), None),
            Err(StarClassProblem::Stars("2".to_owned()))
        );
        assert_eq!(
            classes(None, Some("perhaps")),
            Err(StarClassProblem::Potential("perhaps".to_owned()))
        );
    }
}
