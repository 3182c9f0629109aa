//! News of versions as server-sent events.

use crate::app::{App, KEY, body, problem, sign};
use crate::registration::{get, token_in};
use api::config::Limits;
use reqwest::Response;
use serde_json::{Value, json};
use shared::database::recognitions;
use shared::domain::access::Role;

const NEWS: &str = "/api/v1/statistics/versions";

/// The version of the next event; none where the stream ends before it. Comments are passed over.
async fn next(stream: &mut Response) -> Option<i64> {
    let mut text = String::new();
    while let Some(piece) = stream.chunk().await.unwrap() {
        text.push_str(std::str::from_utf8(&piece).unwrap());
        while let Some((event, rest)) = text.split_once("\n\n") {
            if event.starts_with(':') {
                text = rest.to_owned();
                continue;
            }
            let field = |name: &str| {
                event
                    .lines()
                    .find_map(|line| line.strip_prefix(name))
                    .map(str::to_owned)
            };
            assert_eq!(field("event: ").unwrap(), "version");
            let data: Value = serde_json::from_str(&field("data: ").unwrap()).unwrap();
            assert_eq!(data["version"].to_string(), field("id: ").unwrap());
            assert!(rest.is_empty(), "an event for each version: {text}");
            return data["version"].as_i64();
        }
    }
    None
}

async fn raise(app: &App) -> i64 {
    let database = app.database.database();
    let mut connection = database.connection().await.unwrap();
    recognitions::raise_version(&mut connection).await.unwrap();
    recognitions::version(&mut connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_hears_of_the_version_now_and_of_each_new_one() {
    let app = App::start().await;
    let token = token_in(&app, Role::Statistics, "25").await;
    let now = raise(&app).await;
    let mut stream = get(&app, &token, NEWS).await;
    assert_eq!(stream.status(), 200);
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert_eq!(stream.headers()["cache-control"], "no-store, no-transform");
    assert_eq!(next(&mut stream).await, Some(now));
    for _ in 0..2 {
        let raised = raise(&app).await;
        assert_eq!(next(&mut stream).await, Some(raised));
        let figures = body(get(&app, &token, "/api/v1/statistics/products").await, 200).await;
        assert_eq!(figures["version"], raised);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_token() {
    let app = App::start().await;
    let mut claims = app.claims();
    claims["scope"] = json!("statistics:read");
    claims["exp"] = json!(chrono::Utc::now().timestamp() + 3);
    let token = sign(&claims, &app.kid().await, KEY);
    let mut stream = get(&app, &token, NEWS).await;
    assert_eq!(stream.status(), 200);
    assert!(next(&mut stream).await.is_some());
    // Nothing is told any more, and the stream ends by itself.
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_may_listen() {
    let app = App::with_limits(Limits {
        streams: 1,
        ..Limits::default()
    })
    .await;
    let token = token_in(&app, Role::National, "").await;
    let mut first = get(&app, &token, NEWS).await;
    assert!(next(&mut first).await.is_some());
    let refused = get(&app, &token, NEWS).await;
    assert!(refused.headers().contains_key("retry-after"));
    problem(refused, 503, "overloaded").await;
    // Others are still answered.
    body(get(&app, &token, "/api/v1/statistics/products").await, 200).await;
    problem(app.get(NEWS).await, 401, "unauthenticated").await;
    problem(
        get(&app, &token, "/api/v1/statistics/versions?since=1").await,
        400,
        "invalid_query",
    )
    .await;
}
