//! Every rule a request can break, with its pointer and code.

use domain::criteria::Regimes;
use domain::language::Language;
use domain::scoring::{ScoringRequest, score, validate, validate_stored};
use serde_json::{Value, json};

fn sound() -> Value {
    json!({
        "regime": "26-2026", "product_set": 1, "eliminations": [],
        "council": {"members": 5, "quorum": "3/4", "max_spread": 10, "minimum_rule": "majority"},
        "sheets": [
            {"assessor": "m1", "chair": true, "answers": {"A.1.1": 3, "A.1.2": 1}},
            {"assessor": "m2", "answers": {"A.1.1": 2}}
        ]
    })
}

fn broken(request: Value) -> Vec<(String, &'static str)> {
    let regimes = Regimes::embedded().unwrap();
    let request: ScoringRequest = serde_json::from_value(request).unwrap();
    match validate(&regimes, &request) {
        Ok(_) => vec![],
        Err(violations) => {
            for violation in &violations {
                assert!(!violation.message.vi.is_empty() && violation.message.vi != violation.message.en);
            }
            violations
                .into_iter()
                .map(|violation| (violation.pointer, violation.code))
                .collect()
        }
    }
}

/// The sound request with `value` at `pointer` breaks exactly the rule `code` at `expected`.
#[track_caller]
fn refused(pointer: &str, value: Value, expected: &str, code: &'static str) {
    let mut request = sound();
    *request.pointer_mut(pointer).unwrap() = value;
    assert_eq!(broken(request), [(expected.to_owned(), code)]);
}

#[test]
fn the_sound_request_breaks_nothing() {
    assert_eq!(broken(sound()), []);
}

#[test]
fn regime_set_and_eliminations() {
    refused("/regime", json!("27-2027"), "/regime", "unknown_regime");
    refused("/regime", json!("1048-2019"), "/regime", "regime_not_scorable");
    refused("/product_set", json!(27), "/product_set", "unknown_product_set");
    refused("/product_set", json!(0), "/product_set", "unknown_product_set");
    let mut request = sound();
    request["regime"] = json!("148-2023");
    request["product_set"] = json!(7);
    assert_eq!(broken(request), [("/product_set".to_owned(), "set_not_scorable")]);
    let grounds = json!(["forged_dossier", "no_production_licence"]);
    refused("/eliminations", grounds, "/eliminations/1", "unknown_elimination");
    let grounds = json!(["forged_dossier", "forged_dossier"]);
    refused(
        "/eliminations",
        grounds,
        "/eliminations/1",
        "duplicate_elimination",
    );
    let mut request = sound();
    request["regime"] = json!("148-2023");
    request["eliminations"] = json!(["forged_dossier"]);
    assert_eq!(
        broken(request),
        [("/eliminations/0".to_owned(), "unknown_elimination")],
        "148 lists none"
    );
}

#[test]
fn council() {
    refused("/council/members", json!(0), "/council/members", "no_members");
    refused("/council/members", json!(1), "/sheets", "too_many_sheets");
    for quorum in ["0.75", "4/3", "0/4", "3/0", ""] {
        refused(
            "/council/quorum",
            json!(quorum),
            "/council/quorum",
            "invalid_quorum",
        );
    }
    for council in [json!(null), json!({})] {
        let mut request = sound();
        request["council"] = council;
        request["sheets"] = json!([]);
        assert_eq!(broken(request), [("/sheets".to_owned(), "no_sheets")]);
    }
    refused(
        "/sheets/1/assessor",
        json!("m1"),
        "/sheets/1/assessor",
        "duplicate_assessor",
    );
    refused(
        "/sheets/1/assessor",
        json!(" "),
        "/sheets/1/assessor",
        "blank_assessor",
    );
    let second = json!({"assessor": "m2", "chair": true, "answers": {}});
    refused("/sheets/1", second, "/sheets/1/chair", "second_chair");
}

#[test]
fn answers() {
    let at = "/sheets/0/answers";
    refused(
        at,
        json!({"A.9.9": 1}),
        "/sheets/0/answers/A.9.9",
        "unknown_criterion",
    );
    refused(
        at,
        json!({"a/b~c": 1}),
        "/sheets/0/answers/a~1b~0c",
        "unknown_criterion",
    );
    refused(
        at,
        json!({"A.1": 1}),
        "/sheets/0/answers/A.1",
        "unknown_criterion",
    );
    for option in [0, -1, 4, 256, 257, i64::MIN, i64::MAX] {
        refused(
            at,
            json!({"A.1.1": option}),
            "/sheets/0/answers/A.1.1",
            "unknown_option",
        );
    }
    let mut request = sound();
    request["product_set"] = json!(11);
    request["sheets"][1]["answers"] = json!({"C.6.1": 1, "C.6.1.1": 2});
    assert_eq!(
        broken(request),
        [("/sheets/1/answers/C.6.1".to_owned(), "parent_criterion")]
    );
    let mut request = sound();
    request["product_set"] = json!(26);
    request["sheets"][0]["answers"] = json!({"C.8.a": 1, "C.8.b": 2, "C.9.b": 1});
    assert_eq!(
        broken(request),
        [("/sheets/0/answers/C.8.b".to_owned(), "both_cases")]
    );
}

#[test]
fn what_has_points_only_with_another_is_refused_without_it() {
    let at = "/sheets/0/answers";
    for answers in [
        json!({"B.5.2": 3}),
        json!({"B.5.2": 2, "B.5.1": 1}),
        json!({"B.5.1": 1, "B.5.2": 3}),
    ] {
        refused(at, answers, "/sheets/0/answers/B.5.2", "condition_unmet");
    }
    // What is wrong with the story says enough.
    refused(
        at,
        json!({"B.5.1": 9, "B.5.2": 3}),
        "/sheets/0/answers/B.5.1",
        "unknown_option",
    );
    for answers in [
        json!({"B.5.2": 1}),
        json!({"B.5.2": 3, "B.5.1": 2}),
        json!({"B.5.1": 1, "B.5.2": 1}),
    ] {
        let mut request = sound();
        request["sheets"][0]["answers"] = answers;
        assert_eq!(broken(request), []);
    }
    let mut former = sound();
    former["regime"] = json!("148-2023");
    former["sheets"][0]["answers"] = json!({"B.5.2": 2});
    assert_eq!(broken(former), [], "148 prints no such rule");
}

#[test]
fn what_was_accepted_before_the_rule_counts_without_its_points() {
    let regimes = Regimes::embedded().unwrap();
    let mut request = sound();
    request["sheets"][0]["answers"] = json!({"A.1.1": 3, "B.5.1": 1, "B.5.2": 3});
    let request: ScoringRequest = serde_json::from_value(request).unwrap();
    let result = score(&validate_stored(&regimes, &request).unwrap(), Language::En);
    assert_eq!(result.sheets[0].total, 3);
}

#[test]
fn an_answer_given_twice_is_refused() {
    let regimes = Regimes::embedded().unwrap();
    let twice =
        r#"{"regime":"26-2026","product_set":1,"sheets":[{"assessor":"m","answers":{"A.1.1":1,"A.1.1":3}}]}"#;
    let request: ScoringRequest = serde_json::from_str(twice).unwrap();
    let violations = validate(&regimes, &request).unwrap_err();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].pointer, "/sheets/0/answers/A.1.1");
    assert_eq!(violations[0].code, "duplicate_answer");
}

#[test]
fn all_violations_come_together() {
    let found = broken(json!({
        "regime": "26-2026", "product_set": 26, "eliminations": ["forged_dossier"],
        "council": {"members": 1, "quorum": "3"},
        "sheets": [
            {"assessor": "m", "chair": true, "answers": {"A.1.1": 99, "Z": 1, "C.8.a": 1, "C.8.b": 1}},
            {"assessor": "m", "chair": true, "answers": {"A.1.2": 0}}
        ]
    }));
    let codes: Vec<_> = found.into_iter().map(|(_, code)| code).collect();
    assert_eq!(
        codes,
        [
            "unknown_elimination",
            "invalid_quorum",
            "too_many_sheets",
            "duplicate_assessor",
            "second_chair",
            "unknown_option",
            "both_cases",
            "unknown_criterion",
            "unknown_option"
        ]
    );
}

#[test]
fn unknown_fields_are_named() {
    let refused = |pointer: &str, field: &str| {
        let mut request = sound();
        request.pointer_mut(pointer).unwrap()[field] = json!(1);
        let error = serde_json::from_value::<ScoringRequest>(request)
            .unwrap_err()
            .to_string();
        assert!(error.contains(&format!("unknown field `{field}`")), "{error}");
    };
    refused("", "set");
    refused("/council", "quorums");
    refused("/sheets/0", "score");
}
