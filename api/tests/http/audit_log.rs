//! The audit log over HTTP: who may read it, filters, pages.

use crate::app::{App, body, problem};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

async fn read(app: &App, client: &str, query: &str) -> reqwest::Response {
    let token = app.token_of(client).await;
    let path = format!("/api/v1/audit-log{query}");
    app.request(Method::GET, &path)
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
}

/// A failed job that `operator` gave up over HTTP; its id.
async fn given_up(app: &App) -> String {
    app.database
        .execute(
            "insert into jobs (id, kind, subject_id, status, attempts, attempt_limit, queued_at, due_at)
             values (gen_random_uuid(), 'evaluation', gen_random_uuid(), 'failed', 5, 5, now(), now())",
        )
        .await;
    let id = app
        .database
        .texts("select id::text from jobs where discarded_at is null")
        .await
        .concat();
    let token = app.token_of("operator").await;
    let discard = app.request(Method::POST, &format!("/api/v1/jobs/{id}/discard"));
    let answer = discard
        .bearer_auth(token)
        .header("X-Request-Id", "act-1")
        .json(&json!({"reason": "Hồ sơ trùng"}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    id
}

#[tokio::test]
async fn acts_are_read_by_auditors_the_latest_first_and_by_filters() {
    let app = App::start().await;
    app.client("operator", Role::National, None).await;
    app.client("auditor", Role::Auditor, None).await;
    let (first, second) = (given_up(&app).await, given_up(&app).await);

    let page = body(read(&app, "auditor", "?page_size=1").await, 200).await;
    let entry = &page["items"][0];
    assert_eq!(entry["subject_id"], json!(second));
    assert_eq!(
        (
            &entry["act"],
            &entry["subject_kind"],
            &entry["reason"],
            &entry["request_id"]
        ),
        (
            &json!("job.discard"),
            &json!("job"),
            &json!("Hồ sơ trùng"),
            &json!("act-1")
        )
    );
    assert_eq!(entry["before"]["discarded_at"], Value::Null);
    assert!(entry["after"]["discarded_at"].is_string(), "{entry}");
    let next = page["next"].as_str().unwrap();
    let page = body(
        read(&app, "auditor", &format!("?page_size=1&cursor={next}")).await,
        200,
    )
    .await;
    assert_eq!(page["items"][0]["subject_id"], json!(first));

    let count = async |query: &str| {
        let page = body(read(&app, "auditor", query).await, 200).await;
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&format!("?subject_id={first}")).await, 1);
    assert_eq!(count("?act=job.discard").await, 2);
    assert_eq!(count("?act=job.redrive").await, 0);
    let actor = entry["actor"].as_str().unwrap();
    assert_eq!(count(&format!("?actor={actor}")).await, 2);
    problem(
        read(&app, "auditor", "?act=everything").await,
        400,
        "invalid_query",
    )
    .await;
}

#[tokio::test]
async fn only_who_may_audit_reads_it() {
    let app = App::start().await;
    app.client("statistics", Role::Statistics, None).await;
    problem(read(&app, "statistics", "").await, 403, "insufficient_scope").await;
    let anonymous = app
        .request(Method::GET, "/api/v1/audit-log")
        .send()
        .await
        .unwrap();
    problem(anonymous, 401, "unauthenticated").await;
}
