//! Last days: over Tết, overdue ones, their notices.

use super::scene::{DOSSIERS, Scene, text};
use crate::app::{App, body, problem};
use crate::registration::{get, token_in};
use chrono::NaiveDate;
use serde_json::{Value, json};
use shared::database::dossier_notices;
use shared::domain::access::Role;
use shared::domain::calendar::embedded;
use shared::domain::dossier::soon_until;

const NOTICES: &str = "/api/v1/dossier-notices";

/// Does what the scheduled task does on `day`; how many notices it records.
async fn noticed(scene: &Scene, day: &str) -> usize {
    let day: NaiveDate = day.parse().unwrap();
    let (soon, now) = (soon_until(embedded().unwrap(), day), scene.app.clock().now());
    scene
        .arranged(async |connection| {
            dossier_notices::record(connection, day, soon, now, 100)
                .await
                .unwrap()
        })
        .await
}

async fn told(app: &App, token: &str, query: &str) -> Vec<String> {
    let list = body(get(app, token, &format!("{NOTICES}?{query}")).await, 200).await;
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|one| {
            let state = one["state"].as_str().unwrap_or("-");
            format!(
                "{} {} {state} {}",
                text(&one["kind"]),
                text(&one["deadline"]),
                text(&one["due_on"])
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commune_has_fifteen_working_days_over_tet() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.complete("first").await;
    scene.app.set_date("2026-06-12");
    let filed = body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(filed["due_on"], "2026-07-03");
    scene
        .post(&scene.commune, &id, "return", &json!({"reason": "Thiếu"}))
        .await;
    scene.app.set_date("2027-01-27");
    let filed = body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    // Tết 2027 takes 4, 5, 8, 9 and 10 February.
    assert_eq!(
        (&filed["due_on"], &filed["calendar_complete"]),
        (&json!("2027-02-24"), &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_passed_is_listed_until_it_is_done() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.handed_in().await;
    let list = async |query: &str| {
        let list = body(
            get(&scene.app, &scene.province, &format!("{DOSSIERS}?{query}")).await,
            200,
        )
        .await;
        list["items"].as_array().unwrap().len()
    };
    scene.app.set_date("2026-06-22");
    assert_eq!(
        (list("overdue=true").await, list("due_before=2026-06-23").await),
        (0, 1)
    );
    scene.app.set_date("2026-06-23");
    assert_eq!(
        (list("overdue=true").await, list("due_before=2026-06-22").await),
        (1, 0)
    );
    assert_eq!(scene.dossier(&id).await["overdue"], true);
    scene
        .post(&scene.commune, &id, "return", &json!({"reason": "Thiếu"}))
        .await;
    assert_eq!(list("overdue=true").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_last_day_is_noticed_once_before_and_once_after() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.handed_in().await;
    assert_eq!(noticed(&scene, "2026-06-16").await, 0);
    assert_eq!(noticed(&scene, "2026-06-17").await, 1);
    assert_eq!(noticed(&scene, "2026-06-22").await, 0);
    assert_eq!(noticed(&scene, "2026-06-23").await, 1);
    assert_eq!(noticed(&scene, "2026-06-24").await, 0);
    let all = told(&scene.app, &scene.commune, &format!("dossier_id={id}")).await;
    assert_eq!(
        all,
        [
            "due_soon state at_commune 2026-06-22",
            "overdue state at_commune 2026-06-22"
        ]
    );
    let list = body(get(&scene.app, &scene.producer, NOTICES).await, 200).await;
    let first = list["items"][0]["id"].as_i64().unwrap();
    assert_eq!(
        told(&scene.app, &scene.producer, &format!("after={first}"))
            .await
            .len(),
        1
    );
    assert_eq!(
        told(
            &scene.app,
            &scene.producer,
            "kind=due_soon&from=2026-06-17&to=2026-06-17"
        )
        .await
        .len(),
        1
    );
    let other = token_in(&scene.app, Role::Province, "01").await;
    assert_eq!(told(&scene.app, &other, "").await, Vec::<String>::new());
    let bad = get(
        &scene.app,
        &scene.commune,
        &format!("{NOTICES}?from=2026-06-02&to=2026-06-01"),
    )
    .await;
    problem(bad, 400, "invalid_query").await;
    // A new state has a last day of its own.
    scene
        .post(&scene.commune, &id, "return", &json!({"reason": "Thiếu"}))
        .await;
    assert_eq!(noticed(&scene, "2026-06-25").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_decision_on_a_renewal_has_its_own_last_day() {
    let scene = Scene::at("2026-08-24").await;
    scene.recognised(3, "2024-02-17", "2027-02-17").await;
    let id = scene.complete("renewal").await;
    scene.post(&scene.producer, &id, "submission", &json!({})).await;
    scene
        .post(&scene.commune, &id, "commune-report", &super::scene::report())
        .await;
    let accepted = body(
        scene.post(&scene.province, &id, "acceptance", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(
        (&accepted["decide_by"], &accepted["due_on"]),
        (&json!("2026-10-08"), &Value::Null)
    );
    assert_eq!(noticed(&scene, "2026-10-09").await, 1);
    assert_eq!(noticed(&scene, "2026-10-10").await, 0);
    assert_eq!(
        told(&scene.app, &scene.province, "").await,
        ["overdue decision - 2026-10-08"]
    );
    scene.app.set_date("2026-10-09");
    assert_eq!(scene.dossier(&id).await["overdue"], true);
}
