//! Jobs whose message or worker got lost.

use crate::probe::Probe;
use crate::scene::{KIND, Scene, settings};
use chrono::Duration;
use shared::clock::Clock;
use shared::database::jobs::{self, JobStatus};
use shared::queue::sweeper::{PATIENCE, sweep};

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_message_got_lost_is_published_again_once_it_is_overdue() {
    let scene = Scene::new().await;
    let (pool, rabbit) = (scene.pool(1), scene.rabbit());
    scene.submit(3).await;
    scene.database.execute("delete from outbox").await;
    let now = Clock::System.now();
    assert_eq!(sweep(&pool, rabbit.as_ref(), now).await.unwrap(), 0);
    let later = now + PATIENCE + Duration::seconds(1);
    assert_eq!(sweep(&pool, rabbit.as_ref(), later).await.unwrap(), 3);
    // Their messages are in the outbox now; then in the queue; in both cases nothing is missing.
    assert_eq!(sweep(&pool, rabbit.as_ref(), later).await.unwrap(), 0);
    let relay = scene.relay(scene.rabbit());
    scene.eventually_waiting(3).await;
    let much_later = later + PATIENCE + PATIENCE;
    assert_eq!(sweep(&pool, rabbit.as_ref(), much_later).await.unwrap(), 0);
    let worker = scene.worker(Probe::willing(), settings());
    scene.each_done_once(3).await;
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_worker_vanished_is_published_again_after_its_lease() {
    let scene = Scene::new().await;
    let (pool, rabbit) = (scene.pool(1), scene.rabbit());
    let id = scene.submit(1).await.remove(0);
    scene.database.execute("delete from outbox").await;
    let mut connection = pool.connection().await.unwrap();
    // Claimed in the past, so that the lease has passed for a worker of today.
    let lease = Duration::seconds(300);
    let long_ago = Clock::System.now() - lease - PATIENCE - PATIENCE;
    jobs::claim(&mut connection, &[(id, false)], long_ago, lease)
        .await
        .unwrap();
    drop(connection);
    scene
        .database
        .execute("update jobs set due_at = lease_until - interval '5 minutes'")
        .await;
    assert_eq!(sweep(&pool, rabbit.as_ref(), long_ago + lease).await.unwrap(), 0);
    assert_eq!(
        sweep(&pool, rabbit.as_ref(), Clock::System.now()).await.unwrap(),
        1
    );
    let relay = scene.relay(scene.rabbit());
    let worker = scene.worker(Probe::willing(), settings());
    assert_eq!(scene.job_with(id, JobStatus::Succeeded).await.attempts, 2);
    scene.each_done_once(1).await;
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_without_attempts_whose_worker_vanished_fails() {
    let scene = Scene::new().await;
    let id = scene.submit(1).await.remove(0);
    scene
        .database
        .execute("update jobs set status = 'running', attempts = attempt_limit, lease_until = now() - interval '1 day'")
        .await;
    sweep(&scene.pool(1), scene.rabbit().as_ref(), Clock::System.now())
        .await
        .unwrap();
    let job = scene.job(id).await;
    assert_eq!((job.status, job.kind), (JobStatus::Failed, KIND));
    assert_eq!(job.error_code.as_deref(), Some("attempts_exhausted"));
}
