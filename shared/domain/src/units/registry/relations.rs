//! Holds the successions against the 34 resolutions of 16 June 2025, item by item.

use crate::units::{Generation, Level, Unit, UnitRef, registry};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A line of `relations.csv`: what an item gives of a former unit to one of today.
#[derive(Debug, Deserialize)]
struct RelationLine {
    legacy_code: String,
    current_code: String,
    share: String,
    people: String,
}

#[derive(Deserialize)]
struct ReusedLine {
    code: String,
    legacy_name: String,
    current_name: String,
}

/// The two units whose default contradicts the letter, see the README of the data.
const AGAINST_THE_LETTER: [&str; 2] = ["06799", "18796"];

fn lines<T: serde::de::DeserializeOwned>(csv: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The lines of each former unit below the provinces.
fn relations() -> BTreeMap<String, Vec<RelationLine>> {
    let mut of = BTreeMap::<String, Vec<RelationLine>>::new();
    for line in lines::<RelationLine>(include_str!("../../../../../administrative-units/relations.csv")) {
        of.entry(line.legacy_code.clone()).or_default().push(line);
    }
    of
}

fn commune(generation: Generation, code: &str) -> &'static Unit {
    let unit = UnitRef::new(generation, Level::Commune, code);
    registry().unwrap().find(&unit).unwrap()
}

fn successors(code: &str) -> Vec<(&'static str, bool)> {
    let unit = &commune(Generation::Legacy, code).unit;
    let relations = registry().unwrap().successors(unit);
    relations
        .iter()
        .map(|to| (to.unit.unit.code.as_str(), to.is_default))
        .collect()
}

#[test]
fn the_successions_are_those_of_the_resolutions() {
    let of_the_law: BTreeSet<(String, String)> = relations()
        .into_values()
        .flatten()
        .map(|line| (line.legacy_code, line.current_code))
        .collect();
    let ours: BTreeSet<(String, String)> = registry()
        .unwrap()
        .successions()
        .iter()
        .filter(|line| line.predecessor.level != Level::Province)
        .map(|line| (line.predecessor.code.clone(), line.successor.code.clone()))
        .collect();
    assert_eq!(ours.len(), 10_571);
    assert_eq!(ours, of_the_law);
}

#[test]
fn a_default_has_got_people() {
    let mut without = Vec::new();
    for (code, lines) in relations().iter().filter(|(code, _)| code.len() == 5) {
        let successors = successors(code);
        let (default, _) = successors.iter().find(|(_, is_default)| *is_default).unwrap();
        let line = lines.iter().find(|line| line.current_code == *default).unwrap();
        if line.people == "none" {
            without.push(code.clone());
        }
    }
    assert_eq!(without, AGAINST_THE_LETTER);
}

#[test]
fn a_commune_went_as_a_whole_or_in_parts_of_which_one_is_the_rest() {
    for (code, lines) in relations() {
        let of = |share: &str| lines.iter().filter(|line| line.share == share).count();
        match of("whole") {
            1 => assert_eq!((lines.len(), of("rest")), (1, 0), "{code}"),
            whole => assert!(whole == 0 && lines.len() > 1 && of("rest") == 1, "{code}"),
        }
    }
    let communes = registry()
        .unwrap()
        .units_of(Generation::Legacy, Some(Level::Commune));
    let split = communes
        .iter()
        .filter(|unit| successors(&unit.unit.code).len() > 1);
    assert_eq!(split.count(), 441);
}

#[test]
fn namesakes_have_no_successors_of_one_another() {
    assert_eq!(successors("28252"), [("28249", true)]);
    assert_eq!(successors("31379"), [("31378", true)]);
    let van_khe: Vec<_> = successors("09013").into_iter().map(|(code, _)| code).collect();
    assert_eq!(van_khe, ["08980", "08995", "09022", "09817"]);
    let registry = registry().unwrap();
    let cao_lanh = &commune(Generation::Current, "29869").unit;
    let districts: BTreeSet<&str> = registry
        .predecessors(cao_lanh)
        .iter()
        .map(|from| registry.parent(from.unit).unwrap().name.as_str())
        .collect();
    assert_eq!(districts.into_iter().collect::<Vec<_>>(), ["Thành phố Cao Lãnh"]);
}

/// A code that was given again means another place where the commune was split and its records are counted elsewhere. 13 of the
/// 25 that were found are counted under the same code since two independent signs decided their default.
#[test]
fn the_codes_that_mean_another_place_are_known() {
    let listed: BTreeMap<String, ReusedLine> = lines::<ReusedLine>(include_str!(
        "../../../../../administrative-units/reused-codes.csv"
    ))
    .into_iter()
    .map(|line| (line.code.clone(), line))
    .collect();
    assert_eq!(listed.len(), 25);
    for line in listed.values() {
        assert_eq!(commune(Generation::Legacy, &line.code).name, line.legacy_name);
        assert_eq!(commune(Generation::Current, &line.code).name, line.current_name);
        assert!(successors(&line.code).len() > 1, "{}", line.code);
    }
    let registry = registry().unwrap();
    let communes = registry.units_of(Generation::Legacy, Some(Level::Commune));
    let elsewhere: Vec<&str> = communes
        .iter()
        .filter(|unit| {
            let code = &unit.unit.code;
            let again = UnitRef::new(Generation::Current, Level::Commune, code);
            registry.find(&again).is_some() && unit.counterpart.as_ref() != Some(&again)
        })
        .map(|unit| unit.unit.code.as_str())
        .collect();
    assert!(elsewhere.iter().all(|code| listed.contains_key(*code)));
    assert_eq!(elsewhere.len(), 12);
}
