//! How long one evaluation takes while another client's huge batch is in work.

use super::{done, quiet, requests, send};
use crate::programs::Programs;
use std::time::{Duration, Instant};
use test_support::HttpClient;

/// Lines in one call of the huge batch: the most there may be.
const LINES: usize = 10_000;
/// Between two single evaluations.
const PAUSE: Duration = Duration::from_millis(250);
/// Single evaluations measured without anything else in work.
const ALONE: usize = 20;
/// Between two looks for the result.
const LOOK: Duration = Duration::from_millis(5);

/// Measures and prints.
pub(crate) async fn measure(programs: &Programs, count: usize) {
    let service = programs.service().await;
    let api = service.api(&quiet()).await;
    let workers = [service.worker(&quiet()).await];
    let (huge, single) = (
        service.national(&api.base).await.unchecked(),
        service.national(&api.base).await.unchecked(),
    );
    let lines = requests(&service, count).await;
    let mut products = requests(&service, 2_000).await.into_iter();
    eprintln!("single evaluations with nothing else in work");
    let mut alone = Vec::new();
    for product in products.by_ref().take(ALONE) {
        alone.push(readable(&single, product).await);
        tokio::time::sleep(PAUSE).await;
    }
    eprintln!("single evaluations beside a batch of {count}");
    let before = done::done(&workers).await;
    let batch = [huge];
    let busy = async {
        send(&batch, &lines, LINES).await;
        done::until(&workers, before + count).await;
    };
    tokio::pin!(busy);
    let mut beside = Vec::new();
    loop {
        let product = products.next().expect("enough products");
        tokio::select! {
            () = &mut busy => break,
            // Measured to its end even where the batch ends first.
            latency = readable(&single, product) => beside.push(latency),
        }
        tokio::select! {
            () = &mut busy => break,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
    println!("\n## One evaluation beside a batch of {count}\n");
    println!(
        "`POST /evaluations` → result read with `GET`, one after the other; the batch comes in calls of {LINES} lines.\n"
    );
    println!("| | evaluations | median | longest |\n|---|--:|--:|--:|");
    for (name, mut latencies) in [("alone", alone), ("beside the batch", beside)] {
        latencies.sort_unstable();
        let (middle, longest) = (latencies[latencies.len() / 2], latencies[latencies.len() - 1]);
        println!(
            "| {name} | {} | {} ms | {} ms |",
            latencies.len(),
            middle.as_millis(),
            longest.as_millis()
        );
    }
}

/// How long one evaluation takes until its result is read.
async fn readable(client: &HttpClient, request: String) -> Duration {
    let start = Instant::now();
    let body = serde_json::from_str(&request).expect("JSON");
    let accepted = client.post("/api/v1/evaluations", &body, 202).await;
    let path = format!("/api/v1/evaluations/{}", accepted["id"].as_str().expect("an id"));
    while client.get(&path).await["status"] != "succeeded" {
        tokio::time::sleep(LOOK).await;
    }
    start.elapsed()
}
