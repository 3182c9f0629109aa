//! More than the service takes on: turned away with a code and a time to come again.

use crate::app::{App, problem};
use api::config::Limits;
use futures_util::{StreamExt, stream};
use reqwest::{Body, Method, Response};
use shared::domain::access::Role;
use test_support::{HttpResult, RequestBuilder};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const BATCHES: &str = "/api/v1/evaluation-batches";

async fn limited(limits: Limits) -> App {
    let app = App::with_limits(limits).await;
    for client in ["one", "other"] {
        app.client(client, Role::National, None).await;
    }
    app
}

async fn batch(app: &App, client: &str, body: impl Into<Body>) -> RequestBuilder {
    let token = app.token_of(client).await;
    let request = app.request(Method::POST, BATCHES).bearer_auth(token);
    request
        .header("Content-Type", "application/x-ndjson")
        .body(body.into())
}

/// A batch whose body ends only when the test says so.
struct Unfinished {
    end: oneshot::Sender<()>,
    answer: JoinHandle<HttpResult<Response>>,
}

impl Unfinished {
    async fn begin(app: &App, client: &str) -> Self {
        let (end, ended) = oneshot::channel::<()>();
        let (begun, read) = oneshot::channel();
        let first = stream::once(async move {
            begun.send(()).unwrap();
            Ok::<_, std::io::Error>("{")
        });
        let last = stream::once(async move {
            ended.await.unwrap();
            Ok("}")
        });
        let request = batch(app, client, Body::wrap_stream(first.chain(last))).await;
        let answer = tokio::spawn(request.send());
        read.await.unwrap();
        Self { end, answer }
    }

    /// Ends the body; the one line of it is refused, the batch is accepted.
    async fn end(self) {
        self.end.send(()).unwrap();
        assert_eq!(self.answer.await.unwrap().unwrap().status(), 202);
    }
}

fn seconds(answer: &Response) -> u64 {
    answer.headers()["retry-after"].to_str().unwrap().parse().unwrap()
}

/// Repeats a request until the one that was begun before it is in work and stands in its way.
async fn refused(app: &App, client: &str) -> Response {
    test_support::eventually(|| async {
        let answer = batch(app, client, "{}").await.send().await.unwrap();
        match answer.status().as_u16() {
            429 | 503 => Ok(answer),
            other => Err(other),
        }
    })
    .await
}

#[tokio::test]
async fn where_too_many_jobs_wait_batches_are_refused_and_single_evaluations_are_not() {
    let app = limited(Limits {
        waiting: 0,
        ..Limits::default()
    })
    .await;
    let answer = batch(&app, "one", "{}").await.send().await.unwrap();
    assert_eq!(seconds(&answer), 60);
    problem(answer, 503, "backlog_full").await;
    let single = app.request(Method::POST, "/api/v1/evaluations");
    let single = single.bearer_auth(app.token_of("one").await).body("{}");
    let answer = single
        .header("Content-Type", "application/json")
        .send()
        .await
        .unwrap();
    problem(answer, 422, "invalid_fields").await;
}

#[tokio::test]
async fn a_client_has_so_many_batches_in_work_and_another_has_its_own() {
    let app = limited(Limits {
        batches_per_client: 1,
        ..Limits::default()
    })
    .await;
    let unfinished = Unfinished::begin(&app, "one").await;
    let answer = refused(&app, "one").await;
    assert_eq!(seconds(&answer), 1);
    problem(answer, 429, "too_many_requests").await;
    let other = batch(&app, "other", "{}").await.send().await.unwrap();
    assert_eq!(other.status(), 202);
    unfinished.end().await;
    let again = batch(&app, "one", "{}").await.send().await.unwrap();
    assert_eq!(again.status(), 202);
}

#[tokio::test]
async fn bodies_of_batches_are_read_only_where_there_is_room_for_them() {
    // A body of unknown length may become as large as any: it takes all of this.
    let app = limited(Limits {
        batch_mebibytes: 64,
        ..Limits::default()
    })
    .await;
    let unfinished = Unfinished::begin(&app, "one").await;
    let answer = refused(&app, "other").await;
    assert_eq!(seconds(&answer), 1);
    problem(answer, 503, "overloaded").await;
    unfinished.end().await;
    let again = batch(&app, "other", "{}").await.send().await.unwrap();
    assert_eq!(again.status(), 202);
}

#[tokio::test]
async fn beyond_the_most_requests_only_health_and_metrics_are_answered() {
    let app = limited(Limits {
        requests: 1,
        ..Limits::default()
    })
    .await;
    let unfinished = Unfinished::begin(&app, "one").await;
    let get = async |path: &str| app.request(Method::GET, path).send().await.unwrap();
    test_support::eventually(|| async {
        let answer = get("/openapi.json").await;
        match answer.status().as_u16() {
            503 => Ok(()),
            other => Err(other),
        }
    })
    .await;
    let answer = get("/openapi.json").await;
    assert_eq!(seconds(&answer), 1);
    problem(answer, 503, "overloaded").await;
    for path in ["/health/live", "/metrics"] {
        assert_eq!(get(path).await.status(), 200, "{path}");
    }
    unfinished.end().await;
    assert_eq!(get("/openapi.json").await.status(), 200);
}
