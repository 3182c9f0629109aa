//! The same batches with more processes.

use super::{LINES, done, quiet, requests, send};
use crate::median::median;
use crate::programs::Programs;
use std::time::Instant;
use test_support::{HttpClient, Running};

/// Numbers of apis and workers.
const FLEETS: [(usize, usize); 5] = [(1, 1), (1, 2), (1, 4), (2, 2), (2, 4)];

/// Measures each fleet in turn, round after round, and prints.
pub(crate) async fn measure(programs: &Programs, rounds: usize, count: usize) {
    let mut rates = vec![Vec::new(); FLEETS.len()];
    for round in 1..=rounds {
        for ((apis, workers), rates) in FLEETS.into_iter().zip(&mut rates) {
            eprintln!("round {round}: {apis} api(s), {workers} worker(s)");
            rates.push(rate(programs, (apis, workers), count).await);
        }
    }
    println!("\n## More processes\n");
    println!(
        "{count} evaluations in batches, accepted → readable; every process on the same cores as PostgreSQL, RabbitMQ and the \
         sender, so this shows that more of them do no harm, not what more cores would give.\n"
    );
    println!("| apis | workers | evaluations/s | of one and one |\n|--:|--:|--:|--:|");
    let first = median(&rates[0]);
    for ((apis, workers), rates) in FLEETS.into_iter().zip(&rates) {
        let rate = median(rates);
        println!("| {apis} | {workers} | {rate:.0} | {:.2} |", rate / first);
    }
}

async fn rate(programs: &Programs, (apis, workers): (usize, usize), count: usize) -> f64 {
    let service = programs.service().await;
    let apis: Vec<Running> = started(apis, async || service.api(&quiet()).await).await;
    let workers: Vec<Running> = started(workers, async || service.worker(&quiet()).await).await;
    let client = service.national(&apis[0].base).await.unchecked();
    let clients: Vec<HttpClient> = apis.iter().map(|api| client.at(&api.base)).collect();
    let lines = requests(&service, count).await;
    let start = Instant::now();
    send(&clients, &lines, LINES).await;
    done::until(&workers, count).await;
    count as f64 / start.elapsed().as_secs_f64()
}

async fn started(count: usize, start: impl AsyncFn() -> Running) -> Vec<Running> {
    let mut running = Vec::new();
    for _ in 0..count {
        running.push(start().await);
    }
    running
}
