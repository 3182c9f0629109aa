//! A worker killed with SIGKILL in the middle of its work: every result arrives, and arrives once.

use crate::support::{assert_each_counted_once, job_of, results, service, submit, submit_batch, succeeded};
use test_support::eventually;

/// Rounds in which a worker must have been killed with work unfinished.
const INTERRUPTIONS: usize = 4;
/// A round may find the worker already through; so many rounds are enough to find the rest interrupted.
const MOST_ROUNDS: u64 = 30;
/// Evaluations a round.
const ROUND: usize = 150;

#[tokio::test]
async fn a_worker_killed_inside_its_transaction_is_replaced_without_a_second_effect() {
    let service = service().await;
    let api = service.api(&[]).await;
    let worker = service.worker(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(1).await;

    // The lock lets the worker claim the job and rate it, and holds it before the result.
    let lock = service.database.lock_table("evaluation_results").await;
    let id = submit(&client, &products[0], 11).await;
    let job = job_of(&service, &id).await;
    let running = format!("select count(*) from jobs where id = '{job}' and status = 'running'");
    eventually(|| async {
        match service.database.number(&running).await {
            1 => Ok(()),
            _ => Err("not claimed"),
        }
    })
    .await;
    worker.child.kill().await;
    lock.release().await;
    assert_eq!(
        service
            .database
            .number("select count(*) from evaluation_results")
            .await,
        0
    );

    let _next = service.worker(&[]).await;
    let evaluation = succeeded(&client, &id).await;
    assert_eq!(evaluation["attempts"], 2);
    assert_each_counted_once(&service, &[&client], 1).await;
}

#[tokio::test]
async fn workers_killed_again_and_again_under_load_lose_and_double_nothing() {
    let service = service().await;
    let api = service.api(&[]).await;
    let client = service.national(&api.base).await;
    // Small batches, so that a kill finds some done, some in work and some waiting.
    let small = [
        ("OCOP_WORKER_BATCH", "5".to_owned()),
        ("OCOP_AMQP_PREFETCH", "20".to_owned()),
    ];
    let mut submitted = 0;
    let mut interrupted = 0;
    for seed in 0..MOST_ROUNDS {
        let worker = service.worker(&small).await;
        let products = service.products(ROUND).await;
        let before = submitted;
        submit_batch(&client, &products, seed * 1_000).await;
        submitted += ROUND as i64;
        // A seeded point somewhere in the first third of the round.
        results(&service, before + 1 + (seed as i64 * 17) % 50).await;
        worker.child.kill().await;
        let done = service
            .database
            .number("select count(*) from evaluation_results")
            .await;
        if done < submitted {
            interrupted += 1;
        }
        if interrupted == INTERRUPTIONS {
            break;
        }
    }
    assert_eq!(interrupted, INTERRUPTIONS);

    let _last = service.worker(&[]).await;
    results(&service, submitted).await;
    assert_each_counted_once(&service, &[&client], submitted).await;
}
