//! The way from the draft to the advisory team, and back.

use super::scene::{DOSSIERS, Scene, pointers, registration, report, text};
use crate::app::{body, problem};
use crate::registration::{get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::domain::access::Role;
use shared::hex::hex;

#[tokio::test(flavor = "multi_thread")]
async fn from_the_draft_to_the_advisory_team() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.complete("first").await;
    let handed_in = scene.post(&scene.producer, &id, "submission", &json!({})).await;
    let handed_in = body(handed_in, 200).await;
    assert_eq!(handed_in["state"], "at_commune");
    // 15 working days after Monday 1 June 2026.
    assert_eq!(
        (&handed_in["handed_in_on"], &handed_in["due_on"]),
        (&json!("2026-06-01"), &json!("2026-06-22"))
    );
    assert_eq!(handed_in["calendar_complete"], true);
    scene.app.set_date("2026-06-10");
    let sent_on = scene.post(&scene.commune, &id, "commune-report", &report()).await;
    let sent_on = body(sent_on, 200).await;
    assert_eq!(
        (&sent_on["state"], &sent_on["due_on"]),
        (&json!("at_province"), &Value::Null)
    );
    assert_eq!(sent_on["commune_report"]["local_labour"]["verdict"], "confirmed");
    let accepted = body(
        scene.post(&scene.province, &id, "acceptance", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(accepted["state"], "with_advisory_team");
    assert_eq!(
        (&accepted["complete_on"], &accepted["decide_by"]),
        (&json!("2026-06-10"), &Value::Null)
    );
    let events = body(
        get(&scene.app, &scene.producer, &format!("{DOSSIERS}/{id}/events")).await,
        200,
    )
    .await;
    let steps: Vec<String> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            format!(
                "{} {} {}",
                text(&event["from"]),
                text(&event["action"]),
                text(&event["to"])
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "draft submit at_commune",
            "at_commune send_on at_province",
            "at_province accept with_advisory_team"
        ]
    );
    assert_eq!(
        events["items"][0]["details"],
        json!({"snapshot": 1, "late": false})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_missing_is_told_at_once() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.draft("first").await;
    let refused = scene.post(&scene.producer, &id, "submission", &json!({})).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    let told = pointers(&refused);
    for pointer in [
        "/registration/representative",
        "/registration/declarations/truthful",
        "/self_assessment/answers/A.1.1",
        "/self_assessment/answers/C.12",
        "/documents/business_registration",
        "/documents/food_safety",
    ] {
        assert!(told.contains(&pointer), "{pointer} in {told:?}");
    }
    assert_eq!(scene.dossier(&id).await["state"], "draft");
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_turn_says_what_is_possible_and_another_party_is_turned_away() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.handed_in().await;
    let refused = scene.post(&scene.province, &id, "acceptance", &json!({})).await;
    let refused = problem(refused, 409, "out_of_turn").await;
    assert_eq!(
        refused["possible"],
        json!([
            {"action": "send_on", "by": ["commune"]},
            {"action": "return", "by": ["commune"]},
            {"action": "withdraw", "by": ["producer", "commune", "province"]},
        ])
    );
    assert!(text(&refused["detail"]).contains("send_on"), "{refused}");
    problem(
        scene
            .post(&scene.producer, &id, "commune-report", &report())
            .await,
        403,
        "not_your_turn",
    )
    .await;
    problem(
        scene
            .post(&scene.national, &id, "return", &json!({"reason": "x"}))
            .await,
        403,
        "not_your_turn",
    )
    .await;
    problem(
        scene
            .post(&scene.national, &id, "refusal", &json!({"reason": "x"}))
            .await,
        409,
        "out_of_turn",
    )
    .await;
    let neighbour = token_in(&scene.app, Role::Commune, "08848").await;
    problem(
        scene.post(&neighbour, &id, "commune-report", &report()).await,
        404,
        "not_found",
    )
    .await;
    let path = format!("{DOSSIERS}/{id}/commune-report");
    let unread = send(&scene.app, Method::POST, &scene.commune, &path, &report()).await;
    problem(unread, 428, "precondition_required").await;
    let old = scene.app.request(Method::POST, &path).bearer_auth(&scene.commune);
    let old = old
        .header("if-match", "\"old\"")
        .json(&report())
        .send()
        .await
        .unwrap();
    problem(old, 412, "precondition_failed").await;
    let mut empty = report();
    empty["origin_of_idea"]["text"] = " ".into();
    let refused = scene.post(&scene.commune, &id, "commune-report", &empty).await;
    assert_eq!(
        pointers(&problem(refused, 422, "invalid_fields").await),
        ["/origin_of_idea/text"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_in_is_locked_until_it_is_sent_back() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.handed_in().await;
    let form = registration("first");
    problem(
        scene.put(&scene.producer, &id, "registration", &form).await,
        409,
        "out_of_turn",
    )
    .await;
    let empty = json!({"answers": {}});
    problem(
        scene.put(&scene.producer, &id, "self-assessment", &empty).await,
        409,
        "out_of_turn",
    )
    .await;
    let file = scene.file(&scene.producer).await;
    let given = json!({"file_id": file, "criterion": "A.1.1", "title": "Thêm"});
    problem(
        scene.post(&scene.producer, &id, "documents", &given).await,
        409,
        "out_of_turn",
    )
    .await;
    let refused = scene.post(&scene.commune, &id, "return", &json!({})).await;
    assert_eq!(
        pointers(&problem(refused, 422, "invalid_fields").await),
        ["/reason"]
    );
    let reason = json!({"reason": "Thiếu chữ ký của người đại diện"});
    let returned = body(scene.post(&scene.commune, &id, "return", &reason).await, 200).await;
    assert_eq!(
        (&returned["state"], &returned["due_on"]),
        (&json!("returned"), &Value::Null)
    );
    let mut mended = form.clone();
    mended["representative"] = "Trần Văn Lực".into();
    body(
        scene.put(&scene.producer, &id, "registration", &mended).await,
        200,
    )
    .await;
    scene.app.set_date("2026-06-15");
    let again = body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(
        (&again["handed_in_on"], &again["due_on"]),
        (&json!("2026-06-01"), &json!("2026-07-06"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_handing_in_leaves_a_snapshot_to_the_byte() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.handed_in().await;
    scene
        .post(&scene.commune, &id, "return", &json!({"reason": "Sửa mô tả"}))
        .await;
    let mut form = registration("first");
    form["description"] = "Ổi lê.".into();
    scene.put(&scene.producer, &id, "registration", &form).await;
    body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    let path = format!("{DOSSIERS}/{id}/snapshots");
    let list = body(get(&scene.app, &scene.province, &path).await, 200).await;
    let numbers: Vec<i64> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, [1, 2]);
    let first = get(&scene.app, &scene.province, &format!("{path}/1"))
        .await
        .text()
        .await
        .unwrap();
    let content = first
        .split_once("\"content\":")
        .unwrap()
        .1
        .strip_suffix('}')
        .unwrap();
    let first: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(first["sha256"], hex(&Sha256::digest(content)));
    assert_eq!(
        first["content"]["registration"]["description"],
        "Ổi lê ruột trắng, giòn, ngọt mát."
    );
    let kept = &first["content"]["documents"][0];
    assert_eq!(kept["sha256"], hex(&Sha256::digest("%PDF-1.7\nminh chứng")));
    let second = body(get(&scene.app, &scene.province, &format!("{path}/2")).await, 200).await;
    assert_eq!(second["content"]["registration"]["description"], "Ổi lê.");
    problem(
        get(&scene.app, &scene.province, &format!("{path}/3")).await,
        404,
        "not_found",
    )
    .await;
    let changed = scene
        .arranged(async |connection| {
            use diesel_async::SimpleAsyncConnection;
            connection
                .batch_execute("update dossier_snapshots set regime = 'x'")
                .await
        })
        .await;
    assert!(changed.unwrap_err().to_string().contains("append-only"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_hands_in_once() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.complete("first").await;
    let tag = scene.etag(&id).await;
    for replayed in [false, true] {
        let sent = scene
            .app
            .request(Method::POST, &format!("{DOSSIERS}/{id}/submission"))
            .bearer_auth(&scene.producer)
            .header("if-match", &tag)
            .header("idempotency-key", "nop-1")
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        assert_eq!(sent.headers().contains_key("idempotency-replayed"), replayed);
        assert_eq!(body(sent, 200).await["state"], "at_commune");
    }
    let list = body(
        get(&scene.app, &scene.province, &format!("{DOSSIERS}/{id}/snapshots")).await,
        200,
    )
    .await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_the_former_regime_is_answered_anew_where_the_sheets_differ() {
    let scene = Scene::at("2026-05-20").await;
    let id = scene.draft("first").await;
    assert_eq!(scene.dossier(&id).await["regime"], "148-2023");
    let former = json!({"answers": {"A.1.1": {"option": 1}}});
    body(
        scene.put(&scene.producer, &id, "self-assessment", &former).await,
        200,
    )
    .await;
    scene.app.set_date("2026-05-25");
    scene.fill(&id, "first").await;
    let handed_in = body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(handed_in["regime"], "26-2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ministry_scores_a_potential_five_stars_or_refuses_its_dossier() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.at_province().await;
    let at_ministry = format!("update dossiers set state = 'at_ministry' where id = '{id}'");
    scene.app.database.execute(&at_ministry).await;
    problem(
        scene.post(&scene.province, &id, "acceptance", &json!({})).await,
        403,
        "not_your_turn",
    )
    .await;
    let refused = scene.post(&scene.national, &id, "refusal", &json!({})).await;
    assert_eq!(
        pointers(&problem(refused, 422, "invalid_fields").await),
        ["/reason"]
    );
    let reason = json!({"reason": "Thiếu chứng nhận hệ thống quản lý chất lượng"});
    let refused = body(scene.post(&scene.national, &id, "refusal", &reason).await, 200).await;
    assert_eq!(refused["state"], "back_at_province");
    scene.app.database.execute(&at_ministry).await;
    let accepted = body(
        scene.post(&scene.national, &id, "acceptance", &json!({})).await,
        200,
    )
    .await;
    assert_eq!(accepted["state"], "at_ministry_council");
    // Complete is what the province finds.
    assert_eq!(accepted["complete_on"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_in_keeps_the_name_that_is_certified() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.complete("first").await;
    let dossier = body(
        get(&scene.app, &scene.producer, &format!("{DOSSIERS}/{id}")).await,
        200,
    )
    .await;
    let product = format!("/api/v1/products/{}", text(&dossier["product_id"]));
    let rename = async |name: &str| {
        let request = scene.app.request(Method::PATCH, &product);
        let request = request.bearer_auth(&scene.producer).header("If-Match", "*");
        request.json(&json!({"name": name})).send().await.unwrap()
    };
    body(rename("Ổi lê Đôn Nhân").await, 200).await;
    let refused = scene.post(&scene.producer, &id, "submission", &json!({})).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(pointers(&refused), ["/registration/product_name"]);
    body(rename("Ổi Đôn Nhân").await, 200).await;
    body(
        scene.post(&scene.producer, &id, "submission", &json!({})).await,
        200,
    )
    .await;
    let refused = problem(rename("Ổi vàng").await, 409, "conflict").await;
    assert!(text(&refused["detail"]).contains(&id), "{refused}");
    body(rename("Ổi Đôn Nhân").await, 200).await;
}
