//! Scorings: the contract's shape, each outcome, and every broken rule by its pointer.

use crate::app::{App, body, problem};
use crate::registration::{send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const SCORINGS: &str = "/api/v1/scorings";

async fn app() -> (App, String) {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    (app, token)
}

async fn score(app: &App, token: &str, request: &Value) -> Value {
    body(send(app, Method::POST, token, SCORINGS, request).await, 200).await
}

/// A council whose members agree on a sheet with one weak answer: enough points for five stars, not every minimum.
fn nearly_five_stars() -> Value {
    let mut request = test_support::scoring_request(1, 5, 0);
    for (number, sheet) in request["sheets"].as_array_mut().unwrap().iter_mut().enumerate() {
        sheet["answers"] = best_answers();
        // Of A.1.3 the best option is marked for five stars: two members of five see it reached.
        sheet["answers"]["A.1.3"] = json!(if number < 2 { 3 } else { 2 });
    }
    request
}

fn best_answers() -> Value {
    best_answers_of(1)
}

fn best_answers_of(set: u32) -> Value {
    let regimes = shared::domain::criteria::Regimes::embedded().unwrap();
    let sheet = regimes
        .get("26-2026")
        .unwrap()
        .product_set(set)
        .unwrap()
        .sheet()
        .unwrap()
        .clone();
    let best = sheet
        .leaves()
        .iter()
        .map(|leaf| (leaf.code.clone(), json!(leaf.labels.len())));
    Value::Object(best.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_is_rated_with_what_is_missing_for_the_next_star() {
    let (app, token) = app().await;
    let result = score(&app, &token, &nearly_five_stars()).await;
    assert_eq!(result["outcome"], "rated");
    assert_eq!((&result["stars"], &result["score_stars"]), (&json!(4), &json!(5)));
    assert_eq!((&result["mean"], &result["sum"]), (&json!("99.40"), &json!(497)));
    assert_eq!((&result["count"], &result["spread"]), (&json!(5), &json!(1)));
    assert_eq!(
        result["parts"][0],
        json!({"code": "A", "mean": "39.40", "max": 40})
    );
    assert_eq!(
        result["sheets"][2],
        json!({"assessor": "m3", "total": 99, "parts": {"A": 39, "B": 25, "C": 35}})
    );
    assert_eq!(
        result["unmet_minimums"],
        json!([{"stars": 5, "criterion": "A.1.3", "minimum": 3, "reached_by": 2, "of": 5}])
    );
    let next = &result["next_star"];
    assert_eq!((&next["stars"], &next["points_missing"]), (&json!(5), &json!(0)));
    let change = &next["changes"][0];
    assert_eq!(next["changes"].as_array().unwrap().len(), 1);
    assert_eq!(change["criterion"], "A.1.3");
    assert_eq!(
        (&change["from"], &change["to"], &change["points"]),
        (&json!(2), &json!(3), &json!(1))
    );
    assert!(!change["label"].as_str().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_outcome_is_told_in_the_order_of_the_contract() {
    let (app, token) = app().await;
    let mut request = nearly_five_stars();
    request["council"] = json!({"members": 5, "max_spread": 10});
    request["sheets"][4]["answers"] = json!({"A.1.1": 1});
    let wide = score(&app, &token, &request).await;
    assert_eq!(
        (&wide["outcome"], &wide["stars"]),
        (&json!("needs_rescoring"), &Value::Null)
    );
    assert_eq!(wide["next_star"], Value::Null);
    request["council"]["members"] = json!(9);
    assert_eq!(score(&app, &token, &request).await["outcome"], "no_quorum");
    request["eliminations"] = json!(["forged_dossier"]);
    let eliminated = score(&app, &token, &request).await;
    assert_eq!(eliminated["outcome"], "eliminated");
    assert_eq!(eliminated["eliminations"][0]["code"], "forged_dossier");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_council_the_sheets_are_the_whole_one() {
    let (app, token) = app().await;
    let request = json!({"regime": "26-2026", "product_set": 1, "sheets": [{"assessor": "a", "answers": best_answers()}]});
    let result = score(&app, &token, &request).await;
    assert_eq!(
        (&result["outcome"], &result["stars"]),
        (&json!("rated"), &json!(5))
    );
    assert_eq!(result["next_star"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_told_at_once_by_its_pointer() {
    let (app, token) = app().await;
    let request = json!({
        "regime": "26-2026", "product_set": 11, "eliminations": ["unlucky"],
        "council": {"members": 3, "quorum": "4/3"},
        "sheets": [
            {"assessor": "a", "chair": true, "answers": {"Z.9": 1, "A.1.1": 9, "C.6.1": 1}},
            {"assessor": "a", "chair": true, "answers": {}},
        ],
    });
    let answer = send(&app, Method::POST, &token, SCORINGS, &request).await;
    let problem = problem(answer, 422, "invalid_fields").await;
    let told: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    for expected in [
        ("/eliminations/0", "unknown_elimination"),
        ("/council/quorum", "invalid_quorum"),
        ("/sheets/0/answers/Z.9", "unknown_criterion"),
        ("/sheets/0/answers/A.1.1", "unknown_option"),
        ("/sheets/0/answers/C.6.1", "parent_criterion"),
        ("/sheets/1/assessor", "duplicate_assessor"),
        ("/sheets/1/chair", "second_chair"),
    ] {
        assert!(told.contains(&expected), "{expected:?} is not among {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_cases_of_a_choice_are_refused() {
    let (app, token) = app().await;
    let request = json!({"regime": "26-2026", "product_set": 26,
        "sheets": [{"assessor": "a", "answers": {"C.8.a": 1, "C.8.b": 1}}]});
    let problem = problem(
        send(&app, Method::POST, &token, SCORINGS, &request).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(problem["errors"][0]["code"], "both_cases", "{problem}");
    assert_eq!(problem["errors"][0]["pointer"], "/sheets/0/answers/C.8.b");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_structure_of_a_story_has_points_only_with_a_story() {
    let (app, token) = app().await;
    let mut request = json!({"regime": "26-2026", "product_set": 3, "sheets": [{"assessor": "a", "answers": best_answers_of(3)}]});
    for (language, said) in [
        ("vi", "B.5.2 chỉ được chấm điểm khi B.5.1 đạt trên 0 điểm"),
        ("en", "B.5.2 has points only where B.5.1 has more than 0"),
    ] {
        for story in [json!(1), Value::Null] {
            let answers = request["sheets"][0]["answers"].as_object_mut().unwrap();
            answers.remove("B.5.1");
            if !story.is_null() {
                answers.insert("B.5.1".to_owned(), story);
            }
            let sent = app
                .request(Method::POST, SCORINGS)
                .bearer_auth(&token)
                .json(&request);
            let answer = sent.header("Accept-Language", language).send().await.unwrap();
            let problem = problem(answer, 422, "invalid_fields").await;
            assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{problem}");
            assert_eq!(problem["errors"][0]["pointer"], "/sheets/0/answers/B.5.2");
            assert_eq!(problem["errors"][0]["code"], "condition_unmet");
            assert!(
                problem["errors"][0]["message"].as_str().unwrap().contains(said),
                "{problem}"
            );
        }
    }
    // Its option of 0 points goes with anything; the way to the next star begins with the story.
    request["sheets"][0]["answers"]["B.5.2"] = json!(1);
    let result = score(&app, &token, &request).await;
    assert_eq!((&result["sum"], &result["stars"]), (&json!(93), &json!(3)));
    let changes = result["next_star"]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{result}");
    assert_eq!(changes[0]["criterion"], "B.5.1");
}

#[tokio::test(flavor = "multi_thread")]
async fn rice_without_its_whole_story_has_three_stars() {
    let (app, token) = app().await;
    let mut answers = best_answers_of(3);
    answers["B.5.1"] = json!(4);
    let request =
        json!({"regime": "26-2026", "product_set": 3, "sheets": [{"assessor": "a", "answers": answers}]});
    let result = score(&app, &token, &request).await;
    assert_eq!(
        (&result["sum"], &result["score_stars"], &result["stars"]),
        (&json!(98), &json!(5), &json!(3))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zero_for_water_ends_the_evaluation_by_more_than_half() {
    let (app, token) = app().await;
    let best = best_answers_of(16);
    let stopped: serde_json::Map<String, Value> = best
        .as_object()
        .unwrap()
        .iter()
        .filter(|(code, _)| code.as_str() < "C")
        .map(|(code, option)| (code.clone(), option.clone()))
        .chain([("C.6.3".to_owned(), json!(1))])
        .collect();
    let council = |zeros: usize| {
        let answers = |member: usize| {
            if member > 0 && member <= zeros {
                json!(stopped)
            } else {
                best.clone()
            }
        };
        let sheets: Vec<Value> = (0..5)
            .map(|member| json!({"assessor": format!("m{member}"), "chair": member == 0, "answers": answers(member)}))
            .collect();
        json!({"regime": "26-2026", "product_set": 16, "council": {"members": 5}, "sheets": sheets})
    };
    let ended = score(&app, &token, &council(3)).await;
    assert_eq!(
        (&ended["outcome"], &ended["stars"]),
        (&json!("eliminated"), &Value::Null)
    );
    assert_eq!(ended["eliminations"][0]["code"], "sensory_criterion_scored_zero");
    let rated = score(&app, &token, &council(2)).await;
    assert_eq!(
        (&rated["outcome"], &rated["spread"]),
        (&json!("rated"), &json!(0))
    );
    assert!(rated.get("eliminations").is_none(), "{rated}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_that_cannot_be_scored_are_refused_with_the_reason() {
    let (app, token) = app().await;
    for (regime, set, code, pointer) in [
        ("148-2023", 11, "set_not_scorable", "/product_set"),
        ("1048-2019", 1, "regime_not_scorable", "/regime"),
        ("1999", 1, "unknown_regime", "/regime"),
        ("26-2026", 27, "unknown_product_set", "/product_set"),
    ] {
        let request =
            json!({"regime": regime, "product_set": set, "sheets": [{"assessor": "a", "answers": {}}]});
        let answer = send(&app, Method::POST, &token, SCORINGS, &request).await;
        let problem = problem(answer, 422, "invalid_fields").await;
        assert_eq!(problem["errors"][0]["code"], code, "{problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_fields_deep_inside_are_named() {
    let (app, token) = app().await;
    let request = json!({"regime": "26-2026", "product_set": 1, "sheets": [{"assessor": "a", "answer": {}}]});
    let problem = problem(
        send(&app, Method::POST, &token, SCORINGS, &request).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(problem["errors"][0]["pointer"], "/sheets/0/answer", "{problem}");
    assert_eq!(problem["errors"][0]["code"], "unknown_field");
}
