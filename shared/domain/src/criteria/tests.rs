//! The embedded criteria keep their own rules, and broken ones are named.

use super::load::read;
use super::{FurtherCriteria, Regimes};

/// A regime of one set with one criterion: sound, and short enough to break in one place.
const SOUND: &str = r#"{
  "id": "r", "decision": "d", "amended_by": [], "issued": "2026-01-01", "effective_from": "2026-01-01",
  "effective_to": null, "recorded_only": false,
  "bands": [{"stars": 5, "min": 90}, {"stars": 4, "min": 70}, {"stars": 3, "min": 50}, {"stars": 2, "min": 30},
            {"stars": 1, "min": 0}],
  "parts": [{"code": "A", "label": "k", "max": 100}],
  "recognition": [{"decision": "d", "from": "2026-01-01", "to": null, "moves_up": [], "authorities": [
    {"stars": 3, "authority": "province"}, {"stars": 4, "authority": "province"},
    {"stars": 5, "authority": "ministry"}]}],
  "sets": [{"no": 1, "group": "I", "subgroup": {"vi": "a", "en": "a"}, "name": {"vi": "a", "en": "a"},
    "managing_bodies": [], "samples": 5, "scorable": true, "doubts": [], "eliminations": ["x"],
    "parts": [{"code": "A", "max": 100, "sections": [{"code": "A.1", "label": "k", "max": 100, "criteria": [
      {"code": "A.1.1", "label": "k", "max": 60, "options": [
        {"points": 1, "label": "k", "min_star": 3}, {"points": 60, "label": "k", "min_star": 4}]},
      {"code": "A.1.2", "label": "k", "max": 40, "alternative": true, "options": [{"points": 40, "label": "k"}]},
      {"code": "A.1.3", "label": "k", "max": 40, "alternative": true, "options": [{"points": 40, "label": "k"}]}
    ]}]}]}]
}"#;
const LABELS: &str = "key,vi,en\nk,k,k\npart.A,A,A\ngroup.I,I,I\nelimination.x,x,x\n";

#[track_caller]
fn refused(from: &str, to: &str, expected: &str) {
    assert!(SOUND.contains(from), "nothing to break: {from}");
    let error = read(&[("r.json", &SOUND.replacen(from, to, 1))], &[LABELS]).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn the_embedded_regimes_are_sound() {
    let regimes = Regimes::embedded().unwrap();
    let ids: Vec<_> = regimes.iter().map(|regime| regime.id.as_str()).collect();
    assert_eq!(ids, ["1048-2019", "148-2023", "26-2026"]);
    let sets = || regimes.iter().flat_map(|regime| &regime.sets);
    assert_eq!(sets().count(), 52);
    assert_eq!(sets().filter(|set| set.sheet().is_some()).count(), 48);
    let shown_only: Vec<_> = sets()
        .filter(|set| !set.scorable)
        .map(|set| (set.no, set.doubts.len()))
        .collect();
    assert_eq!(shown_only, [(7, 2), (11, 2), (12, 2), (13, 2)]);
}

#[test]
fn the_best_sheet_gives_100_in_each_of_the_48_scorable_sets() {
    let regimes = Regimes::embedded().unwrap();
    for set in regimes.iter().flat_map(|regime| &regime.sets) {
        let Some(sheet) = set.sheet() else { continue };
        let best = |group: &std::ops::Range<usize>| {
            sheet.leaves()[group.clone()]
                .iter()
                .flat_map(|leaf| &leaf.points)
                .max()
                .copied()
                .unwrap()
        };
        assert_eq!(
            sheet.groups().iter().map(best).sum::<u32>(),
            100,
            "set {}",
            set.no
        );
    }
}

#[test]
fn the_sound_regime_is_read() {
    assert!(read(&[("r.json", SOUND)], &[LABELS]).is_ok());
}

#[test]
fn options_above_the_maximum_and_sums_that_do_not_close_are_named() {
    refused(
        r#""points": 60"#,
        r#""points": 61"#,
        "r: set 1: A.1.1: maximum 60, best option 61",
    );
    refused(
        r#""points": 60"#,
        r#""points": 59"#,
        "A.1.1: maximum 60, best answers sum to 59",
    );
    refused(
        r#""A.1", "label": "k", "max": 100"#,
        r#""A.1", "label": "k", "max": 99"#,
        "section A.1: criteria sum to 100",
    );
    refused(
        r#""max": 100, "sections""#,
        r#""max": 99, "sections""#,
        "part A: sections sum to 100, declared 99",
    );
    refused(
        r#""label": "k", "max": 100}"#,
        r#""label": "k", "max": 90}"#,
        "parts sum to 90, not 100",
    );
}

#[test]
fn codes_twice_unknown_labels_and_unknown_fields_are_named() {
    refused("A.1.2", "A.1.1", "criterion A.1.1 comes twice");
    refused(
        r#""eliminations": ["x"]"#,
        r#""eliminations": ["x", "x"]"#,
        "elimination x comes twice",
    );
    refused(
        r#""eliminations": ["x"]"#,
        r#""eliminations": ["y"]"#,
        "label elimination.y is unknown",
    );
    refused(
        r#""points": 1, "#,
        r#""points": 1, "pionts": 1, "#,
        "unknown field `pionts`",
    );
    assert!(
        read(&[("r.json", SOUND)], &["key,vi,en\nk,k,\n"])
            .unwrap_err()
            .to_string()
            .contains("a language is empty")
    );
    assert!(
        read(&[("r.json", SOUND)], &["key,vi,en\nk,k,k\nk,l,l\n"])
            .unwrap_err()
            .to_string()
            .contains("label k comes twice")
    );
    assert!(
        read(&[("r.json", SOUND), ("r.json", SOUND)], &[LABELS])
            .unwrap_err()
            .to_string()
            .contains("the id comes twice")
    );
}

#[test]
fn minimums_choices_parents_bands_and_recognition_are_checked() {
    refused(
        r#""min_star": 4"#,
        r#""min_star": 3"#,
        "minimums must be for 3 to 5 stars and rise",
    );
    refused(
        r#""min_star": 3"#,
        r#""min_star": 2"#,
        "minimums must be for 3 to 5 stars and rise",
    );
    refused(
        r#""max": 40, "alternative": true"#,
        r#""max": 40"#,
        "a choice needs two cases or more",
    );
    refused(
        r#""points": 40"#,
        r#""min_star": 3, "points": 40"#,
        "neither minimums nor sub-criteria",
    );
    refused(
        r#""max": 60"#,
        r#""max": 60, "parent": "A.1.9""#,
        "parent A.1.9 is not a plain criterion",
    );
    refused(
        r#""max": 60"#,
        r#""max": 60, "parent": "A.1.2""#,
        "parent A.1.2 is not a plain criterion",
    );
    refused(
        r#"[{"points": 40, "label": "k"}]"#,
        "[]",
        "options or sub-criteria, one of the two",
    );
    refused(
        r#""min": 70"#,
        r#""min": 90"#,
        "bands must run from 5 stars to 1 star",
    );
    refused(
        r#""from": "2026-01-01""#,
        r#""from": "2026-01-02""#,
        "do not cover the regime's days",
    );
    refused(
        r#"{"stars": 4, "authority": "province"},"#,
        "",
        "an authority for 3, 4 and 5 stars",
    );
    refused(
        r#""recorded_only": false"#,
        r#""recorded_only": true"#,
        "or is recorded only",
    );
}

#[test]
fn a_continuation_has_days_and_a_known_reading() {
    let before = r#""recorded_only": false,"#;
    let with = |days: u8, reading: &str| {
        format!(r#"{before} "continuation": {{"article": "1", "days": {days}, "applies_to": "{reading}"}},"#)
    };
    refused(before, &with(0, "late"), "r: the continuation has no days");
    refused(before, &with(9, "never"), "unknown variant `never`");
}

#[test]
fn grounds_at_zero_and_conditions_are_checked() {
    let first = r#""code": "A.1.1", "label": "k", "max": 60"#;
    let with = |more: &str| format!("{first}, {more}");
    refused(
        first,
        &with(r#""eliminates_at_zero": "y""#),
        "A.1.1: eliminates_at_zero names y, no ground of the set",
    );
    refused(
        first,
        &with(r#""eliminates_at_zero": "x""#),
        "A.1.1: eliminates_at_zero needs an option of 0 points",
    );
    refused(
        first,
        &with(r#""note": "note.k""#),
        "r.json: label note.k is unknown",
    );
    for named in ["A.1.1", "A.1.2", "A.1", "Z"] {
        refused(
            first,
            &with(&format!(
                r#""applies_only_if": {{"criterion": "{named}", "points_above": 0}}"#
            )),
            &format!("A.1.1: applies_only_if names {named}, no criterion with options that stands before it"),
        );
    }
    let second = r#""code": "A.1.2", "label": "k", "#;
    let with = |above: u32| {
        format!(r#"{second}"applies_only_if": {{"criterion": "A.1.1", "points_above": {above}}}, "#)
    };
    refused(
        second,
        &with(60),
        "A.1.2: applies_only_if: A.1.1 never has more than 60 points",
    );
    let sound = SOUND.replacen(second, &with(59), 1);
    assert!(read(&[("r.json", &sound)], &[LABELS]).is_ok());
}

fn worded(wording: &str) -> Result<Regimes, String> {
    let further = FurtherCriteria {
        wording: Some(("official.csv".to_owned(), wording.to_owned())),
        ..FurtherCriteria::default()
    };
    Regimes::with(&further).map_err(|error| error.to_string())
}

#[test]
fn the_wording_stands_beside_the_labels() {
    let regimes =
        worded("\u{feff}set,code,option,text\n3,B.5.1,,Câu chuyện\n3,B.5.1,5,\"Có, đủ\"\n").unwrap();
    let criterion = |regime: &str, no| {
        let set = regimes
            .get(regime)
            .and_then(|regime| regime.product_set(no))
            .unwrap();
        set.criteria().find(|one| one.code == "B.5.1").unwrap()
    };
    assert_eq!(criterion("26-2026", 3).official.as_deref(), Some("Câu chuyện"));
    assert_eq!(
        criterion("26-2026", 3).options[4].official.as_deref(),
        Some("Có, đủ")
    );
    assert!(criterion("26-2026", 3).options[0].official.is_none());
    assert!(criterion("26-2026", 4).official.is_none());
    assert!(criterion("148-2023", 3).official.is_none());
    let named = worded("regime,set,code,text\n148-2023,7,A.1.1,Nguồn gốc\n").unwrap();
    let set = named
        .get("148-2023")
        .and_then(|regime| regime.product_set(7))
        .unwrap();
    assert_eq!(
        set.criteria().next().unwrap().official.as_deref(),
        Some("Nguồn gốc")
    );
}

#[test]
fn a_line_that_fits_nothing_is_named_with_its_rule() {
    for (line, problem) in [
        ("3,B.9.9,,x", "line 2: set 3 has no criterion B.9.9"),
        ("27,A.1.1,,x", "line 2: 26-2026 has no product set 27"),
        ("two,A.1.1,,x", "line 2: 26-2026 has no product set two"),
        ("3,B.5.1,6,x", "line 2: B.5.1 of set 3 has no option 6; it has 5"),
        ("3,B.5.1,0,x", "line 2: B.5.1 of set 3 has no option 0; it has 5"),
        ("3,B.5.1,, ", "line 2: the text is empty"),
        (
            "3,B.5.1,1,x\n3,B.5.1,1,y",
            "line 3: set 3 B.5.1 option 1 comes twice",
        ),
        ("3,B.5.1,,x\n3,B.5.1,,y", "line 3: set 3 B.5.1 comes twice"),
        ("3,B.5.1", "line: 2"),
    ] {
        let error = worded(&format!("set,code,option,text\n{line}\n")).unwrap_err();
        assert!(
            error.contains("official.csv: ") && error.contains(problem),
            "{error}"
        );
    }
    for head in [
        "",
        "set,code",
        "set,code,text,text",
        "set,code,text,words",
        "bộ,mã,chữ",
    ] {
        let error = worded(&format!("{head}\n3,B.5.1,x\n")).unwrap_err();
        assert!(
            error.contains("line 1: the columns are regime, set"),
            "{head}: {error}"
        );
    }
    let error = worded("regime,set,code,text\n1999,1,A.1.1,x\n").unwrap_err();
    assert!(error.contains("line 2: there is no regime 1999"), "{error}");
}
