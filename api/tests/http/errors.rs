//! Every error is problem+json: those of the framework, of the extractors, of a database that is away.

use crate::app::{App, problem};
use crate::registration::token_in;
use reqwest::Method;
use serde_json::json;
use shared::config::DatabaseConfig;
use shared::domain::access::Role;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use test_support::{Proxy, TestDatabase};

const SESSIONS: &str = "/api/v1/sessions";

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_and_methods() {
    let app = App::start().await;
    problem(app.get("/nowhere").await, 404, "route_not_found").await;
    problem(app.get("/api/v1/nowhere").await, 404, "route_not_found").await;
    let response = app.get(SESSIONS).await;
    assert_eq!(response.headers()["allow"], "POST");
    problem(response, 405, "method_not_allowed").await;
    let response = app.request(Method::POST, "/health/live").send().await.unwrap();
    assert_eq!(response.headers()["allow"], "GET, HEAD");
    problem(response, 405, "method_not_allowed").await;
    let odd = Method::from_bytes(b"BREW").unwrap();
    problem(
        app.request(odd, SESSIONS).send().await.unwrap(),
        405,
        "method_not_allowed",
    )
    .await;
    problem(app.get("/docs/nowhere.js").await, 404, "route_not_found").await;
    // No product has the id `by-key`.
    let token = token_in(&app, Role::National, "").await;
    let change = app
        .request(Method::PATCH, "/api/v1/products/by-key")
        .bearer_auth(&token);
    let response = change.json(&json!({})).send().await.unwrap();
    assert_eq!(response.headers()["allow"], "PUT");
    problem(response, 405, "method_not_allowed").await;
    let change = app
        .request(Method::PATCH, "/api/v1/products/other")
        .bearer_auth(&token);
    let response = change.json(&json!({})).send().await.unwrap();
    problem(response, 400, "malformed_path").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_cannot_be_read() {
    let app = App::start().await;
    let send = async |content_type: &str, body: String| {
        let request = app
            .request(Method::POST, SESSIONS)
            .header("content-type", content_type);
        request.body(body).send().await.unwrap()
    };
    problem(
        send("text/plain", "{}".to_owned()).await,
        415,
        "unsupported_media_type",
    )
    .await;
    let broken = problem(
        send("application/json", "{\"username\":\n  nobody}".to_owned()).await,
        400,
        "malformed_json",
    )
    .await;
    assert!(
        broken["detail"].as_str().unwrap().contains("dòng 2, cột"),
        "{broken}"
    );
    problem(
        send("application/json", String::new()).await,
        400,
        "malformed_json",
    )
    .await;
    problem(
        send(
            "application/json",
            "{\"username\":\"a\",\"password\":\"b\"} more".to_owned(),
        )
        .await,
        400,
        "malformed_json",
    )
    .await;
    problem(
        send("application/json; charset=utf-8", "[\"a\",\"b\"]".to_owned()).await,
        422,
        "invalid_fields",
    )
    .await;
    problem(
        send("application/json", " ".repeat(1024 * 1024 + 1)).await,
        413,
        "body_too_large",
    )
    .await;

    let chunks = (0..32).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024]));
    let unannounced = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    let request = app
        .request(Method::POST, SESSIONS)
        .header("content-type", "application/json");
    problem(
        request.body(unannounced).send().await.unwrap(),
        413,
        "body_too_large",
    )
    .await;

    let encoded = app
        .request(Method::POST, SESSIONS)
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    problem(
        encoded.body("x").send().await.unwrap(),
        415,
        "unsupported_media_type",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_named_by_pointer() {
    let app = App::start().await;
    let cases = [
        (
            json!({"username": "a", "password": "b", "passwrd": 1}),
            "/passwrd",
            "unknown_field",
        ),
        (json!({"username": "a"}), "/password", "missing_field"),
        (
            json!({"username": 7, "password": "b"}),
            "/username",
            "invalid_value",
        ),
    ];
    for (given, pointer, code) in cases {
        let response = app
            .request(Method::POST, SESSIONS)
            .json(&given)
            .send()
            .await
            .unwrap();
        let problem = problem(response, 422, "invalid_fields").await;
        let error = &problem["errors"][0];
        assert_eq!(
            (error["pointer"].as_str(), error["code"].as_str()),
            (Some(pointer), Some(code)),
            "{problem}"
        );
        assert!(
            !problem.to_string().contains("\"b\""),
            "a password came back: {problem}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_503_and_comes_back() {
    let database = TestDatabase::new().await;
    let proxy = Proxy::to(&server_address(&database.url())).await;
    let mut config = DatabaseConfig::at(database.url_through(proxy.address()));
    config.connect = Duration::from_secs(2);
    let app = App::on(database, &config).await;
    assert_eq!(app.get("/health/ready").await.status(), 200);
    proxy.refuse();
    let response = app.get("/health/ready").await;
    assert_eq!(response.headers()["retry-after"], "5");
    problem(response, 503, "unavailable").await;
    let sign_in = json!({"username": "a", "password": "b"});
    let response = app
        .request(Method::POST, SESSIONS)
        .json(&sign_in)
        .send()
        .await
        .unwrap();
    problem(response, 503, "unavailable").await;
    assert_eq!(app.get("/health/live").await.status(), 200);
    proxy.resume();
    assert_eq!(app.get("/health/ready").await.status(), 200);
}

/// `host:port` of a PostgreSQL address.
pub(crate) fn server_address(url: &str) -> String {
    let after = url.split('@').nth(1).unwrap();
    let address = after.split('/').next().unwrap();
    if address.contains(':') {
        address.to_owned()
    } else {
        format!("{address}:5432")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_tell_browsers_to_do_nothing_with_them() {
    let app = App::start().await;
    for path in ["/health/live", "/nowhere"] {
        let response = app.get(path).await;
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(
            response.headers()["content-security-policy"],
            "default-src 'none'; frame-ancestors 'none'"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_keep_out_of_frames_and_what_a_browser_has_already_needs_no_word() {
    let app = App::start().await;
    let page = app.get("/dashboard").await;
    for (name, value) in [("x-frame-options", "DENY"), ("referrer-policy", "no-referrer")] {
        assert_eq!(page.headers()[name], value);
        assert!(
            !app.get("/health/live").await.headers().contains_key(name),
            "{name}"
        );
    }
    let etag = page.headers()["etag"].clone();
    let again = app
        .request(Method::GET, "/dashboard")
        .header("if-none-match", etag);
    let again = again.send().await.unwrap();
    assert_eq!(again.status(), 304);
    for name in [
        "content-security-policy",
        "x-content-type-options",
        "x-frame-options",
    ] {
        assert!(!again.headers().contains_key(name), "{name}");
    }
    assert!(again.headers().contains_key("x-request-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_is_closed_and_the_server_goes_on() {
    let app = App::start().await;
    let address = app.base.trim_start_matches("http://").to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"\x16\x03\x01\x00not http\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(app.get("/health/live").await.status(), 200);
}
