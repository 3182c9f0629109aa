//! Waiting times and the funnel: what dossiers, ideas and plans leave behind on their way, walked over HTTP, and random histories
//! against recounts by SQL.

mod funnel;
mod histories;
mod waiting;

use crate::app::{body, problem};
use crate::dossiers::scene::{Scene, report};
use crate::registration::{get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const WAITING: &str = "/api/v1/statistics/waiting-times";
const FUNNEL: &str = "/api/v1/statistics/funnel";

async fn asked(scene: &Scene, token: &str, path: &str) -> Value {
    body(get(&scene.app, token, path).await, 200).await
}

/// The steps of the whole or of a cell.
fn steps_of(view: &Value) -> &[Value] {
    view["steps"].as_array().unwrap()
}

/// The step `state` of the totals.
fn step<'a>(answer: &'a Value, state: &str) -> &'a Value {
    let mut steps = steps_of(&answer["totals"]).iter();
    steps.find(|step| step["state"] == state).unwrap()
}

/// A dossier handed in on 1 June 2026, returned on the 5th, handed in again on Monday the 8th and sent on after 30 June, the last
/// day of the commune's.
pub(crate) async fn walked() -> Scene {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.handed_in().await;
    scene.app.set_date("2026-06-05");
    let reason = json!({"reason": "Thiếu ảnh vùng trồng."});
    body(scene.post(&scene.commune, &id, "return", &reason).await, 200).await;
    scene.app.set_date("2026-06-08");
    let again = body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(again["due_on"], "2026-06-29");
    scene.app.set_date("2026-07-01");
    body(
        scene.post(&scene.commune, &id, "commune-report", &report()).await,
        200,
    )
    .await;
    scene.app.set_date("2026-07-10");
    scene
}

#[tokio::test(flavor = "multi_thread")]
async fn stays_are_counted_where_they_ended_and_late_after_their_last_day() {
    let scene = walked().await;
    let answer = asked(&scene, &scene.province, WAITING).await;
    assert_eq!(
        (&answer["from"], &answer["to"]),
        (&json!("2026-01-01"), &json!("2026-07-10"))
    );
    // Four days, then 23 days with 17 working days: weekends, and no holiday in June.
    let commune = step(&answer, "at_commune");
    assert_eq!(commune["ended"], 2);
    assert_eq!(
        commune["days"],
        json!({"median": 4, "p90": 23, "max": 23, "mean": "13.5"})
    );
    assert_eq!(
        commune["working_days"],
        json!({"median": 4, "p90": 17, "max": 17, "mean": "10.5"})
    );
    assert_eq!(
        (
            &commune["with_deadline"],
            &commune["late"],
            &commune["late_share"]
        ),
        (&json!(2), &json!(1), &json!("50.0"))
    );
    let returned = step(&answer, "returned");
    assert_eq!(
        (&returned["days"]["max"], &returned["working_days"]),
        (&json!(3), &Value::Null)
    );
    let draft = step(&answer, "draft");
    assert_eq!((&draft["ended"], &draft["days"]["max"]), (&json!(1), &json!(0)));
    let province = step(&answer, "at_province");
    assert_eq!(
        (&province["ended"], &province["days"], &province["waiting"]),
        (&json!(0), &Value::Null, &json!(1))
    );
    assert_eq!(province["waiting_days"]["max"], 9);
    let states: Vec<&str> = answer["totals"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["state"].as_str().unwrap())
        .collect();
    assert!(!states.contains(&"recognised") && states.contains(&"scored_by_ministry"));
}

#[tokio::test(flavor = "multi_thread")]
async fn any_day_of_the_past_shows_who_waited_then() {
    let scene = walked().await;
    for (day, state, days, overdue) in [
        ("2026-06-03", "at_commune", 2, 0),
        ("2026-06-06", "returned", 1, 0),
        ("2026-06-29", "at_commune", 21, 0),
        ("2026-06-30", "at_commune", 22, 1),
        ("2026-07-01", "at_province", 0, 0),
    ] {
        let answer = asked(&scene, &scene.province, &format!("{WAITING}?to={day}")).await;
        let step = step(&answer, state);
        let told = (&step["waiting"], &step["waiting_days"]["max"], &step["overdue"]);
        assert_eq!(told, (&json!(1), &json!(days), &json!(overdue)), "{day}");
        let steps = answer["totals"]["steps"].as_array().unwrap();
        let waiting: u64 = steps.iter().map(|step| step["waiting"].as_u64().unwrap()).sum();
        assert_eq!(waiting, 1, "{day}");
    }
    let before = asked(&scene, &scene.province, &format!("{WAITING}?to=2026-05-31")).await;
    assert_eq!(step(&before, "draft")["waiting"], 0);
    let period = asked(
        &scene,
        &scene.province,
        &format!("{WAITING}?from=2026-06-05&to=2026-06-07"),
    )
    .await;
    assert_eq!(
        (
            &step(&period, "at_commune")["ended"],
            &step(&period, "returned")["ended"]
        ),
        (&json!(1), &json!(0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_times_keep_to_the_question_and_to_the_callers_reach() {
    let scene = walked().await;
    let other = token_in(&scene.app, Role::Province, "01").await;
    for (token, query, expected) in [
        (&scene.national, "unit=253&generation=legacy", 2),
        (&scene.national, "unit=25&kind=first&regime=26-2026", 2),
        (&scene.national, "kind=renewal", 0),
        (&scene.national, "regime=148-2023", 0),
        (&other, "", 0),
    ] {
        let answer = asked(&scene, token, &format!("{WAITING}?{query}")).await;
        assert_eq!(step(&answer, "at_commune")["ended"], expected, "{query}");
    }
    for (by, value) in [
        ("commune", json!("08782")),
        ("district&generation=legacy", json!("253")),
        ("product_group", json!("I")),
        ("product_set", json!(1)),
        ("kind", json!("first")),
    ] {
        let answer = asked(&scene, &scene.national, &format!("{WAITING}?by={by}")).await;
        let word = by.split('&').next().unwrap();
        assert_eq!(
            (&answer["cells"][0][word], &answer["cells"][1]),
            (&value, &Value::Null),
            "{by}"
        );
        assert_eq!(answer["cells"][0]["steps"], answer["totals"]["steps"], "{by}");
    }
    problem(
        get(&scene.app, &other, &format!("{WAITING}?unit=25")).await,
        404,
        "not_found",
    )
    .await;
    for (query, pointer) in [
        ("by=stars", "/by"),
        ("from=2026-12-01&to=2026-11-01", "/to"),
        ("from=2027-01-01", "/to"),
        ("to=1999-01-01", "/from"),
        ("year=2026", "/year"),
        ("regime=26-2027", "/regime"),
    ] {
        let refused = get(&scene.app, &scene.national, &format!("{WAITING}?{query}")).await;
        let refused = problem(refused, 400, "invalid_query").await;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{query}: {refused}");
    }
}

/// Two ideas of June 2026, one of them accepted with its plan, which waits; a draft.
async fn cycle() -> Scene {
    let scene = Scene::at("2026-06-01").await;
    let made = async |path: &str, given: &Value| {
        let made = send(&scene.app, Method::POST, &scene.producer, path, given).await;
        body(made, 201).await["id"].as_str().unwrap().to_owned()
    };
    let idea = |name: &str| json!({"year": 2026, "product_name": name, "product_set": 7, "description": "Lá ổi sấy"});
    let accepted = made("/api/v1/ideas", &idea("Trà ổi")).await;
    made("/api/v1/ideas", &idea("Mứt ổi")).await;
    scene.app.set_date("2026-06-10");
    let decision = format!("/api/v1/ideas/{accepted}/decision");
    let given = json!({"decision": "accepted"});
    body(
        send(&scene.app, Method::POST, &scene.commune, &decision, &given).await,
        200,
    )
    .await;
    let plan = json!({"idea_id": accepted, "year": 2026, "investment": 500_000_000,
        "capital": [{"source": "own", "amount": 500_000_000}], "jobs": 12, "market": "Siêu thị Hà Nội"});
    made("/api/v1/business-plans", &plan).await;
    scene.app.set_date("2026-06-20");
    scene.draft("first").await;
    scene
}

fn stages(told: &Value) -> Vec<u64> {
    let stages = told["stages"].as_array().unwrap().iter();
    stages.map(|stage| stage["count"].as_u64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_funnel_tells_how_far_ideas_plans_and_dossiers_came_until_a_day() {
    let scene = cycle().await;
    let answer = asked(&scene, &scene.province, &format!("{FUNNEL}?year=2026")).await;
    assert_eq!(stages(&answer["totals"]), [2, 1, 1, 0, 1, 0, 0, 0]);
    let rates: Vec<&Value> = answer["totals"]["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["of_previous"])
        .collect();
    assert_eq!(
        rates[..5],
        [
            &Value::Null,
            &json!("50.0"),
            &json!("100.0"),
            &json!("0.0"),
            &Value::Null
        ]
    );
    for (query, expected) in [
        ("as_of=2026-06-09", [2, 0, 0, 0, 0, 0, 0, 0]),
        ("as_of=2026-06-10", [2, 1, 1, 0, 0, 0, 0, 0]),
        ("as_of=2026-05-31", [0; 8]),
        ("year=2025", [0; 8]),
        ("unit=253&generation=legacy", [2, 1, 1, 0, 1, 0, 0, 0]),
        ("unit=01", [0; 8]),
    ] {
        let answer = asked(&scene, &scene.national, &format!("{FUNNEL}?{query}")).await;
        assert_eq!(stages(&answer["totals"]), expected, "{query}");
    }
    // A plan is of the set of its idea, a dossier of that of its product.
    let by_set = asked(&scene, &scene.national, &format!("{FUNNEL}?by=product_set")).await;
    let cells: Vec<(&Value, Vec<u64>)> = by_set["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| (&cell["product_set"], stages(cell)))
        .collect();
    assert_eq!(
        cells,
        [
            (&json!(1), vec![0, 0, 0, 0, 1, 0, 0, 0]),
            (&json!(7), vec![2, 1, 1, 0, 0, 0, 0, 0])
        ]
    );
    let other = token_in(&scene.app, Role::Province, "01").await;
    assert_eq!(stages(&asked(&scene, &other, FUNNEL).await["totals"]), [0; 8]);
    for (query, pointer) in [
        ("by=kind", "/by"),
        ("year=1999", "/year"),
        ("as_of=soon", "/as_of"),
        ("from=2026", "/from"),
    ] {
        let refused = get(&scene.app, &other, &format!("{FUNNEL}?{query}")).await;
        let refused = problem(refused, 400, "invalid_query").await;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{query}: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_are_tables_with_names_in_the_callers_language() {
    let scene = cycle().await;
    for (path, language, expected) in [
        (format!("{FUNNEL}?by=commune"), "vi", "Ý tưởng đăng ký"),
        (format!("{FUNNEL}?by=commune"), "en", "Ideas accepted"),
        (WAITING.to_owned(), "vi", "đang soạn"),
        (format!("{WAITING}?by=province"), "en", "at the commune"),
    ] {
        let request = scene.app.request(Method::GET, &path).bearer_auth(&scene.province);
        let answer = request
            .header("Accept", "text/csv")
            .header("Accept-Language", language)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().await.unwrap();
        assert!(text.contains(expected), "{path}: {text}");
    }
}
