//! Evaluations and batches up to the 202: what is accepted, what is refused, who may see it. Results come from the worker
//! and are tested end to end.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, ids, send, token_in};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;
use test_support::evaluation_request;

const EVALUATIONS: &str = "/api/v1/evaluations";
const BATCHES: &str = "/api/v1/evaluation-batches";

/// An app, a token of province 25, and a product of set 1 there.
async fn app_with_product() -> (App, String, String) {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let producer = cooperative(&app, &token, "Sông Lô Xanh", "08782").await;
    let given = json!({"producer_id": producer, "name": "Ổi Đôn Nhân", "product_set": 1});
    let made = body(
        send(&app, Method::POST, &token, "/api/v1/products", &given).await,
        201,
    )
    .await;
    let product = made["id"].as_str().unwrap().to_owned();
    (app, token, product)
}

async fn batch(app: &App, token: &str, lines: &str) -> Response {
    app.request(Method::POST, BATCHES)
        .bearer_auth(token)
        .header("Content-Type", "application/x-ndjson")
        .body(lines.to_owned())
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_evaluation_waits_with_its_job_and_message() {
    let (app, token, product) = app_with_product().await;
    let answer = send(
        &app,
        Method::POST,
        &token,
        EVALUATIONS,
        &evaluation_request(&product, 1, 3),
    )
    .await;
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let accepted = body(answer, 202).await;
    assert_eq!(accepted["status"], "queued");
    assert_eq!(
        location,
        format!("{EVALUATIONS}/{}", accepted["id"].as_str().unwrap())
    );
    let evaluation = body(get(&app, &token, &location).await, 200).await;
    let etag = get(&app, &token, &location).await.headers()["etag"].clone();
    let request = app.request(Method::GET, &location).bearer_auth(&token);
    assert_eq!(
        request
            .header("If-None-Match", etag)
            .send()
            .await
            .unwrap()
            .status(),
        304
    );
    assert_eq!(evaluation["product_id"], product.as_str());
    assert_eq!(
        (&evaluation["attempts"], &evaluation["result"]),
        (&json!(0), &Value::Null)
    );
    for sql in [
        "select count(*) from jobs where status = 'queued'",
        "select count(*) from outbox",
    ] {
        assert_eq!(app.database.number(sql).await, 1, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_regime_the_one_of_the_day_applies() {
    let (app, token, product) = app_with_product().await;
    let mut request = evaluation_request(&product, 1, 3);
    request.as_object_mut().unwrap().remove("regime");
    let accepted = body(send(&app, Method::POST, &token, EVALUATIONS, &request).await, 202).await;
    let path = format!("{EVALUATIONS}/{}", accepted["id"].as_str().unwrap());
    assert_eq!(
        body(get(&app, &token, &path).await, 200).await["regime"],
        "26-2026"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_worker_could_not_rate_is_refused_at_once() {
    let (app, token, product) = app_with_product().await;
    let good = evaluation_request(&product, 1, 3);
    let changed = |field: &str, value: Value| {
        let mut request = good.clone();
        request[field] = value;
        request
    };
    for (request, pointer, code) in [
        (
            changed("product_id", json!(uuid::Uuid::now_v7())),
            "/product_id",
            "unknown_product",
        ),
        (changed("level", json!("central")), "/level", "level_not_allowed"),
        (changed("level", json!("village")), "/level", "invalid_value"),
        (
            changed("product_set", json!(2)),
            "/product_set",
            "other_product_set",
        ),
        (
            changed("regime", json!("1048-2019")),
            "/regime",
            "regime_not_scorable",
        ),
        (changed("star", json!(5)), "/star", "unknown_field"),
        (
            changed("regime", json!("26\u{0}2026")),
            "/regime",
            "nul_character",
        ),
    ] {
        let answer = send(&app, Method::POST, &token, EVALUATIONS, &request).await;
        let problem = problem(answer, 422, "invalid_fields").await;
        let told = problem["errors"].as_array().unwrap();
        assert!(
            told.iter()
                .any(|one| one["pointer"] == pointer && one["code"] == code),
            "{pointer} {code}: {problem}"
        );
    }
    assert_eq!(app.database.number("select count(*) from jobs").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_province_sees_and_rates_nothing_of_it() {
    let (app, token, product) = app_with_product().await;
    let accepted = body(
        send(
            &app,
            Method::POST,
            &token,
            EVALUATIONS,
            &evaluation_request(&product, 1, 3),
        )
        .await,
        202,
    )
    .await;
    let other = token_in(&app, Role::Province, "01").await;
    let path = format!("{EVALUATIONS}/{}", accepted["id"].as_str().unwrap());
    problem(get(&app, &other, &path).await, 404, "not_found").await;
    assert!(ids(&body(get(&app, &other, EVALUATIONS).await, 200).await).is_empty());
    let answer = send(
        &app,
        Method::POST,
        &other,
        EVALUATIONS,
        &evaluation_request(&product, 1, 3),
    )
    .await;
    assert_eq!(
        problem(answer, 422, "invalid_fields").await["errors"][0]["code"],
        "unknown_product"
    );
    // The ministry sees it.
    let nation = token_in(&app, Role::National, "").await;
    body(get(&app, &nation, &path).await, 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_accepts_good_lines_and_names_each_bad_one() {
    let (app, token, product) = app_with_product().await;
    let good = evaluation_request(&product, 1, 3).to_string();
    let lines =
        format!("{good}\n\n{{\"product_id\":\"{product}\"}}\nno json\r\n{good}\n{{\"regime\":\"\\u0000\"}}");
    let answer = batch(&app, &token, &lines).await;
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let accepted = body(answer, 202).await;
    assert_eq!(
        (&accepted["accepted"], &accepted["rejected"]),
        (&json!(2), &json!(3)),
        "{accepted}"
    );
    assert_eq!(accepted["errors"][0]["line"], 3);
    assert_eq!(accepted["errors"][0]["errors"][0]["pointer"], "/level");
    assert_eq!(
        (
            &accepted["errors"][1]["line"],
            &accepted["errors"][1]["errors"][0]["code"]
        ),
        (&json!(4), &json!("malformed_json"))
    );
    let seen = body(get(&app, &token, &location).await, 200).await;
    assert_eq!((&seen["queued"], &seen["succeeded"]), (&json!(2), &json!(0)));
    assert_eq!(seen["errors"], accepted["errors"]);
    let list = body(
        get(
            &app,
            &token,
            &format!("{EVALUATIONS}?batch_id={}", accepted["id"].as_str().unwrap()),
        )
        .await,
        200,
    )
    .await;
    let listed: Vec<Value> = ids(&list).into_iter().map(Value::from).collect();
    assert_eq!(Value::Array(listed), accepted["evaluations"]);
    // Another client of the same province has not sent it.
    let other = token_in(&app, Role::Province, "01").await;
    problem(get(&app, &other, &location).await, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluation_and_a_line_of_a_batch_keep_the_rules_of_the_sheet() {
    let (app, token, product) = app_with_product().await;
    let mut request = evaluation_request(&product, 1, 3);
    request["sheets"][2]["answers"] = json!({"B.5.1": 1, "B.5.2": 2});
    let refused = problem(
        send(&app, Method::POST, &token, EVALUATIONS, &request).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(refused["errors"][0]["pointer"], "/sheets/2/answers/B.5.2");
    assert_eq!(refused["errors"][0]["code"], "condition_unmet");
    let accepted = body(batch(&app, &token, &request.to_string()).await, 202).await;
    assert_eq!(
        (&accepted["accepted"], &accepted["rejected"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(accepted["errors"][0]["errors"][0]["code"], "condition_unmet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_none_is_refused_whole() {
    let (app, token, _) = app_with_product().await;
    let empty = problem(batch(&app, &token, "\n \n").await, 422, "invalid_fields").await;
    assert_eq!(empty["errors"][0]["code"], "no_lines");
    let many = problem(
        batch(&app, &token, &"{}\n".repeat(10_001)).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(many["errors"][0]["code"], "too_many_lines");
    let json = send(&app, Method::POST, &token, BATCHES, &json!({})).await;
    problem(json, 415, "unsupported_media_type").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_sent_twice_with_its_key_is_accepted_once() {
    let (app, token, product) = app_with_product().await;
    let line = evaluation_request(&product, 1, 3).to_string();
    let keyed = async || {
        let request = app.request(Method::POST, BATCHES).bearer_auth(&token);
        let request = request
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", "k1");
        body(request.body(line.clone()).send().await.unwrap(), 202).await
    };
    assert_eq!(keyed().await, keyed().await);
    assert_eq!(app.database.number("select count(*) from evaluations").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_for_the_nations_administrators() {
    let (app, token, product) = app_with_product().await;
    body(
        send(
            &app,
            Method::POST,
            &token,
            EVALUATIONS,
            &evaluation_request(&product, 1, 3),
        )
        .await,
        202,
    )
    .await;
    problem(
        get(&app, &token, "/api/v1/jobs?status=queued").await,
        403,
        "insufficient_scope",
    )
    .await;
    let nation = token_in(&app, Role::National, "").await;
    let list = body(get(&app, &nation, "/api/v1/jobs?status=queued").await, 200).await;
    let id = ids(&list)[0];
    let job = body(get(&app, &nation, &format!("/api/v1/jobs/{id}")).await, 200).await;
    assert_eq!(
        (&job["kind"], &job["status"], &job["attempts"]),
        (&json!("evaluation"), &json!("queued"), &json!(0))
    );
    assert!(ids(&body(get(&app, &nation, "/api/v1/jobs?status=failed").await, 200).await).is_empty());
}
