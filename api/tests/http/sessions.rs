//! Sessions of people: passwords, rotation, theft, signing out.

use crate::app::{App, SECRET, body, problem};
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn sign_in(app: &App, username: &str, password: &str) -> Response {
    let given = json!({"username": username, "password": password});
    app.request(Method::POST, "/api/v1/sessions")
        .json(&given)
        .send()
        .await
        .unwrap()
}

async fn refresh(app: &App, token: &Value) -> Response {
    let token = token["refresh_token"].as_str().unwrap();
    app.token_request(&[("grant_type", "refresh_token"), ("refresh_token", token)])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_tokens_rotate_and_a_stolen_one_ends_the_session() {
    let app = App::start().await;
    app.person("lan").await;
    let first = body(sign_in(&app, "lan", SECRET).await, 200).await;
    let second = body(refresh(&app, &first).await, 200).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(first["scope"], second["scope"]);
    // Somebody shows the first one again: neither of the two goes on.
    problem(refresh(&app, &first).await, 400, "invalid_grant").await;
    problem(refresh(&app, &second).await, 400, "invalid_grant").await;
    // Another session of the same person is untouched.
    let other = body(sign_in(&app, "lan", SECRET).await, 200).await;
    body(refresh(&app, &other).await, 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refresh_token_shown_twice_at_once_is_good_once() {
    let app = App::start().await;
    app.person("lan").await;
    let first = body(sign_in(&app, "lan", SECRET).await, 200).await;
    let (left, right) = tokio::join!(refresh(&app, &first), refresh(&app, &first));
    let mut statuses = [left.status().as_u16(), right.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    let app = App::start().await;
    app.person("lan").await;
    let session = body(sign_in(&app, "lan", SECRET).await, 200).await;
    let out = app
        .request(Method::DELETE, "/api/v1/sessions/current")
        .bearer_auth(session["access_token"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(out.status(), 204);
    problem(refresh(&app, &session).await, 400, "invalid_grant").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_unknown_and_disabled_accounts_look_alike() {
    let app = App::start().await;
    app.person("lan").await;
    app.person("minh").await;
    let session = body(sign_in(&app, "minh", SECRET).await, 200).await;
    app.database
        .execute("update accounts set disabled_at = now() where username = 'minh'")
        .await;
    problem(sign_in(&app, "lan", "wrong").await, 401, "invalid_credentials").await;
    problem(sign_in(&app, "nobody", SECRET).await, 401, "invalid_credentials").await;
    problem(sign_in(&app, "minh", SECRET).await, 401, "invalid_credentials").await;
    problem(refresh(&app, &session).await, 400, "invalid_grant").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_stored_as_hashes_only() {
    let app = App::start().await;
    app.person("lan").await;
    let session = body(sign_in(&app, "lan", SECRET).await, 200).await;
    let token = session["refresh_token"].as_str().unwrap();
    let stored = format!("select count(*) from refresh_tokens where token_hash = '{token}'");
    assert_eq!(app.database.number(&stored).await, 0);
    let hashed = "select count(*) from accounts where password_hash like '$argon2id$%'";
    assert_eq!(app.database.number(hashed).await, 1);
}
