//! The shapes of the public contract, and the rules at their edges.

use domain::criteria::{Regime, Regimes};
use domain::language::Language;
use domain::scoring::{
    CouncilRules, DEFAULT_MAX_SPREAD, DEFAULT_QUORUM, MinimumRule, ScoringRequest, ScoringResult, score,
    validate,
};
use serde_json::{Value, json};

use super::generate::{leaves, total};

fn scored(request: Value) -> Value {
    let regimes = Regimes::embedded().unwrap();
    let request: ScoringRequest = serde_json::from_value(request).unwrap();
    let result = score(&validate(&regimes, &request).unwrap(), Language::En);
    serde_json::to_value(result).unwrap()
}

/// Answers of set 1 of 26/2026: the best everywhere, but `lowered` to these option numbers.
fn answers(lowered: &[(&str, usize)]) -> Value {
    let regimes = Regimes::embedded().unwrap();
    let set = regimes
        .get("26-2026")
        .and_then(|regime| regime.product_set(1))
        .unwrap();
    let option = |criterion: &domain::criteria::Criterion| {
        let lower = lowered.iter().find(|(code, _)| *code == criterion.code);
        lower.map_or(criterion.options.len(), |(_, option)| *option)
    };
    let leaves = leaves(set);
    assert!(total(set, &leaves.iter().map(|criterion| option(criterion)).collect()) <= 100);
    leaves
        .into_iter()
        .map(|criterion| (criterion.code.clone(), json!(option(criterion))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn sheet(assessor: &str, lowered: &[(&str, usize)]) -> Value {
    json!({"assessor": assessor, "chair": assessor == "m1", "answers": answers(lowered)})
}

/// Five members, of whom three see A.1.3 one option lower.
fn example() -> Value {
    let low: &[_] = &[("A.1.3", 2), ("B.4.3", 4)];
    let high: &[_] = &[("B.4.3", 4)];
    json!({
        "regime": "26-2026", "product_set": 1, "eliminations": [],
        "council": {"members": 5, "quorum": "3/4", "max_spread": 10, "minimum_rule": "majority"},
        "sheets": [sheet("m1", low), sheet("m2", low), sheet("m3", low), sheet("m4", high), sheet("m5", high)]
    })
}

#[test]
fn the_example_of_the_contract_has_its_shape() {
    let result = scored(example());
    let expected = json!({
        "regime": "26-2026", "product_set": 1, "outcome": "rated", "stars": 4, "score_stars": 5, "mean": "97.40",
        "sum": 487, "count": 5, "spread": 1,
        "parts": [{"code": "A", "mean": "39.40", "max": 40}, {"code": "B", "mean": "23.00", "max": 25},
                  {"code": "C", "mean": "35.00", "max": 35}],
        "sheets": (1..=5).map(|member| {
            let a = if member <= 3 { 39 } else { 40 };
            json!({"assessor": format!("m{member}"), "total": a + 58, "parts": {"A": a, "B": 23, "C": 35}})
        }).collect::<Vec<_>>(),
        "unmet_minimums": [{"stars": 5, "criterion": "A.1.3", "minimum": 3, "reached_by": 2, "of": 5}],
        "next_star": {"stars": 5, "points_missing": 0, "changes": [
            {"criterion": "A.1.3", "from": 2, "to": 3, "points": 1, "label": result["next_star"]["changes"][0]["label"]}]}
    });
    assert_eq!(result, expected);
    assert!(
        result["next_star"]["changes"][0]["label"]
            .as_str()
            .is_some_and(|label| !label.is_empty())
    );
    let back: ScoringResult = serde_json::from_value(result.clone()).unwrap();
    assert_eq!(serde_json::to_value(back).unwrap(), result);
}

#[test]
fn labels_come_in_the_language_asked() {
    let regimes = Regimes::embedded().unwrap();
    let request: ScoringRequest = serde_json::from_value(example()).unwrap();
    let checked = validate(&regimes, &request).unwrap();
    let label = |language| {
        score(&checked, language).next_star.unwrap().changes[0]
            .label
            .clone()
    };
    assert_ne!(label(Language::Vi), label(Language::En));
}

#[test]
fn the_minimum_rule_decides_when_members_differ() {
    let stars = |rule: &str, lower: usize| {
        let mut request = example();
        request["council"]["minimum_rule"] = json!(rule);
        for member in 0..5 {
            let lowered = [("A.1.3", if member < lower { 2 } else { 3 }), ("B.4.3", 4)];
            request["sheets"][member]["answers"] = answers(&lowered);
        }
        scored(request)["stars"].clone()
    };
    assert_eq!(
        [stars("majority", 2), stars("all", 2), stars("mean", 2)],
        [5, 4, 4]
    );
    assert_eq!(
        [stars("majority", 3), stars("all", 0), stars("mean", 0)],
        [4, 5, 5]
    );
}

#[test]
fn half_of_the_sheets_is_no_majority() {
    let mut request = example();
    request["sheets"].as_array_mut().unwrap().remove(0);
    request["sheets"][0]["chair"] = json!(true);
    let result = scored(request);
    let unmet = json!([{"stars": 5, "criterion": "A.1.3", "minimum": 3, "reached_by": 2, "of": 4}]);
    assert_eq!((&result["stars"], &result["unmet_minimums"]), (&json!(4), &unmet));
}

#[test]
fn spread_quorum_and_elimination_end_without_stars() {
    let outcome = |request: Value| {
        let result = scored(request);
        assert_eq!(
            (&result["stars"], &result["next_star"]),
            (&Value::Null, &Value::Null)
        );
        result
    };
    let mut wide = example();
    wide["council"]["max_spread"] = json!(0);
    let result = outcome(wide.clone());
    assert_eq!(
        (&result["outcome"], &result["mean"], &result["score_stars"]),
        (&json!("needs_rescoring"), &json!("97.40"), &json!(5))
    );
    wide["council"]["max_spread"] = json!(1);
    assert_eq!(
        scored(wide.clone())["outcome"],
        "rated",
        "a spread of 1 is not more than 1"
    );
    wide["council"]["max_spread"] = Value::Null;
    assert_eq!(scored(wide)["outcome"], "rated");

    let mut few = example();
    few["sheets"].as_array_mut().unwrap().truncate(3);
    assert_eq!(outcome(few)["outcome"], "no_quorum");
    let mut no_chair = example();
    no_chair["sheets"][0]["chair"] = json!(false);
    assert_eq!(outcome(no_chair)["outcome"], "no_quorum");
    let mut none = example();
    none["sheets"] = json!([]);
    let result = outcome(none.clone());
    assert_eq!(result["outcome"], "no_quorum");
    assert_eq!(
        (&result["mean"], &result["sum"], &result["count"]),
        (&Value::Null, &Value::Null, &json!(0))
    );
    assert_eq!((&result["parts"], &result["sheets"]), (&json!([]), &json!([])));

    none["eliminations"] = json!(["forged_dossier"]);
    let result = outcome(none);
    assert_eq!(result["outcome"], "eliminated");
    assert_eq!(
        result["eliminations"],
        json!([{"code": "forged_dossier", "label": "Forged dossier"}])
    );
}

#[test]
fn without_a_council_the_sheets_are_the_council_and_the_first_is_the_chairs() {
    let mut request = example();
    request.as_object_mut().unwrap().remove("council");
    request["sheets"][0].as_object_mut().unwrap().remove("chair");
    assert_eq!(scored(request)["outcome"], "rated");
}

#[test]
fn a_council_has_its_defaults_and_null_is_not_absent() {
    let council: CouncilRules = serde_json::from_value(json!({})).unwrap();
    assert_eq!(council, CouncilRules::default());
    assert_eq!(
        (council.quorum.as_str(), council.max_spread),
        (DEFAULT_QUORUM, Some(DEFAULT_MAX_SPREAD))
    );
    assert_eq!(
        (council.members, council.minimum_rule),
        (None, MinimumRule::Majority)
    );
    let off: CouncilRules = serde_json::from_value(json!({"max_spread": null})).unwrap();
    assert_eq!(off.max_spread, None);
    let again: CouncilRules = serde_json::from_value(serde_json::to_value(&off).unwrap()).unwrap();
    assert_eq!(again, off);
}

#[test]
fn a_mean_of_89_995_is_four_stars() {
    let regimes = Regimes::embedded().unwrap();
    let band = |regime: &Regime| {
        [
            regime.band_of(17_999, 200),
            regime.band_of(18_000, 200),
            regime.band_of(0, 0),
        ]
    };
    assert!(regimes.iter().all(|regime| band(regime) == [4, 5, 1]));
}

/// A council of set 16: `answers` of C.6.1 by member; who stops at a 0 leaves the rest open.
fn water(answers: &[Option<u8>]) -> Value {
    let regimes = Regimes::embedded().unwrap();
    let set = regimes
        .get("26-2026")
        .and_then(|regime| regime.product_set(16))
        .unwrap();
    let leaves = set.sheet().unwrap().leaves();
    let sheets = answers.iter().enumerate().map(|(member, purity)| {
        let mut best: serde_json::Map<String, Value> = leaves
            .iter()
            .map(|leaf| (leaf.code.clone(), json!(leaf.labels.len())))
            .collect();
        if *purity == Some(1) {
            best.retain(|code, _| code.as_str() < "C");
        }
        best.remove("C.6.1");
        best.extend(purity.map(|option| ("C.6.1".to_owned(), json!(option))));
        json!({"assessor": format!("m{member}"), "chair": member == 0, "answers": best})
    });
    json!({"regime": "26-2026", "product_set": 16, "council": {}, "sheets": sheets.collect::<Vec<_>>()})
}

#[test]
fn a_zero_at_a_sensory_criterion_of_water_is_a_ground_by_more_than_half() {
    let (zero, clean, open) = (Some(1), Some(2), None);
    let outcome = |answers: &[Option<u8>]| scored(water(answers))["outcome"].clone();
    let ended = scored(water(&[clean, zero, zero, zero, clean]));
    assert_eq!(
        (&ended["outcome"], &ended["stars"]),
        (&json!("eliminated"), &Value::Null)
    );
    assert_eq!(ended["eliminations"][0]["code"], "sensory_criterion_scored_zero");
    assert_eq!(ended["eliminations"].as_array().unwrap().len(), 1);
    // Who stopped is no measure of how far the others differ.
    let rated = scored(water(&[clean, zero, zero, clean, clean]));
    assert_eq!(
        (&rated["outcome"], &rated["spread"]),
        (&json!("rated"), &json!(0))
    );
    assert_eq!(
        outcome(&[clean, zero, zero, clean]),
        "rated",
        "half is no majority"
    );
    assert_eq!(
        outcome(&[open, open, open]),
        "rated",
        "a criterion left open is no 0"
    );
    assert_eq!(outcome(&[zero]), "eliminated");
    let mut named = water(&[clean, zero, zero, zero, clean]);
    named["eliminations"] = json!(["sensory_criterion_scored_zero"]);
    assert_eq!(scored(named)["eliminations"], ended["eliminations"], "told once");
    let mut other = water(&[clean, clean, clean]);
    for (member, code) in ["C.6.2", "C.6.3", "C.6.4"].into_iter().enumerate() {
        other["sheets"][member]["answers"][code] = json!(1);
    }
    assert_eq!(scored(other)["outcome"], "eliminated", "a 0 in any of the four");
}

#[test]
fn four_stars_of_rice_ask_for_the_whole_story() {
    let regimes = Regimes::embedded().unwrap();
    let set = regimes
        .get("26-2026")
        .and_then(|regime| regime.product_set(3))
        .unwrap();
    let leaves = set.sheet().unwrap().leaves();
    let mut best: serde_json::Map<String, Value> = leaves
        .iter()
        .map(|leaf| (leaf.code.clone(), json!(leaf.labels.len())))
        .collect();
    best.insert("B.5.1".to_owned(), json!(4));
    let result = scored(
        json!({"regime": "26-2026", "product_set": 3, "sheets": [{"assessor": "m", "answers": best}]}),
    );
    assert_eq!(
        (&result["sum"], &result["score_stars"], &result["stars"]),
        (&json!(98), &json!(5), &json!(3))
    );
    assert_eq!(result["unmet_minimums"][0]["criterion"], "B.5.1");
}
