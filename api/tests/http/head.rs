//! `HEAD`: what `GET` would answer, without the body.

use crate::app::{App, body};
use crate::registration::token_in;
use reqwest::{Method, StatusCode};
use shared::domain::access::Role;

const FIGURES: &str = "/api/v1/statistics/products?by=stars";

#[tokio::test(flavor = "multi_thread")]
async fn every_path_that_takes_get_takes_head_and_sends_no_body() {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let ask = async |method: Method, path: &str| {
        let request = app.request(method, path).bearer_auth(&token);
        request.send().await.unwrap()
    };
    for path in [FIGURES, "/health/live", "/openapi.json", "/api/v1/producers"] {
        let (head, whole) = (ask(Method::HEAD, path).await, ask(Method::GET, path).await);
        assert_eq!(
            (head.status(), whole.status()),
            (StatusCode::OK, StatusCode::OK),
            "{path}"
        );
        for name in ["content-type", "content-length", "etag", "cache-control", "vary"] {
            assert_eq!(
                head.headers().get(name),
                whole.headers().get(name),
                "{name} of {path}"
            );
        }
        assert!(head.bytes().await.unwrap().is_empty(), "{path}");
        assert!(!whole.bytes().await.unwrap().is_empty(), "{path}");
    }
    // A stream without an end is answered at once.
    let stream = ask(Method::HEAD, "/api/v1/statistics/versions").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(stream.bytes().await.unwrap().is_empty());
    // The connection is still good for the next request.
    body(ask(Method::GET, FIGURES).await, 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_refused_as_get_would_be() {
    let app = App::start().await;
    let status = async |path: &str| {
        let answer = app.request(Method::HEAD, path).send().await.unwrap();
        let allow = answer.headers().get("allow").cloned();
        (
            answer.status().as_u16(),
            allow,
            answer.bytes().await.unwrap().len(),
        )
    };
    assert_eq!(status(FIGURES).await, (401, None, 0));
    assert_eq!(status("/nowhere").await, (404, None, 0));
    assert_eq!(
        status("/api/v1/sessions").await,
        (405, Some("POST".parse().unwrap()), 0)
    );
}
