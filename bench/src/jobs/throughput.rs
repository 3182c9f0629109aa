//! Evaluations a second from the request to the readable result, beside a bare loop over the same bytes.

use super::bare::Bare;
use super::{CALLS, LINES, done, quiet, requests, send};
use crate::load::{self, Until};
use crate::median::median;
use std::sync::Arc;
use std::time::Instant;
use test_support::{HttpClient, Running, Service};

/// Connections that send single requests.
const CONNECTIONS: usize = 64;
/// Of a round's evaluations, the part that is sent one by one: each costs a commit of its own.
const SINGLE_PART: usize = 5;

/// Measures all ways in turn, round after round, and prints.
pub(crate) async fn measure(
    service: &Service,
    api: &Running,
    client: &HttpClient,
    rounds: usize,
    count: usize,
) {
    let workers = [service.worker(&quiet()).await];
    let clients = [client.clone()];
    let bare = Bare::new(service, count).await;
    let (mut batches, mut loops) = (Vec::new(), Vec::new());
    let (mut singles, mut accepted) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        eprintln!("round {round}: {count} evaluations in batches");
        let lines = requests(service, count).await;
        let before = done::done(&workers).await;
        let start = Instant::now();
        send(&clients, &lines, LINES).await;
        done::until(&workers, before + count).await;
        batches.push(count as f64 / start.elapsed().as_secs_f64());
        eprintln!("round {round}: the bare loop");
        loops.push(bare.run().await);
        eprintln!("round {round}: {} evaluations one by one", count / SINGLE_PART);
        let (readable, answered) = one_by_one(service, api, client, &workers, count / SINGLE_PART).await;
        singles.push(readable);
        accepted.push(answered);
    }
    let (batches, loops) = (median(&batches), median(&loops));
    println!("\n## Evaluations, accepted → result readable\n");
    println!(
        "One api, one worker, councils of 5, every product once; {rounds} rounds in turn, medians. \
         Batches: {count} a round in calls of {LINES} lines, {CALLS} calls at a time. One by one: {} a round over \
         {CONNECTIONS} connections. The bare loop commits the same requests, publishes, consumes and acknowledges the same \
         messages and commits the same results, in the same portions, and does nothing else.\n",
        count / SINGLE_PART
    );
    println!("| | evaluations/s | of the bare loop |\n|---|--:|--:|");
    println!("| bare loop | {loops:.0} | 1.00 |");
    println!(
        "| `POST /evaluation-batches` → readable | {batches:.0} | {:.2} |",
        batches / loops
    );
    println!("| `POST /evaluations` → readable | {:.0} | |", median(&singles));
    println!("| `POST /evaluations` → 202 | {:.0} | |", median(&accepted));
    crate::machine::print_memory("##", &[("api", api), ("worker", &workers[0])]);
}

async fn one_by_one(
    service: &Service,
    api: &Running,
    client: &HttpClient,
    workers: &[Running],
    count: usize,
) -> (f64, f64) {
    let token = format!("Bearer {}", client.token().expect("a token"));
    let requests: Vec<Vec<u8>> = requests(service, count)
        .await
        .iter()
        .map(|body| load::request("POST", "/api/v1/evaluations", &[("Authorization", &token)], body))
        .collect();
    let before = done::done(workers).await;
    let start = Instant::now();
    let sent = load::run(&api.base, Arc::new(requests), 202, CONNECTIONS, Until::AllSent).await;
    done::until(workers, before + count).await;
    (count as f64 / start.elapsed().as_secs_f64(), sent.per_second)
}
