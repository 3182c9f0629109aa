//! Access tokens: how they are got, and what is refused.

use crate::app::{App, KEY, SECRET, STRANGE_KEY, body, problem, sign};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::{Permission, Role};

/// A route that needs any valid token and answers a client's with 404: it has no session.
const PROTECTED: &str = "/api/v1/sessions/current";

async fn call(app: &App, token: &str) -> Response {
    app.request(Method::DELETE, PROTECTED)
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
}

async fn refused(app: &App, token: &str) -> Value {
    let response = call(app, token).await;
    let challenge = response.headers()["www-authenticate"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        challenge.starts_with("Bearer ") && challenge.contains("error=\"invalid_token\""),
        "{challenge}"
    );
    problem(response, 401, "unauthenticated").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_gets_a_token_by_basic_and_by_form() {
    let app = App::start().await;
    app.client("tester", Role::Statistics, None).await;
    let basic = app
        .request(Method::POST, "/oauth2/token")
        .basic_auth("tester", Some(SECRET.replace(' ', "+")))
        .form(&[("grant_type", "client_credentials")])
        .send()
        .await
        .unwrap();
    assert_eq!(basic.headers()["cache-control"], "no-store");
    let answer = body(basic, 200).await;
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["scope"], "statistics:read");
    assert_eq!(answer["expires_in"], 900);
    assert!(answer.get("refresh_token").is_none());
    problem(
        call(&app, answer["access_token"].as_str().unwrap()).await,
        404,
        "not_found",
    )
    .await;
    let token = app.token_of("tester").await;
    problem(call(&app, &token).await, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_secrets_and_unknown_clients_look_alike() {
    let app = App::start().await;
    app.client("tester", Role::Statistics, None).await;
    for (client, secret) in [("tester", "wrong"), ("nobody", SECRET)] {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", client),
            ("client_secret", secret),
        ];
        let response = app.token_request(&fields).await;
        assert!(
            response.headers()["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Basic ")
        );
        let problem = problem(response, 401, "invalid_client").await;
        assert_eq!(problem["error"], "invalid_client");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down() {
    let app = App::start().await;
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "guessed"),
        ("client_secret", "wrong"),
    ];
    for _ in 0..10 {
        problem(app.token_request(&fields).await, 401, "invalid_client").await;
    }
    let response = app.token_request(&fields).await;
    let wait: u64 = response.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=300).contains(&wait), "{wait}");
    problem(response, 429, "too_many_requests").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_ask_for_less_but_not_for_more() {
    let app = App::start().await;
    app.client(
        "tester",
        Role::National,
        Some(&[Permission::ProductsRead, Permission::StatisticsRead]),
    )
    .await;
    let ask = async |scope: &str| {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", "tester"),
            ("client_secret", SECRET),
            ("scope", scope),
        ];
        app.token_request(&fields).await
    };
    assert_eq!(
        body(ask("statistics:read").await, 200).await["scope"],
        "statistics:read"
    );
    assert_eq!(
        body(ask("").await, 200).await["scope"],
        "products:read statistics:read"
    );
    for beyond in ["clients:admin", "everything"] {
        let problem = problem(ask(beyond).await, 400, "invalid_scope").await;
        assert!(problem["detail"].as_str().unwrap().contains(beyond), "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_token_requests_use_the_words_of_oauth() {
    let app = App::start().await;
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[], "invalid_request"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "refresh_token")], "invalid_request"),
    ];
    for (fields, code) in cases {
        let problem = problem(app.token_request(fields).await, 400, code).await;
        assert_eq!(problem["error"], code);
    }
    let json = app
        .request(Method::POST, "/oauth2/token")
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    problem(json, 415, "unsupported_media_type").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_token_is_told_how_to_come() {
    let app = App::start().await;
    let response = app.request(Method::DELETE, PROTECTED).send().await.unwrap();
    assert_eq!(response.headers()["www-authenticate"], "Bearer realm=\"ocop\"");
    problem(response, 401, "unauthenticated").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_valid_tokens_pass() {
    let app = App::start().await;
    let kid = app.kid().await;
    let good = app.claims();
    problem(call(&app, &sign(&good, &kid, KEY)).await, 404, "not_found").await;

    let spoilt = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        sign(&claims, &kid, KEY)
    };
    let now = chrono::Utc::now().timestamp();
    let expired = refused(&app, &spoilt("exp", json!(now - 60))).await;
    assert_eq!(expired["detail"], "Mã truy cập đã hết hạn.");
    let audience = refused(&app, &spoilt("aud", json!("another-service"))).await;
    assert_eq!(audience["detail"], "Mã truy cập không dành cho dịch vụ này.");
    refused(&app, &spoilt("iss", json!("http://elsewhere"))).await;
    refused(&app, &spoilt("nbf", json!(now + 600))).await;
    refused(&app, &spoilt("exp", json!("soon"))).await;
    refused(&app, &spoilt("role", json!("emperor"))).await;
    // A province's token without its province reaches nothing and is none.
    refused(&app, &spoilt("role", json!("province"))).await;
    for missing in ["exp", "nbf", "iss", "aud", "sub"] {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(missing);
        refused(&app, &sign(&claims, &kid, KEY)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_signatures_algorithms_and_keys_are_refused() {
    let app = App::start().await;
    let kid = app.kid().await;
    let claims = app.claims();
    refused(&app, &sign(&claims, &kid, STRANGE_KEY)).await;
    refused(&app, &sign(&claims, "unknown", KEY)).await;

    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none", "kid": kid})), part(&claims));
    refused(&app, &unsigned).await;

    // The public key as a shared secret: the classic confusion of algorithms.
    let jwks = body(app.get("/.well-known/jwks.json").await, 200).await;
    let public = URL_SAFE_NO_PAD
        .decode(jwks["keys"][0]["x"].as_str().unwrap())
        .unwrap();
    let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    header.kid = Some(kid.clone());
    let confused =
        jsonwebtoken::encode(&header, &claims, &jsonwebtoken::EncodingKey::from_secret(&public)).unwrap();
    refused(&app, &confused).await;

    let good = sign(&claims, &kid, KEY);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    refused(&app, &format!("{head}.{first}{}", &signature[1..])).await;
    refused(&app, "not.a.token").await;
    refused(&app, &"a".repeat(5000)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_keys_name_what_verifies() {
    let app = App::start().await;
    let jwks = body(app.get("/.well-known/jwks.json").await, 200).await;
    let key = &jwks["keys"][0];
    assert_eq!(
        (&key["kty"], &key["crv"], &key["alg"], &key["use"]),
        (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA"), &json!("sig"))
    );
    assert!(key.get("d").is_none(), "a private key is public");
}
