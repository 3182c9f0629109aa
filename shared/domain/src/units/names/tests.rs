use super::*;
use crate::units::embedded::{NAMES_CSV, SUCCESSIONS_CSV, UNITS_CSV};
use crate::units::registry;

fn unit(generation: Generation, level: Level, code: &str) -> &'static Unit {
    let found = registry().unwrap().find(&UnitRef::new(generation, level, code));
    found.unwrap()
}

fn on(level: Level, code: &str, day: &str) -> (&'static str, UnitKind) {
    let (unit, day) = (unit(Generation::Current, level, code), day.parse().unwrap());
    (unit.name_on(day), unit.kind_on(day))
}

#[test]
fn dong_nai_is_a_city_from_30_april_2026_on() {
    let province = ("Tỉnh Đồng Nai", UnitKind::Province);
    let city = ("Thành phố Đồng Nai", UnitKind::City);
    for (day, expected) in [
        ("2018-01-01", province),
        ("2025-07-01", province),
        ("2026-04-29", province),
        ("2026-04-30", city),
        ("2099-12-31", city),
    ] {
        assert_eq!(on(Level::Province, "75", day), expected, "{day}");
    }
    assert_eq!(
        on(Level::Commune, "07399", "2026-09-19"),
        ("Xã Kép", UnitKind::Commune)
    );
    assert_eq!(
        on(Level::Commune, "07399", "2026-09-20"),
        ("Phường Kép", UnitKind::Ward)
    );
    assert_eq!(
        on(Level::Province, "25", "2026-09-20"),
        ("Tỉnh Phú Thọ", UnitKind::Province)
    );
}

#[test]
fn the_days_of_names_touch_and_the_last_has_no_end() {
    let units = registry().unwrap().units_of(Generation::Current, None);
    let renamed: Vec<&Unit> = units
        .iter()
        .filter(|unit| !unit.former_names.is_empty())
        .collect();
    assert_eq!(renamed.len(), 25);
    for unit in renamed {
        let mut begins = unit.valid_from;
        for former in &unit.former_names {
            assert_eq!(begins, Some(former.valid_from));
            begins = former.valid_to.succ_opt();
        }
        assert_eq!(unit.named_since(), begins);
        assert_eq!(unit.valid_to, None);
    }
    let of = |day: &str| {
        let day = day.parse().unwrap();
        let kinds = units.iter().map(|unit| unit.kind_on(day));
        let count = |kind| kinds.clone().filter(|one| *one == kind).count();
        let provinces = units.iter().filter(|unit| unit.unit.level == Level::Province);
        let cities = provinces.filter(|unit| unit.kind_on(day) == UnitKind::City);
        (
            count(UnitKind::Commune),
            count(UnitKind::Ward),
            count(UnitKind::SpecialZone),
            cities.count(),
        )
    };
    assert_eq!(of("2025-07-01"), (2_621, 687, 13, 6));
    assert_eq!(of("2026-04-30"), (2_611, 697, 13, 7));
    assert_eq!(of("2026-09-20"), (2_599, 709, 13, 9));
}

#[test]
fn a_unit_is_found_by_a_name_that_it_had() {
    let filter = |name: &str| crate::units::UnitFilter {
        generation: Generation::Current,
        level: Some(Level::Province),
        parent: None,
        name: Some(name.to_owned()),
    };
    let found = |name| registry().unwrap().search(&filter(name)).count();
    assert_eq!((found("tỉnh đồng nai"), found("thanh pho dong nai")), (1, 1));
    assert_eq!(found("huyen dong nai"), 0);
}

#[test]
fn spelling_and_kind_make_no_other_name_and_letters_do() {
    let kep = unit(Generation::Current, Level::Commune, "07399");
    for said in ["Phường Kép", "xã kép", "KEP", " Kép "] {
        assert!(kep.is_called(said), "{said}");
    }
    assert!(!kep.is_called("Phường Kếp Hạ") && !kep.is_called("phường") && !kep.is_called(""));
    let registry = registry().unwrap();
    let named = |name: &str| {
        let mut units = registry.units().iter();
        units.find(|unit| unit.name == name).unwrap()
    };
    assert!(named("Phường Quy Nhơn").is_called("Qui Nhơn"));
    assert!(named("Xã Ea H'Leo").is_called("Ea H’leo") && named("Xã Ea H'Leo").is_called("xã Ea Hleo"));
    assert!(named("Phường 4").is_called("Phường 04") && !named("Phường 4").is_called("Phường 14"));
    for unit in registry.units() {
        assert!(unit.is_called(&unit.name), "{}", unit.name);
        assert!(unit.is_called(&unit.search_name), "{}", unit.name);
    }
}

#[test]
fn a_name_sent_along_has_to_be_that_of_the_code() {
    let registry = registry().unwrap();
    let meant = |generation, code, name| registry.meant(generation, Level::Commune, code, Some(name));
    let (legacy, current) = (Some(Generation::Legacy), Some(Generation::Current));
    // 08974 was Đại Thịnh and is Quang Minh.
    assert_eq!(meant(None, "08974", "Quang Minh"), Ok(Generation::Current));
    assert_eq!(meant(legacy, "08974", "Xã Đại Thịnh"), Ok(Generation::Legacy));
    for (generation, name) in [
        (None, "Đại Thịnh"),
        (current, "Đại Thịnh"),
        (legacy, "Quang Minh"),
        (None, "Kép"),
    ] {
        let refused = meant(generation, "08974", name).unwrap_err();
        let name = |unit: Option<&Unit>| unit.map(|unit| unit.name.clone());
        assert_eq!(name(refused.current), Some("Xã Quang Minh".to_owned()));
        assert_eq!(name(refused.legacy), Some("Xã Đại Thịnh".to_owned()));
    }
    // 08806 is no code of today.
    assert_eq!(meant(None, "08806", "Đôn Nhân").unwrap_err().current, None);
    // Without a name the code counts, and whether there is one is seen where it is looked up.
    assert_eq!(
        registry.meant(None, Level::Commune, "08974", None),
        Ok(Generation::Current)
    );
    assert_eq!(meant(None, "99999", "Đại Thịnh"), Ok(Generation::Current));
}

/// Each broken copy of the names is refused, and says why.
#[test]
fn broken_names_are_refused() {
    for (from, to, expected) in [
        ("2026-04-29", "2026-04-28", "does not begin where"),
        (
            "Thành phố Đồng Nai,thành phố",
            "Thành phố Đồng Nai,tỉnh",
            "its kind",
        ),
        ("Tỉnh Đồng Nai,", "Tỉnh Đồng Nay,", "not that of units.csv"),
        ("province,75,Tỉnh", "province,76,Tỉnh", "an unknown unit"),
        (
            "2026-04-30,,30/2026",
            "2026-04-30,2026-12-31,30/2026",
            "the last has an end",
        ),
        ("2025-07-01,2026-04-29,202/", "2025-07-01,,202/", "has no end"),
        (
            "2025-07-01,2026-04-29,202/",
            "2025-07-01,2025-06-30,202/",
            "ends before",
        ),
    ] {
        assert!(NAMES_CSV.contains(from), "{from}");
        let names = NAMES_CSV.replace(from, to);
        let message = Registry::parse(UNITS_CSV, SUCCESSIONS_CSV, &names)
            .unwrap_err()
            .to_string();
        assert!(message.contains(expected), "{message} does not say {expected}");
    }
    let again = format!(
        "{NAMES_CSV}{}",
        &NAMES_CSV[NAMES_CSV.find("province,75").unwrap()..]
    );
    let message = Registry::parse(UNITS_CSV, SUCCESSIONS_CSV, &again)
        .unwrap_err()
        .to_string();
    assert!(message.contains("together"), "{message}");
}
