//! The real programs and a collector.

use crate::collector::Collector;
use crate::scene::{API, WORKER};
use reqwest::Method;
use shared::telemetry::TraceParent;
use test_support::{HttpClient, PRODUCT_SET, Service, evaluation_request, eventually};

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Submits an evaluation in the trace of `parent` and waits for its result.
async fn evaluate(client: &HttpClient, product: &str, parent: TraceParent) {
    let accepted = client
        .request(Method::POST, "/api/v1/evaluations")
        .header("traceparent", parent.to_string())
        .json(&evaluation_request(product, PRODUCT_SET, 0))
        .send()
        .await
        .expect("an answer");
    assert_eq!(accepted.status(), 202);
    let accepted: serde_json::Value = accepted.json().await.expect("an answer");
    let path = format!("/api/v1/evaluations/{}", accepted["id"].as_str().expect("an id"));
    eventually(|| async {
        let evaluation = client.get(&path).await;
        if evaluation["status"] == "succeeded" {
            Ok(())
        } else {
            Err(evaluation)
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_left_reaches_the_collector_at_the_stop() {
    let service = Service::new(API, WORKER).await;
    let (of_api, of_worker) = (Collector::start().await, Collector::start().await);
    let api = service
        .api(&[
            (ENDPOINT, of_api.endpoint.clone()),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "x-tenant=b%C3%A1o,authorization=Bearer%20s3cret".to_owned(),
            ),
        ])
        .await;
    let worker = service
        .worker(&[
            (ENDPOINT, format!("{}/", of_worker.endpoint)),
            ("OTEL_SERVICE_NAME", "a-worker-of-the-tests".to_owned()),
        ])
        .await;
    let client = service.national(&api.base).await;
    let products = service.products(1).await;
    let parent = TraceParent::next(None);
    evaluate(&client, &products[0], parent).await;

    assert!(!api.child.output().contains("s3cret"), "{}", api.child.output());
    assert!(worker.child.terminate().await.success());
    assert!(api.child.terminate().await.success());
    let trace_id = parent.trace_id.to_be_bytes();
    for (collector, spans, service) in [
        (
            &of_api,
            ["POST /api/v1/evaluations", "send ocop.evaluation.v1"],
            "ocop-api",
        ),
        (
            &of_worker,
            ["process ocop.evaluation.v1", "fold into statistics"],
            "a-worker-of-the-tests",
        ),
    ] {
        assert!(collector.holds(&trace_id), "{service}");
        for text in spans.iter().chain([&service]) {
            assert!(collector.holds(text.as_bytes()), "{text}");
        }
        for post in collector.posts() {
            assert!(post.head.starts_with("post /v1/traces http/1.1"), "{}", post.head);
            assert!(
                post.head.contains("content-type: application/x-protobuf"),
                "{}",
                post.head
            );
        }
    }
    let authorized = |post: &crate::collector::Post| post.head.contains("authorization: bearer s3cret");
    assert!(of_api.posts().iter().all(authorized));
    assert!(!of_worker.posts().iter().any(authorized));
}

#[tokio::test]
async fn a_dead_collector_disturbs_nobody() {
    let service = Service::new(API, WORKER).await;
    // A port that nobody listens on: it was free, and it is closed.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = [(
        ENDPOINT,
        format!("http://localhost:{}", closed.local_addr().unwrap().port()),
    )];
    drop(closed);
    let (mut api, mut worker) = (service.api(&dead).await, service.worker(&dead).await);
    let client = service.national(&api.base).await;
    let products = service.products(3).await;
    evaluate(&client, &products[0], TraceParent::next(None)).await;
    let told = |output: &str| {
        output
            .contains("the collector of traces did not take them")
            .then_some(())
    };
    api.child.printed(told).await;
    worker.child.printed(told).await;
    // And on it goes.
    for product in &products[1..] {
        evaluate(&client, product, TraceParent::next(None)).await;
    }
    let metrics = client.metrics().await;
    assert!(
        metrics.contains("ocop_spans_total{outcome=\"failed\"}"),
        "{metrics}"
    );
    let lines = |output: String| output.lines().filter(|line| told(line).is_some()).count();
    assert_eq!(lines(api.child.output()), 1, "sparingly: {}", api.child.output());
    assert!(
        worker.child.terminate().await.success(),
        "an orderly end is code 0"
    );
    assert!(api.child.terminate().await.success(), "an orderly end is code 0");
}
