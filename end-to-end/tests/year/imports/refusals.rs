//! What is refused, and by whom lists may be imported.

use super::office::{Office, path};
use crate::scene::Year;
use reqwest::Method;
use serde_json::json;

const LIST: &str = "Tên chủ thể,Loại hình,Xã\nHTX Một,HTX,Sông Lô\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bad_input_names_its_field() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let pdf = office
        .uploaded("a.pdf", "application/pdf", b"%PDF-1.7\n".to_vec())
        .await;
    let list = office
        .uploaded("a.csv", "text/csv", LIST.as_bytes().to_vec())
        .await;
    let id = uuid::Uuid::now_v7();
    for (given, pointer, code) in [
        (
            json!({"kind": "producers", "file_id": id}),
            "/file_id",
            "unknown_file",
        ),
        (
            json!({"kind": "producers", "file_id": pdf}),
            "/file_id",
            "not_a_list",
        ),
        (
            json!({"kind": "score_sheets", "file_id": list}),
            "/reading/regime",
            "required",
        ),
        (
            json!({"kind": "producers", "file_id": list, "reading": {"regime": "1"}}),
            "/reading/regime",
            "unknown_regime",
        ),
        (
            json!({"kind": "producers", "file_id": list, "reading": {"unit": {"generation": "current", "level": "province", "code": "00"}}}),
            "/reading/unit",
            "unknown_unit",
        ),
        (
            json!({"kind": "producers", "file_id": list, "reading": {"answers": [
                {"kind": "group", "written": "Chè", "value": "II"}, {"kind": "group", "written": "chè", "value": "III"}]}}),
            "/reading/answers/1",
            "answered_twice",
        ),
    ] {
        let refused = office.client.post("/api/v1/imports", &given, 422).await;
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    let commune = year.commune.request(Method::POST, "/api/v1/imports");
    let given = json!({"kind": "producers", "file_id": list});
    assert_eq!(commune.json(&given).send().await.unwrap().status(), 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_list_says_so() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let import = office.checked("products", "a,b\n1,2\n", &json!({})).await;
    assert_eq!(
        (&import["state"], &import["refusal"]["code"]),
        (&json!("unreadable"), &json!("no_headings"))
    );
    let refused = office
        .client
        .post(&format!("{}/commit", path(&import["id"])), &json!({}), 409)
        .await;
    assert_eq!(refused["code"], "out_of_turn");
    // It is a list of something else.
    let mapped = json!({"mapping": {"A": "product", "B": "producer"}});
    let import = office.answered(&import, &mapped).await;
    assert_eq!(import["state"], "checked", "{import}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_stays_within_its_reach() {
    let year = Year::begins("2026-06-01").await;
    let (office, other) = (Office::of(&year, "25").await, Office::of(&year, "01").await);
    let elsewhere = "Tên chủ thể,Loại hình,Xã,Tỉnh\nHTX Một,HTX,phường Ba Đình,Hà Nội\n";
    let import = office.checked("producers", elsewhere, &json!({})).await;
    assert_eq!(import["progress"]["counts"]["taken"], 0, "{import}");
    let answer = json!([{"kind": "unit", "written": "phường Ba Đình", "value": "current/00004"}]);
    let import = office.answered(&import, &json!({"answers": answer})).await;
    assert_eq!(import["progress"]["counts"]["taken"], 0, "{import}");
    let seen = other
        .client
        .request(Method::GET, &path(&import["id"]))
        .send()
        .await
        .unwrap();
    assert_eq!(seen.status(), 404);
    let listed = other.client.get("/api/v1/imports").await;
    assert_eq!(listed["items"], json!([]));
    let listed = year.ministry.get("/api/v1/imports").await;
    assert_eq!(listed["items"][0]["id"], import["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stopped_import_can_be_checked_anew_and_its_progress_is_told() {
    let year = Year::begins("2026-06-01").await;
    let office = Office::of(&year, "25").await;
    let import = office
        .checked("producers", LIST, &json!({"generation": "current"}))
        .await;
    let stopped = office
        .client
        .post(&format!("{}/cancel", path(&import["id"])), &json!({}), 200)
        .await;
    assert_eq!(stopped["state"], "cancelled");
    let commit = format!("{}/commit", path(&import["id"]));
    office.client.post(&commit, &json!({}), 409).await;
    let import = office.answered(&import, &json!({"generation": "current"})).await;
    assert_eq!(import["state"], "checked");
    let import = office.committed(&import, false).await;
    let events = office
        .client
        .request(Method::GET, &format!("{}/events", path(&import["id"])));
    let told = events.send().await.unwrap().text().await.unwrap();
    assert!(
        told.starts_with("event: progress\ndata: {\"state\":\"committed\""),
        "{told}"
    );
    office
        .client
        .post(&format!("{}/cancel", path(&import["id"])), &json!({}), 409)
        .await;
    // Nothing is left out silently: each act stands in the audit log under who did it.
    let audited = year.auditor.get("/api/v1/audit-log?page_size=100").await;
    assert!(audited.to_string().contains(import["id"].as_str().unwrap()));
}
