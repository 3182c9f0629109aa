//! `Idempotency-Key`: one effect and one answer a key.

use crate::app::{App, body, problem};
use reqwest::{Method, Response};
use serde_json::Value;
use shared::domain::access::{Permission, Role};
use test_support::evaluation_request;

const PRODUCT: &str = "018f0000-0000-7000-8000-000000000002";
const EVALUATIONS: &str = "/api/v1/evaluations";
const COUNT: &str = "select count(*) from evaluations";

/// A server with one product, and a token that may ask for its evaluation.
async fn prepared() -> (App, String) {
    let app = App::start().await;
    app.client("asker", Role::National, None).await;
    app.database
        .execute(&format!(
            "insert into producers (id, name, kind, unit_generation, current_province_code, current_commune_code,
                 legacy_province_code, legacy_district_code, legacy_commune_code, created_at, updated_at)
             values ('018f0000-0000-7000-8000-000000000001', 'HTX Sông Lô Xanh', 'cooperative', 'current', '25', '08869',
                 '26', '253', '08869', now(), now());
             insert into products (id, code, producer_id, name, product_set, unit_generation, current_province_code,
                 current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code, registered_on,
                 created_at, updated_at)
             values ('{PRODUCT}', '25.08869.1.2026', '018f0000-0000-7000-8000-000000000001', 'Ổi Đôn Nhân', 1, 'current',
                 '25', '08869', '26', '253', '08869', '2026-06-01', now(), now())"
        ))
        .await;
    let token = app.token_of("asker").await;
    (app, token)
}

async fn submit(app: &App, token: &str, key: Option<&str>, request: &Value) -> Response {
    let mut builder = app.request(Method::POST, EVALUATIONS).bearer_auth(token);
    if let Some(key) = key {
        builder = builder.header("idempotency-key", key);
    }
    builder.json(request).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_gets_the_first_answer() {
    let (app, token) = prepared().await;
    let request = evaluation_request(PRODUCT, 1, 1);
    let first = submit(&app, &token, Some("key-1"), &request).await;
    assert!(first.headers().get("idempotency-replayed").is_none());
    let location = first.headers()["location"].clone();
    let first = body(first, 202).await;
    let again = submit(&app, &token, Some("key-1"), &request).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.headers()["location"], location);
    assert_eq!(again.headers()["content-type"], "application/json");
    assert_eq!(body(again, 202).await, first);
    assert_eq!(app.database.number(COUNT).await, 1);
    // Without a key, or with another, it is another request.
    body(submit(&app, &token, None, &request).await, 202).await;
    body(submit(&app, &token, Some("key-2"), &request).await, 202).await;
    assert_eq!(app.database.number(COUNT).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_one_request_and_one_caller() {
    let (app, token) = prepared().await;
    let request = evaluation_request(PRODUCT, 1, 1);
    body(submit(&app, &token, Some("key"), &request).await, 202).await;
    let other = evaluation_request(PRODUCT, 1, 2);
    problem(
        submit(&app, &token, Some("key"), &other).await,
        422,
        "idempotency_key_reused",
    )
    .await;
    app.client("second", Role::National, Some(&[Permission::EvaluationsWrite]))
        .await;
    let second = app.token_of("second").await;
    body(submit(&app, &second, Some("key"), &request).await, 202).await;
    assert_eq!(app.database.number(COUNT).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_many_times_at_once_has_one_effect() {
    let (app, token) = prepared().await;
    let request = evaluation_request(PRODUCT, 1, 1);
    let calls = (0..8).map(|_| submit(&app, &token, Some("key"), &request));
    let mut ids = Vec::new();
    for response in futures_util::future::join_all(calls).await {
        ids.push(body(response, 202).await["id"].clone());
    }
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(app.database.number(COUNT).await, 1);
    assert_eq!(app.database.number("select count(*) from outbox").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_leaves_its_key_free() {
    let (app, token) = prepared().await;
    let mut request = evaluation_request(PRODUCT, 1, 1);
    request["regime"] = "no-such-regime".into();
    problem(
        submit(&app, &token, Some("key"), &request).await,
        422,
        "invalid_fields",
    )
    .await;
    body(
        submit(&app, &token, Some("key"), &evaluation_request(PRODUCT, 1, 1)).await,
        202,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_have_a_form() {
    let (app, token) = prepared().await;
    let request = evaluation_request(PRODUCT, 1, 1);
    for key in ["", " ", &"k".repeat(256), "with space"] {
        problem(
            submit(&app, &token, Some(key), &request).await,
            400,
            "invalid_header",
        )
        .await;
    }
    assert_eq!(app.database.number(COUNT).await, 0);
}
