//! Renewals: the window, filing late, the days to decide.

use super::scene::{Scene, pointers, report, text};
use crate::app::{body, problem};
use crate::registration::get;
use serde_json::{Value, json};

/// A renewal of a certificate from 17/2/2024 to 17/2/2027, whose window is 21/8 to 20/10/2026.
async fn renewal() -> (Scene, String) {
    let scene = Scene::at("2026-08-03").await;
    scene.recognised(3, "2024-02-17", "2027-02-17").await;
    let id = scene.complete("renewal").await;
    (scene, id)
}

async fn refused(scene: &Scene, id: &str, given: &Value) -> Value {
    let refused = scene.post(&scene.producer, id, "submission", given).await;
    problem(refused, 422, "invalid_fields").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_is_filed_in_its_window_and_decided_in_45_days() {
    let (scene, id) = renewal().await;
    scene.app.set_date("2026-08-20");
    let early = refused(&scene, &id, &json!({"late_reason": "Muốn nộp sớm"})).await;
    assert_eq!(early["errors"][0]["code"], "outside_renewal_window");
    assert!(
        text(&early["errors"][0]["message"]).contains("2026-08-21"),
        "{early}"
    );
    scene.app.set_date("2026-08-21");
    let filed = body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    // Over the five days off of National Day 2026, with the Saturday that was worked for one of them.
    assert_eq!(
        (&filed["late_reason"], &filed["due_on"]),
        (&Value::Null, &json!("2026-09-15"))
    );
    scene.app.set_date("2026-09-10");
    body(
        scene.post(&scene.commune, &id, "commune-report", &report()).await,
        200,
    )
    .await;
    // The days count from the receipt, however late it is looked at.
    scene.app.set_date("2026-09-14");
    let accepted = body(
        scene.post(&scene.province, &id, "acceptance", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(
        (&accepted["complete_on"], &accepted["decide_by"]),
        (&json!("2026-09-10"), &json!("2026-10-25"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_after_the_window_states_why() {
    let (scene, id) = renewal().await;
    scene.app.set_date("2026-10-21");
    let late = refused(&scene, &id, &json!({})).await;
    assert_eq!(pointers(&late), ["/late_reason"]);
    let reason = json!({"late_reason": "Bão số 10 làm hỏng vườn"});
    let filed = body(scene.post(&scene.producer, &id, "submission", &reason).await, 200).await;
    assert_eq!(filed["late_reason"], "Bão số 10 làm hỏng vườn");
    // What is sent back is not filed anew.
    scene
        .post(&scene.commune, &id, "return", &json!({"reason": "Thiếu ảnh"}))
        .await;
    scene.app.set_date("2027-02-20");
    let again = body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(again["late_reason"], "Bão số 10 làm hỏng vườn");
    // 2027 is not announced yet.
    assert_eq!(again["calendar_complete"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_there_is_nothing_to_renew() {
    let (scene, id) = renewal().await;
    scene.app.set_date("2027-02-18");
    let ended = refused(&scene, &id, &json!({"late_reason": "Quên"})).await;
    assert_eq!(ended["errors"][0]["code"], "not_recognised");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_says_what_has_changed() {
    let (scene, id) = renewal().await;
    scene.app.set_date("2026-09-01");
    let mut form = super::scene::registration("renewal");
    form["changes"] = json!({"market": " "});
    body(scene.put(&scene.producer, &id, "registration", &form).await, 200).await;
    assert_eq!(
        pointers(&refused(&scene, &id, &json!({})).await),
        ["/registration/changes"]
    );
}

/// Products of the province with `status`.
async fn products(scene: &Scene, status: &str) -> Vec<Value> {
    let path = format!("/api/v1/products?status={status}");
    let found = body(get(&scene.app, &scene.province, &path).await, 200).await;
    found["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stars_go_on_by_themselves_until_the_result() {
    let (scene, id) = renewal().await;
    scene.app.set_date("2026-08-21");
    body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    // While the term runs it is told by the term; then it is told as extended, 180 days at most.
    scene.app.set_date("2027-02-17");
    assert_eq!(products(&scene, "valid").await.len(), 1);
    scene.app.set_date("2027-02-18");
    let going_on = products(&scene, "extended").await;
    assert_eq!(going_on.len(), 1);
    let recognition = &going_on[0]["recognition"];
    assert_eq!(
        (&recognition["valid_to"], &recognition["extended_to"]),
        (&json!("2027-02-17"), &json!("2027-08-16")),
        "{going_on:?}"
    );
    scene.app.set_date("2027-08-17");
    assert_eq!(products(&scene, "expired").await.len(), 1);
    // The result ends it.
    scene.app.set_date("2027-03-01");
    body(
        scene.post(&scene.producer, &id, "withdrawal", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(products(&scene, "expired").await.len(), 1);
    scene.app.set_date("2027-02-28");
    assert_eq!(products(&scene, "extended").await.len(), 1);
}
