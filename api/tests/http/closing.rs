//! The advisory team's report opens the first turn; the regime of the day of closing rates it.

use crate::app::{body, problem};
use crate::council_scene::{answers, person, scene};
use crate::registration::{get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

#[tokio::test(flavor = "multi_thread")]
async fn the_transition_acts_on_the_day_of_closing() {
    let scene = scene().await;
    let (app, dossier) = (&scene.app, &scene.dossier);
    app.database
        .execute(&format!(
            "update dossiers set handed_in_on = '2026-05-20' where id = '{dossier}'"
        ))
        .await;
    app.set_date("2026-07-21");
    for who in 0..3 {
        let given = json!({"answers": {"A.1.1": 1}});
        scene.hand_in(who, &given).await;
    }
    // Under 148 until 21 July, and an answer that only its sheet has.
    let leaf = scene.get(&scene.people[0].token, "/score-sheets/mine").await;
    assert_eq!(body(leaf, 200).await["regime"], "148-2023");
    let set = body(
        get(app, &scene.office, "/api/v1/regimes/148-2023/product-sets/1").await,
        200,
    )
    .await;
    let newer = body(
        get(app, &scene.office, "/api/v1/regimes/26-2026/product-sets/1").await,
        200,
    )
    .await;
    let codes = |set: &Value| -> Vec<String> {
        let text = set.to_string();
        let mut codes: Vec<String> = text
            .split("\"code\":\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect();
        codes.retain(|code| code.matches('.').count() == 2);
        codes
    };
    let newer = codes(&newer);
    let only_old = codes(&set)
        .into_iter()
        .find(|code| !newer.contains(code))
        .unwrap();
    let given = json!({"answers": {only_old: 1}});
    body(
        scene
            .tagged(
                Method::PUT,
                &scene.people[0].token,
                "/score-sheets/mine",
                "*",
                &given,
            )
            .await,
        200,
    )
    .await;
    app.set_date("2026-07-22");
    let refused = problem(scene.close().await, 422, "invalid_fields").await;
    assert_eq!(refused["errors"][0]["code"], "unknown_criterion");
    app.set_date("2026-07-21");
    body(scene.close().await, 202).await;
    assert_eq!(
        app.database.texts("select regime from evaluations").await,
        ["148-2023"]
    );
    assert_eq!(
        app.database.texts("select regime from dossiers").await,
        ["148-2023"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_before_no_council_is_not_closed_and_the_report_opens_its_first_turn() {
    let scene = scene().await;
    let app = &scene.app;
    let product = app.database.products(1).await.remove(0);
    let dossier = app
        .database
        .dossier(&product, "with_advisory_team", 0, "2026-05-25")
        .await;
    let path = format!("/api/v1/dossiers/{dossier}");
    let report =
        json!({"findings": "Đủ hồ sơ", "proposal": "Đề nghị 4 sao", "answers": answers(1)["answers"]});
    let act = async |token: &str, rest: &str, given: &Value| {
        let request = app
            .request(Method::POST, &format!("{path}{rest}"))
            .bearer_auth(token)
            .header("If-Match", "*");
        request.json(given).send().await.unwrap()
    };
    let commune = token_in(app, Role::Commune, "08848").await;
    problem(
        act(&commune, "/advisory-report", &report).await,
        403,
        "not_your_turn",
    )
    .await;
    let mut broken = report.clone();
    broken["answers"] = json!({"A.1.1": 99});
    broken["findings"] = json!("");
    broken["file_ids"] = json!([uuid::Uuid::now_v7()]);
    problem(
        act(&scene.office, "/advisory-report", &broken).await,
        422,
        "invalid_fields",
    )
    .await;
    let reported = body(act(&scene.office, "/advisory-report", &report).await, 200).await;
    assert_eq!(
        (&reported["state"], &reported["turn"]),
        (&json!("at_council"), &json!(1))
    );
    problem(
        act(&scene.office, "/advisory-report", &report).await,
        409,
        "out_of_turn",
    )
    .await;
    problem(
        act(&scene.office, "/evaluations", &json!({})).await,
        409,
        "conflict",
    )
    .await;
    let given = json!({"dossier_ids": [dossier]});
    let council = format!("/api/v1/councils/{}/dossiers", scene.council);
    body(
        send(app, Method::POST, &scene.office, &council, &given).await,
        200,
    )
    .await;
    let seen = body(
        get(app, &scene.people[2].token, &format!("{path}/advisory-report")).await,
        200,
    )
    .await;
    assert_eq!(seen["proposal"], "Đề nghị 4 sao");
    assert!(seen["score"]["sum"].as_u64().unwrap() > 0);
    problem(
        get(app, &commune, &format!("{path}/advisory-report")).await,
        403,
        "insufficient_scope",
    )
    .await;
    let outside = person(app, "outside").await;
    problem(
        get(app, &outside.token, &format!("{path}/advisory-report")).await,
        404,
        "not_found",
    )
    .await;
}
