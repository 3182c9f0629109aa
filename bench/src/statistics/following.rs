//! How long the api takes to show changes, few or many, and what folding costs a worker beside a million products.

use super::answers::milliseconds;
use crate::jobs::{quiet, requests, send};
use crate::median::median;
use diesel_async::SimpleAsyncConnection;
use shared::database::recognitions;
use std::time::{Duration, Instant};
use test_support::{HttpClient, Running, Service, eventually};

/// Changes in one transaction, and how often that is measured.
const CHANGES: [(usize, usize); 3] = [(1, 30), (100, 10), (10_000, 3)];
/// Evaluations that one worker folds.
const EVALUATIONS: usize = 2_000;
const PATH: &str = "/api/v1/statistics/products";

/// Measures and prints; the worker goes on.
pub(crate) async fn measure(service: &Service, client: &HttpClient) -> Running {
    println!("\n### Following changes\n");
    println!(
        "From the commit of so many revocations in one transaction to the first answer that shows them; the counts are checked.\n"
    );
    println!("| changes | times | median | longest |\n|--:|--:|--:|--:|");
    for (changes, times) in CHANGES {
        let mut seen = Vec::new();
        for time in 1..=times {
            eprintln!("{changes} changes, {time} of {times}");
            seen.push(follow(service, client, changes).await);
        }
        let middle = median(&seen.iter().map(Duration::as_secs_f64).collect::<Vec<_>>());
        println!(
            "| {changes} | {times} | {} | {} |",
            milliseconds(Duration::from_secs_f64(middle)),
            milliseconds(seen.into_iter().max().expect("a time"))
        );
    }
    fold(service, client).await
}

/// Revokes `changes` certificates and waits until the answer shows it.
async fn follow(service: &Service, client: &HttpClient, changes: usize) -> Duration {
    let before = client.get(PATH).await["totals"]["products"]
        .as_i64()
        .expect("a number");
    let mut connection = service.database.operator().await;
    let revoke = format!(
        "begin;
         update recognitions set ended_on = current_date, end_reason = 'revoked' where id in (
             select id from recognitions where ended_on is null and valid_from < current_date - 2
             and valid_to > current_date + 2 limit {changes})"
    );
    connection.batch_execute(&revoke).await.expect("revocations");
    let version = recognitions::raise_version(&mut connection)
        .await
        .expect("a version");
    connection.batch_execute("commit").await.expect("a commit");
    let start = Instant::now();
    loop {
        let answer = client.get(PATH).await;
        if answer["version"].as_i64() >= Some(version) {
            let seen = start.elapsed();
            let after = answer["totals"]["products"].as_i64().expect("a number");
            assert_eq!(usize::try_from(before - after), Ok(changes), "{answer}");
            return seen;
        }
    }
}

/// One worker folds evaluations of new products in between a million others.
async fn fold(service: &Service, client: &HttpClient) -> Running {
    let requests = requests(service, EVALUATIONS).await;
    let worker = service.worker(&quiet()).await;
    let start = Instant::now();
    send(std::slice::from_ref(client), &requests, 1_000).await;
    eventually(|| async {
        let results = service
            .database
            .number("select count(*) from evaluation_results")
            .await;
        if usize::try_from(results) == Ok(EVALUATIONS) {
            Ok(())
        } else {
            Err(results)
        }
    })
    .await;
    let rate = EVALUATIONS as f64 / start.elapsed().as_secs_f64();
    println!(
        "\nOne worker rated and folded {EVALUATIONS} evaluations of new products beside them: {rate:.0}/s, sent → result."
    );
    worker
}
