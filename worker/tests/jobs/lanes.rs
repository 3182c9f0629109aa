//! The two lanes: batches travel many jobs a message, and hold up no single job.

use crate::probe::{Act, Gate, Probe};
use crate::scene::{KIND, Scene, settings};
use crate::sweeper::swept;
use chrono::Duration;
use shared::clock::Clock;
use shared::database::jobs::JobStatus;
use shared::job::{Envelope, JobRefs, Lane, Message};
use shared::queue::sweeper::PATIENCE;
use shared::queue::transport::{PublishReceipt, Transport};
use worker::config::WorkerSettings;

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_announced_a_hundred_jobs_a_message_and_each_is_done_once() {
    let scene = Scene::new().await;
    let ids = scene.submit_to(Lane::Bulk, 250).await;
    let messages = scene.messages().await;
    let named: Vec<Vec<_>> = messages
        .iter()
        .map(
            |message| match Envelope::parse(message.body.as_bytes()).unwrap().jobs {
                JobRefs::Many(ids) => ids,
                one @ JobRefs::One { .. } => panic!("{one:?}"),
            },
        )
        .collect();
    assert_eq!(named.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 50]);
    assert_eq!(named.concat(), ids);
    let (relay, worker) = (
        scene.relay(scene.rabbit()),
        scene.worker(Probe::willing(), settings()),
    );
    scene.each_done_once(250).await;
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_batch_only_the_jobs_that_failed_come_again() {
    let scene = Scene::new().await;
    scene.submit_to(Lane::Bulk, 250).await;
    let probe = Probe::new(|job| match (job.attempt, job.id.as_u128() % 5) {
        (1, 0) => Act::Retry,
        _ => Act::Succeed,
    });
    // Smaller than a message: its jobs are done in several transactions.
    let small = WorkerSettings {
        batch: 30,
        ..settings()
    };
    let (relay, worker) = (scene.relay(scene.rabbit()), scene.worker(probe, small));
    scene.each_done_once(250).await;
    let again = scene
        .database
        .number("select count(*) from jobs where attempts = 2")
        .await;
    let other = scene
        .database
        .number("select count(*) from jobs where attempts = 1")
        .await;
    assert!(again > 0 && again + other == 250, "{again} + {other}");
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_message_of_a_batch_is_written_again_for_all_its_jobs() {
    let scene = Scene::new().await;
    scene.submit_to(Lane::Bulk, 120).await;
    scene.database.execute("delete from outbox").await;
    let (pool, rabbit) = (scene.pool(1), scene.rabbit());
    let later = Clock::System.now() + PATIENCE + Duration::seconds(1);
    assert_eq!(swept(&pool, &rabbit, later).await, 120);
    assert_eq!(scene.database.number("select count(*) from outbox").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_job_passes_a_batch_that_waits_already() {
    let scene = Scene::new().await;
    let many = 900;
    scene.submit_to(Lane::Bulk, many).await;
    let relay = scene.relay(scene.rabbit());
    scene.eventually_number("select count(*) from outbox", 0).await;
    assert_eq!(scene.rabbit().depth(KIND).await.unwrap().bulk, 9);
    let single = scene.submit(1).await.remove(0);
    scene.eventually_waiting(1).await;
    // The batch is in work and cannot go on until the single job is done.
    let gate = Gate::new();
    let held = gate.clone();
    let probe = Probe::new(move |job| {
        if job.id == single {
            Act::Succeed
        } else {
            Act::Wait(held.clone())
        }
    });
    let worker = scene.worker(probe, settings());
    gate.reached().await;
    scene.job_with(single, JobStatus::Succeeded).await;
    let done = "select count(*) from jobs where status = 'succeeded'";
    assert_eq!(scene.database.number(done).await, 1);
    gate.open();
    scene.each_done_once(many + 1).await;
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_versions_of_messages_are_understood_in_both_lanes() {
    let scene = Scene::new().await;
    let (single, bulk) = (scene.submit(3).await, scene.submit_to(Lane::Bulk, 3).await);
    scene.database.execute("delete from outbox").await;
    // As a release before or after this one may send them: each version through the other's queue.
    let many = message(Lane::Single, JobRefs::Many(single));
    let ones = bulk.into_iter().map(|job_id| {
        let subject_id = job_id;
        message(Lane::Bulk, JobRefs::One { job_id, subject_id })
    });
    let messages: Vec<Message> = ones.chain([many]).collect();
    let mut publisher = scene.rabbit().publisher().await.unwrap();
    let receipts = publisher.publish(&messages).await.unwrap();
    assert_eq!(receipts, [PublishReceipt::Confirmed; 4]);
    let worker = scene.worker(Probe::willing(), settings());
    scene.each_done_once(6).await;
    worker.stop().await;
    assert_eq!(scene.rabbit().depth(KIND).await.unwrap().dead_letters, 0);
}

fn message(lane: Lane, jobs: JobRefs) -> Message {
    let envelope = Envelope {
        kind: KIND,
        jobs,
        attempt: 1,
        time: Clock::System.now(),
        traceparent: None,
    };
    Message {
        kind: KIND,
        lane,
        retry_step: 0,
        body: envelope.to_json().unwrap(),
    }
}
