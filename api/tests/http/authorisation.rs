//! Permissions: a token without the one a route asks for is refused, whatever its role.

use crate::app::{App, KEY, SECRET, STRANGE_KEY, body, problem, sign};
use crate::docs::{document, example};
use crate::registration::{cooperative, get, token_in};
use reqwest::Method;
use shared::domain::access::{Permission, Role};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_the_permission_is_refused_by_name() {
    let app = App::start().await;
    app.client("reader", Role::National, Some(&[Permission::StatisticsRead]))
        .await;
    let token = app.token_of("reader").await;
    let cases = [
        (Method::POST, "/api/v1/scorings", "scorings:run"),
        (Method::POST, "/api/v1/evaluations", "evaluations:write"),
        (Method::GET, "/api/v1/evaluations", "evaluations:read"),
        (Method::POST, "/api/v1/evaluation-batches", "evaluations:write"),
    ];
    for (method, path, permission) in cases {
        let response = app
            .request(method, path)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        let challenge = response.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            challenge.contains("error=\"insufficient_scope\"") && challenge.contains(permission),
            "{challenge}"
        );
        let problem = problem(response, 403, "insufficient_scope").await;
        assert!(
            problem["detail"].as_str().unwrap().contains(permission),
            "{problem}"
        );
    }
    // Regimes need any valid token.
    let regimes = app
        .request(Method::GET, "/api/v1/regimes")
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    body(regimes, 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_operation_refuses_expired_forged_and_under_scoped_tokens() {
    let app = App::start().await;
    let kid = app.kid().await;
    let good = app.claims();
    let with = |member: &str, value: serde_json::Value| {
        let mut claims = good.clone();
        claims[member] = value;
        claims
    };
    let hour_ago = chrono::Utc::now().timestamp() - 3600;
    let expired = sign(&with("exp", hour_ago.into()), &kid, KEY);
    let forged = sign(&good, &kid, STRANGE_KEY);
    let (mut protected, mut scoped) = (0, 0);
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(needed) = operation["security"][0]["oauth2"].as_array() else {
                continue;
            };
            protected += 1;
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let call = async |token: &str| {
                app.request(method.clone(), &example(path))
                    .bearer_auth(token)
                    .send()
                    .await
                    .unwrap()
            };
            problem(call(&expired).await, 401, "unauthenticated").await;
            problem(call(&forged).await, 401, "unauthenticated").await;
            if let Some(needed) = needed.first().and_then(|needed| needed.as_str()) {
                scoped += 1;
                let other = if needed == "scorings:run" {
                    "statistics:read"
                } else {
                    "scorings:run"
                };
                let under_scoped = sign(&with("scope", other.into()), &kid, KEY);
                problem(call(&under_scoped).await, 403, "insufficient_scope").await;
            }
        }
    }
    assert!(
        protected >= 20 && scoped >= 15,
        "{protected} operations are protected, {scoped} ask for a permission"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_query_parameters_are_named() {
    let app = App::start().await;
    app.client("reader", Role::National, None).await;
    let token = app.token_of("reader").await;
    let get = async |path: &str| {
        app.request(Method::GET, path)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap()
    };
    let problem_of = async |query: &str| {
        problem(
            get(&format!("/api/v1/evaluations?{query}")).await,
            400,
            "invalid_query",
        )
        .await
    };
    let unknown = problem_of("statas=queued").await;
    assert_eq!(unknown["errors"][0]["pointer"], "/statas", "{unknown}");
    assert_eq!(unknown["errors"][0]["code"], "unknown_field");
    assert_eq!(
        problem_of("page_size=0").await["errors"][0]["pointer"],
        "/page_size"
    );
    assert_eq!(
        problem_of("page_size=501").await["errors"][0]["pointer"],
        "/page_size"
    );
    assert_eq!(
        problem_of("page_size=many").await["errors"][0]["pointer"],
        "/page_size"
    );
    assert_eq!(problem_of("cursor=x").await["errors"][0]["pointer"], "/cursor");
    problem(get("/api/v1/evaluations/not-an-id").await, 400, "malformed_path").await;
    problem(
        get("/api/v1/evaluations/018f0000-0000-7000-8000-00000000dead").await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_of_before_the_reform_is_one_of_todays_unit() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let producer = cooperative(&app, &token, "HTX Sông Lô", "08824").await;
    let former = async |level: &str, code: &str| {
        app.database
            .execute(&format!(
                "update clients set unit_generation = 'legacy', unit_level = '{level}', unit_code = '{code}'"
            ))
            .await;
    };
    let path = format!("/api/v1/producers/{producer}");
    former("province", "26").await;
    let token = app.token_of("province-25").await;
    body(get(&app, &token, &path).await, 200).await;
    // The code 01 means Hà Nội on both sides, 25 another province than today.
    former("province", "01").await;
    let token = app.token_of("province-25").await;
    problem(get(&app, &token, &path).await, 404, "not_found").await;

    former("district", "253").await;
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "province-25"),
        ("client_secret", SECRET),
    ];
    problem(app.token_request(&fields).await, 403, "outside_reach").await;
}
