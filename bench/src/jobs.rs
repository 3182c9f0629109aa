//! The way of evaluations through outbox, broker and worker: how fast, against what it could be at best, with how much
//! waiting, with how many processes, and how long a single one takes beside a huge batch.

mod backlog;
mod bare;
mod done;
mod fairness;
mod fleet;
mod throughput;

pub(crate) use backlog::measure as measure_backlog;
pub(crate) use fairness::measure as measure_fairness;
pub(crate) use fleet::measure as measure_fleet;
pub(crate) use throughput::measure as measure_throughput;

use futures_util::{StreamExt, stream};
use reqwest::Method;
use test_support::{HttpClient, PRODUCT_SET, Service, evaluation_request};

/// Lines in one call.
const LINES: usize = 1_000;
/// Calls in flight.
const CALLS: usize = 2;

/// What the processes log while they are measured.
pub(crate) fn quiet() -> [(&'static str, String); 1] {
    [("OCOP_LOG", "warn,api=info,worker::health=info".to_owned())]
}

/// Requests for the evaluation of `count` products that are made for it.
pub(crate) async fn requests(service: &Service, count: usize) -> Vec<String> {
    let products = service.products(count).await;
    products
        .iter()
        .zip(0..)
        .map(|(product, seed)| evaluation_request(product, PRODUCT_SET, seed).to_string())
        .collect()
}

/// Sends `requests` in calls of `lines`, [`CALLS`] at a time, to each client in turn.
pub(crate) async fn send(clients: &[HttpClient], requests: &[String], lines: usize) {
    let calls: Vec<String> = requests.chunks(lines).map(|lines| lines.join("\n")).collect();
    stream::iter(calls.into_iter().zip(0..))
        .for_each_concurrent(CALLS, |(call, number)| async move {
            let client = &clients[number % clients.len()];
            let request = client.request(Method::POST, "/api/v1/evaluation-batches");
            let request = request.header("Content-Type", "application/x-ndjson").body(call);
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 202);
        })
        .await;
}
