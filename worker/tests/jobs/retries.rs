//! Errors of a job: transient, permanent, a panic, a refused statement; and another chance for what failed.

use crate::probe::{Act, Probe};
use crate::scene::{KIND, Scene, actor, one_by_one, settings};
use shared::database::jobs::{self, JobStatus};
use shared::job::MAX_ATTEMPTS;
use shared::queue::transport::Transport;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use worker::redrive;

#[tokio::test(flavor = "multi_thread")]
async fn a_transient_error_waits_in_a_retry_queue_and_succeeds_at_the_second_attempt() {
    let scene = Scene::new().await;
    let relay = scene.relay(scene.rabbit());
    let probe = Probe::new(|job| {
        if job.attempt == 1 {
            Act::Retry
        } else {
            Act::Succeed
        }
    });
    let worker = scene.worker(probe, settings());
    let id = scene.submit(1).await.remove(0);
    let job = scene.job_with(id, JobStatus::Succeeded).await;
    assert_eq!((job.attempts, job.error_code), (2, None));
    scene.each_done_once(1).await;
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_error_fails_at_once() {
    let scene = Scene::new().await;
    let relay = scene.relay(scene.rabbit());
    let worker = scene.worker(Probe::new(|_| Act::Fail), settings());
    let id = scene.submit(1).await.remove(0);
    let job = scene.job_with(id, JobStatus::Failed).await;
    assert_eq!(job.attempts, 1);
    assert_eq!(job.error_code.as_deref(), Some("test_code"));
    assert_eq!(job.error_message.as_deref(), Some("as the test wants"));
    assert!(job.finished_at.is_some() && job.lease_until.is_none());
    assert_eq!(scene.database.number("select count(*) from effects").await, 0);
    worker.stop().await;
    relay.stop().await;
    scene.eventually_waiting(0).await;
    assert_eq!(scene.rabbit().dead_letters(KIND).await.unwrap().0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_out_of_attempts_fails_and_succeeds_after_a_redrive() {
    let scene = Scene::new().await;
    let relay = scene.relay(scene.rabbit());
    let repaired = Arc::new(AtomicBool::new(false));
    let works = Arc::clone(&repaired);
    let probe = Probe::new(move |_| {
        if works.load(Ordering::SeqCst) {
            Act::Succeed
        } else {
            Act::Retry
        }
    });
    let worker = scene.worker(probe, settings());
    let id = scene.submit(1).await.remove(0);
    let job = scene.job_with(id, JobStatus::Failed).await;
    assert_eq!(job.attempts, MAX_ATTEMPTS);
    assert_eq!(job.error_code.as_deref(), Some("test_code"));

    let mut connection = scene.database.database().connection().await.unwrap();
    let failed = jobs::list(&mut connection, JobStatus::Failed, None, None, 10)
        .await
        .unwrap();
    assert_eq!(failed.iter().map(|job| job.id).collect::<Vec<_>>(), [id]);
    let older = jobs::list(&mut connection, JobStatus::Failed, None, Some(id), 10)
        .await
        .unwrap();
    assert_eq!(older, []);

    repaired.store(true, Ordering::SeqCst);
    let database = scene.database.database();
    let redriven = redrive::failed_jobs(&database, &actor()).await.unwrap();
    assert_eq!(redriven, [id]);
    let job = scene.job_with(id, JobStatus::Succeeded).await;
    // The number goes on: an attempt of before the redrive can never be taken for one after it.
    assert_eq!(
        (job.attempts, job.attempt_limit),
        (MAX_ATTEMPTS + 1, 2 * MAX_ATTEMPTS)
    );
    scene.each_done_once(1).await;
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_fails_its_job_and_the_worker_goes_on() {
    let scene = Scene::new().await;
    let relay = scene.relay(scene.rabbit());
    let ids = scene.submit(3).await;
    let bad = ids[1];
    let probe = Probe::new(move |job| if job.id == bad { Act::Panic } else { Act::Succeed });
    let worker = scene.worker(probe, one_by_one());
    let job = scene.job_with(bad, JobStatus::Failed).await;
    assert_eq!(job.error_code.as_deref(), Some("panicked"));
    scene.job_with(ids[2], JobStatus::Succeeded).await;
    scene.job_with(ids[0], JobStatus::Succeeded).await;
    assert_eq!(scene.database.number("select count(*) from effects").await, 2);
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_breaks_the_transaction_takes_no_other_with_it() {
    let scene = Scene::new().await;
    let ids = scene.submit(40).await;
    let relay = scene.relay(scene.rabbit());
    // All are there before the worker begins, so they come in batches.
    scene.eventually_waiting(40).await;
    let bad = ids[17];
    let probe = Probe::new(move |job| {
        if job.id == bad {
            Act::BreakTransaction
        } else {
            Act::Succeed
        }
    });
    let worker = scene.worker(probe, settings());
    let job = scene.job_with(bad, JobStatus::Failed).await;
    assert_eq!(
        (job.attempts, job.error_code.as_deref()),
        (MAX_ATTEMPTS, Some("database_error"))
    );
    scene
        .eventually_number("select count(*) from jobs where status = 'succeeded'", 39)
        .await;
    assert_eq!(scene.database.number("select count(*) from effects").await, 39);
    assert_eq!(
        scene
            .database
            .number("select max(attempts) from jobs where status = 'succeeded'")
            .await,
        1
    );
    worker.stop().await;
    relay.stop().await;
}
