//! Documents, and evidence that is asked for.

use super::scene::{DOSSIERS, Scene, pointers, text};
use crate::app::{body, problem};
use crate::registration::{get, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

fn wanted(due_on: &str) -> Value {
    json!({
        "items": [{"criterion": "A.1.1", "wanted": "Hợp đồng thuê đất"}, {"wanted": "Ảnh xưởng"}],
        "due_on": due_on, "reason": "Chưa rõ vùng nguyên liệu",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_added_and_removed_and_none_is_forgotten() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.draft("first").await;
    let file = scene.file(&scene.producer).await;
    let tag = scene.etag(&id).await;
    let given = json!({"file_id": file, "criterion": "A.1.1", "title": "Bản đồ"});
    let added = scene.post(&scene.producer, &id, "documents", &given).await;
    let location = added.headers()["location"].to_str().unwrap().to_owned();
    let added = body(added, 201).await;
    assert_eq!(
        (&added["kind"], &added["file"]["id"]),
        (&json!("evidence"), &json!(file))
    );
    assert_ne!(scene.etag(&id).await, tag);
    let remove = |tag: Option<String>| {
        let request = scene
            .app
            .request(Method::DELETE, &location)
            .bearer_auth(&scene.producer);
        match tag {
            Some(tag) => request.header("if-match", tag).send(),
            None => request.send(),
        }
    };
    problem(remove(None).await.unwrap(), 428, "precondition_required").await;
    assert_eq!(remove(Some(scene.etag(&id).await)).await.unwrap().status(), 204);
    problem(
        remove(Some(scene.etag(&id).await)).await.unwrap(),
        404,
        "not_found",
    )
    .await;
    let path = format!("{DOSSIERS}/{id}/documents");
    let held = body(get(&scene.app, &scene.commune, &path).await, 200).await;
    assert_eq!(held["items"], json!([]));
    let all = body(
        get(&scene.app, &scene.commune, &format!("{path}?removed=true")).await,
        200,
    )
    .await;
    assert_eq!(all["items"][0]["id"], added["id"]);
    assert!(all["items"][0]["removed_at"].is_string());
    assert_eq!(
        body(get(&scene.app, &scene.commune, &location).await, 200).await["id"],
        added["id"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_document_may_not_be_is_told() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.draft("first").await;
    let file = scene.file(&scene.producer).await;
    for (given, pointer) in [
        (
            json!({"file_id": uuid::Uuid::now_v7(), "kind": "label", "title": "Nhãn"}),
            "/file_id",
        ),
        (json!({"file_id": file, "kind": "label", "title": " "}), "/title"),
        (
            json!({"file_id": file, "kind": "evidence", "title": "A"}),
            "/criterion",
        ),
        (
            json!({"file_id": file, "kind": "label", "criterion": "A.1.1", "title": "A"}),
            "/criterion",
        ),
        (
            json!({"file_id": file, "criterion": "A.9.9", "title": "A"}),
            "/criterion",
        ),
        (
            json!({"file_id": file, "kind": "label", "title": "A", "item": 1}),
            "/item",
        ),
    ] {
        let refused = scene.post(&scene.producer, &id, "documents", &given).await;
        assert_eq!(
            pointers(&problem(refused, 422, "invalid_fields").await),
            [pointer],
            "{given}"
        );
    }
    let other = token_in(&scene.app, Role::Province, "01").await;
    let foreign = scene.file(&other).await;
    let given = json!({"file_id": foreign, "kind": "label", "title": "A"});
    let refused = scene.post(&scene.producer, &id, "documents", &given).await;
    assert_eq!(
        pointers(&problem(refused, 422, "invalid_fields").await),
        ["/file_id"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_the_dossier_reads_its_files() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.draft("first").await;
    let file = scene.file(&scene.province).await;
    let content = format!("/api/v1/files/{file}/content");
    problem(get(&scene.app, &scene.producer, &content).await, 404, "not_found").await;
    let given = json!({"file_id": file, "kind": "test_report", "title": "Phiếu kiểm nghiệm của tỉnh"});
    body(scene.post(&scene.province, &id, "documents", &given).await, 201).await;
    assert_eq!(get(&scene.app, &scene.producer, &content).await.status(), 200);
    let other = token_in(&scene.app, Role::Commune, "08848").await;
    problem(get(&scene.app, &other, &content).await, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_asked_for_and_supplied() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.at_province().await;
    problem(
        scene
            .post(&scene.commune, &id, "evidence-requests", &wanted("2026-06-12"))
            .await,
        403,
        "not_your_turn",
    )
    .await;
    let asked = body(
        scene
            .post(&scene.province, &id, "evidence-requests", &wanted("2026-06-12"))
            .await,
        201,
    )
    .await;
    let dossier = scene.dossier(&id).await;
    assert_eq!(
        (&dossier["state"], &dossier["due_on"]),
        (&json!("awaiting_evidence"), &json!("2026-06-12"))
    );
    assert_eq!(dossier["open_request"]["id"], asked["id"]);
    let refused = scene.post(&scene.producer, &id, "supplies", &json!({})).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(pointers(&refused), ["/items/1", "/items/2"]);
    let file = scene.file(&scene.producer).await;
    let unbound = json!({"file_id": file, "criterion": "A.1.1", "title": "Hợp đồng"});
    let refused = scene.post(&scene.producer, &id, "documents", &unbound).await;
    assert_eq!(
        pointers(&problem(refused, 422, "invalid_fields").await),
        ["/item"]
    );
    let bound = json!({"file_id": file, "title": "Hợp đồng thuê đất", "item": 1});
    let added = body(scene.post(&scene.producer, &id, "documents", &bound).await, 201).await;
    assert_eq!(
        (&added["criterion"], &added["request_id"]),
        (&json!("A.1.1"), &asked["id"])
    );
    // The forms stay locked.
    let form = json!({"answers": {}});
    problem(
        scene.put(&scene.producer, &id, "self-assessment", &form).await,
        409,
        "out_of_turn",
    )
    .await;
    let answers = json!({"answers": [{"item": 2, "answer": "Không có xưởng, sơ chế tại vườn."}]});
    let supplied = body(scene.post(&scene.producer, &id, "supplies", &answers).await, 200).await;
    assert_eq!(
        (&supplied["state"], &supplied["due_on"]),
        (&json!("at_province"), &Value::Null)
    );
    let list = body(
        get(
            &scene.app,
            &scene.commune,
            &format!("{DOSSIERS}/{id}/evidence-requests"),
        )
        .await,
        200,
    )
    .await;
    assert_eq!(list["items"][0]["outcome"], "supplied");
    assert_eq!(
        list["items"][0]["items"][1]["answer"],
        "Không có xưởng, sơ chế tại vườn."
    );
    body(
        scene.post(&scene.province, &id, "acceptance", &json!({})).await,
        200,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_goes_on_without_what_is_overdue() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.at_province().await;
    for (due_on, pointer) in [("2026-05-31", "/due_on"), ("2030-01-01", "/due_on")] {
        let refused = scene
            .post(&scene.province, &id, "evidence-requests", &wanted(due_on))
            .await;
        assert_eq!(
            pointers(&problem(refused, 422, "invalid_fields").await),
            [pointer]
        );
    }
    let asked = body(
        scene
            .post(&scene.province, &id, "evidence-requests", &wanted("2026-06-12"))
            .await,
        201,
    )
    .await;
    scene.app.set_date("2026-06-13");
    assert_eq!(scene.dossier(&id).await["open_request"]["overdue"], true);
    let overdue = body(
        get(&scene.app, &scene.province, &format!("{DOSSIERS}?overdue=true")).await,
        200,
    )
    .await;
    assert_eq!(overdue["items"][0]["id"], id.as_str());
    let path = format!("evidence-requests/{}/closure", text(&asked["id"]));
    let refused = scene.post(&scene.province, &id, &path, &json!({})).await;
    assert_eq!(
        pointers(&problem(refused, 422, "invalid_fields").await),
        ["/reason"]
    );
    let reason = json!({"reason": "Quá hạn, xét theo hồ sơ hiện có"});
    let nothing = format!("evidence-requests/{}/closure", uuid::Uuid::now_v7());
    problem(
        scene.post(&scene.province, &id, &nothing, &reason).await,
        404,
        "not_found",
    )
    .await;
    let closed = body(scene.post(&scene.province, &id, &path, &reason).await, 200).await;
    assert_eq!(
        (&closed["state"], &closed["overdue"]),
        (&json!("at_province"), &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_that_is_taken_back_asks_for_nothing_more() {
    let scene = Scene::at("2026-06-01").await;
    let id = scene.at_province().await;
    body(
        scene
            .post(&scene.province, &id, "evidence-requests", &wanted("2026-06-12"))
            .await,
        201,
    )
    .await;
    body(
        scene.post(&scene.producer, &id, "withdrawal", &json!({})).await,
        200,
    )
    .await;
    let list = body(
        get(
            &scene.app,
            &scene.province,
            &format!("{DOSSIERS}/{id}/evidence-requests"),
        )
        .await,
        200,
    )
    .await;
    assert_eq!(list["items"][0]["outcome"], "closed");
    assert_eq!(scene.dossier(&id).await["due_on"], Value::Null);
}
