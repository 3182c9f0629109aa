use super::*;
use crate::units::embedded::{NAMES_CSV, SUCCESSIONS_CSV, UNITS_CSV};
use crate::units::registry;

fn legacy(level: Level, code: &str) -> UnitRef {
    UnitRef::new(Generation::Legacy, level, code)
}

fn current(level: Level, code: &str) -> UnitRef {
    UnitRef::new(Generation::Current, level, code)
}

fn names(filter: &UnitFilter) -> Vec<String> {
    registry()
        .unwrap()
        .search(filter)
        .map(|unit| unit.name.clone())
        .collect()
}

#[test]
fn a_code_means_another_unit_in_each_generation() {
    let registry = registry().unwrap();
    assert_eq!(
        registry.find(&legacy(Level::Commune, "08782")).unwrap().name,
        "Xã Hải Lựu"
    );
    assert_eq!(
        registry.find(&legacy(Level::Province, "26")).unwrap().name,
        "Tỉnh Vĩnh Phúc"
    );
    assert_eq!(registry.find(&current(Level::Province, "26")), None);
    assert_eq!(registry.find(&current(Level::District, "253")), None);
}

#[test]
fn every_unit_has_a_counterpart_but_the_districts_that_had_communes() {
    for unit in registry().unwrap().units() {
        match unit.unit.level {
            Level::District => {}
            _ => assert!(unit.counterpart.is_some(), "{unit:?}"),
        }
    }
    let zones = registry()
        .unwrap()
        .units_of(Generation::Legacy, Some(Level::District));
    assert_eq!(
        zones
            .iter()
            .filter(|district| district.counterpart.is_some())
            .count(),
        5
    );
}

#[test]
fn a_commune_lies_on_both_sides_of_the_reform() {
    let registry = registry().unwrap();
    for unit in registry
        .units()
        .iter()
        .filter(|unit| unit.unit.level == Level::Commune)
    {
        let place = registry.place(unit.unit.generation, &unit.unit.code).unwrap();
        assert_eq!(place.given(), unit.unit);
        assert!(place.lies_in(&place.current()) && place.lies_in(&place.legacy()));
        // A commune's provinces follow one another as the provinces themselves do.
        let province = registry
            .counterpart(&legacy(Level::Province, &place.legacy_province))
            .unwrap();
        assert_eq!(province.unit.code, place.current_province);
    }
}

#[test]
fn song_lo_lies_in_phu_tho_today() {
    let registry = registry().unwrap();
    let communes: Vec<_> = registry
        .units_of(Generation::Legacy, Some(Level::Commune))
        .iter()
        .filter(|unit| unit.parent_code.as_deref() == Some("253"))
        .collect();
    assert!(!communes.is_empty());
    for commune in communes {
        let place = registry.place(Generation::Legacy, &commune.unit.code).unwrap();
        assert_eq!(
            (place.current_province.as_str(), place.legacy_province.as_str()),
            ("25", "26")
        );
        assert!(place.lies_in(&legacy(Level::District, "253")));
        let successor = registry.counterpart(&commune.unit).unwrap();
        let back = registry.predecessors(&successor.unit);
        assert!(
            back.iter()
                .any(|relation| relation.unit.unit == commune.unit && relation.is_default)
        );
    }
    assert!(
        registry
            .successors(&legacy(Level::District, "253"))
            .iter()
            .all(|to| to.unit.province_code == "25")
    );
}

#[test]
fn an_island_district_became_a_special_zone() {
    let place = registry().unwrap().place(Generation::Current, "26732").unwrap();
    assert_eq!(
        (place.legacy_district.as_str(), place.legacy_commune.as_deref()),
        ("755", None)
    );
    assert_eq!(
        registry().unwrap().find(&place.legacy()).unwrap().name,
        "Huyện Côn Đảo"
    );
}

#[test]
fn names_are_found_without_diacritics() {
    let mut filter = UnitFilter {
        generation: Generation::Legacy,
        level: None,
        parent: None,
        name: Some("don nhan".to_owned()),
    };
    assert_eq!(names(&filter), ["Xã Đôn Nhân"]);
    filter.name = Some("ĐÔN NHÂN".to_owned());
    filter.parent = Some("253".to_owned());
    assert_eq!(names(&filter), ["Xã Đôn Nhân"]);
    filter.parent = Some("246".to_owned());
    assert!(names(&filter).is_empty());
}

#[test]
fn a_parent_means_its_direct_children_and_with_a_level_all_below() {
    let of = |level, parent: &str| UnitFilter {
        generation: Generation::Legacy,
        level,
        parent: Some(parent.to_owned()),
        name: None,
    };
    assert_eq!(names(&of(None, "26")).len(), 9);
    assert_eq!(names(&of(Some(Level::District), "26")).len(), 9);
    let communes = names(&of(Some(Level::Commune), "26"));
    assert!(communes.contains(&"Xã Đôn Nhân".to_owned()) && communes.len() > 100);
    assert!(names(&of(Some(Level::Province), "26")).is_empty());
}

/// Each broken copy of the data is refused, and says why.
#[test]
fn broken_data_is_refused() {
    let without = |line: &str| UNITS_CSV.replace(line, "");
    let don_nhan = UNITS_CSV
        .lines()
        .find(|line| line.contains("Xã Đôn Nhân"))
        .unwrap()
        .to_owned()
        + "\n";
    let song_lo = UNITS_CSV
        .lines()
        .find(|line| line.starts_with("253,"))
        .unwrap()
        .to_owned()
        + "\n";
    let succession = "08806,commune,08782,commune,true\n";
    let cases = [
        (without(&don_nhan), SUCCESSIONS_CSV.to_owned(), "unknown unit"),
        (
            without(&don_nhan),
            SUCCESSIONS_CSV.replace(succession, ""),
            "10034 units legacy/commune, not 10035",
        ),
        (
            without(&song_lo),
            SUCCESSIONS_CSV.to_owned(),
            "its district is unknown",
        ),
        (
            UNITS_CSV.to_owned(),
            SUCCESSIONS_CSV.replace(succession, ""),
            "exactly one default",
        ),
        (
            UNITS_CSV.to_owned() + &don_nhan,
            SUCCESSIONS_CSV.to_owned(),
            "listed twice",
        ),
        (
            UNITS_CSV.replace("Xã Đôn Nhân,xã", "Xã Đôn Nhân,phường"),
            SUCCESSIONS_CSV.to_owned(),
            "its kind",
        ),
        (
            UNITS_CSV.replace("Xã Đôn Nhân,xã,253", "Xã Đôn Nhân,xã,"),
            SUCCESSIONS_CSV.to_owned(),
            "no parent",
        ),
        (
            UNITS_CSV.replace("Xã Đôn Nhân,xã", "Xã Đôn Nhân,làng"),
            SUCCESSIONS_CSV.to_owned(),
            "units.csv",
        ),
    ];
    for (units, successions, expected) in cases {
        let message = Registry::parse(&units, &successions, NAMES_CSV)
            .unwrap_err()
            .to_string();
        assert!(message.contains(expected), "{message} does not say {expected}");
    }
}
