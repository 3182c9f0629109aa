//! Evaluations a second from the request to the readable result, through RabbitMQ and PostgreSQL, with one worker.

use crate::load::{self, Until};
use crate::median::median;
use futures_util::{StreamExt, stream};
use reqwest::Method;
use std::sync::Arc;
use std::time::Instant;
use test_support::{HttpClient, PRODUCT_SET, Running, Service, evaluation_request, eventually};

/// Evaluations in one call.
const BATCH: usize = 1_000;
/// Calls in flight.
const CALLS: usize = 2;
/// Connections that send single requests.
const CONNECTIONS: usize = 64;
/// Of a round's evaluations, the part that is sent one by one: each costs a commit of its own.
const SINGLE_PART: usize = 5;

/// Measures both ways in turn, round after round, and prints.
pub(crate) async fn measure(
    service: &Service,
    api: &Running,
    client: &HttpClient,
    rounds: usize,
    count: usize,
) {
    let (mut batches, mut singles, mut accepted) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("round {round}: {count} evaluations in batches");
        batches.push(in_batches(service, client, count).await);
        eprintln!("round {round}: {} evaluations one by one", count / SINGLE_PART);
        let (readable, answered) = one_by_one(service, api, client, count / SINGLE_PART).await;
        singles.push(readable);
        accepted.push(answered);
    }
    println!("\n## Evaluations, accepted → result readable\n");
    println!(
        "One api, one worker, councils of 5, every product once; {rounds} rounds in turn, medians. \
         Batches: {count} a round in calls of {BATCH} lines, {CALLS} calls at a time. One by one: {} a round over \
         {CONNECTIONS} connections.\n",
        count / SINGLE_PART
    );
    println!("| | evaluations/s |\n|---|--:|");
    println!(
        "| `POST /evaluation-batches` → readable | {:.0} |",
        median(&batches)
    );
    println!("| `POST /evaluations` → readable | {:.0} |", median(&singles));
    println!("| `POST /evaluations` → 202 | {:.0} |", median(&accepted));
}

async fn in_batches(service: &Service, client: &HttpClient, count: usize) -> f64 {
    let bodies = bodies(service, count).await;
    let before = results(service).await;
    let calls: Vec<String> = bodies.chunks(BATCH).map(|lines| lines.join("\n")).collect();
    let start = Instant::now();
    stream::iter(calls)
        .for_each_concurrent(CALLS, |call| async {
            let request = client.request(Method::POST, "/api/v1/evaluation-batches");
            let request = request.header("Content-Type", "application/x-ndjson").body(call);
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 202);
        })
        .await;
    all_readable(service, before, count).await;
    count as f64 / start.elapsed().as_secs_f64()
}

async fn one_by_one(service: &Service, api: &Running, client: &HttpClient, count: usize) -> (f64, f64) {
    let token = format!("Bearer {}", client.token().expect("a token"));
    let requests: Vec<Vec<u8>> = bodies(service, count)
        .await
        .iter()
        .map(|body| load::request("POST", "/api/v1/evaluations", &[("Authorization", &token)], body))
        .collect();
    let before = results(service).await;
    let start = Instant::now();
    let sent = load::run(&api.base, Arc::new(requests), 202, CONNECTIONS, Until::AllSent).await;
    all_readable(service, before, count).await;
    (count as f64 / start.elapsed().as_secs_f64(), sent.per_second)
}

async fn bodies(service: &Service, count: usize) -> Vec<String> {
    let products = service.products(count).await;
    products
        .iter()
        .zip(0..)
        .map(|(product, seed)| evaluation_request(product, PRODUCT_SET, seed).to_string())
        .collect()
}

async fn results(service: &Service) -> i64 {
    service
        .database
        .number("select count(*) from evaluation_results")
        .await
}

async fn all_readable(service: &Service, before: i64, count: usize) {
    eventually(|| async {
        let seen = results(service).await - before;
        if seen >= count as i64 {
            Ok(())
        } else {
            Err(format!("{seen} of {count}"))
        }
    })
    .await;
}
