//! Jobs whose message or worker got lost.

use crate::probe::Probe;
use crate::scene::{KIND, Scene, settings};
use chrono::{DateTime, Duration, Utc};
use diesel_async::AsyncConnection;
use shared::clock::Clock;
use shared::database::Database;
use shared::database::jobs::{self, JobStatus};
use shared::queue::rabbitmq::RabbitMq;
use shared::queue::sweeper::PATIENCE;
use std::sync::Arc;
use worker::schedule::{DuePeriod, ScheduleRound, ScheduledTask, Sweep, TaskError, TaskPeriod, round};

/// How many jobs a sweep at `now` publishes again, over a pool of one.
pub(crate) async fn swept(pool: &Database, rabbit: &Arc<RabbitMq>, now: DateTime<Utc>) -> usize {
    let sweep = Sweep::new(Arc::<RabbitMq>::clone(rabbit));
    let queues = sweep.prepare().await.unwrap();
    let due = DuePeriod {
        period: TaskPeriod::HalfMinute.number(now),
        day: shared::clock::vietnamese_date(now),
        now,
    };
    let mut connection = pool.connection().await.unwrap();
    let work = connection
        .transaction(async |connection| Ok::<_, TaskError>(sweep.run(connection, &queues, &due).await?))
        .await
        .unwrap();
    assert!(!work.more);
    work.rows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_message_got_lost_is_published_again_once_it_is_overdue() {
    let scene = Scene::new().await;
    let (pool, rabbit) = (scene.pool(1), scene.rabbit());
    scene.submit(3).await;
    scene.database.execute("delete from outbox").await;
    let now = Clock::System.now();
    assert_eq!(swept(&pool, &rabbit, now).await, 0);
    let later = now + PATIENCE + Duration::seconds(1);
    assert_eq!(swept(&pool, &rabbit, later).await, 3);
    // Their messages are in the outbox now; then in the queue; in both cases nothing is missing.
    assert_eq!(swept(&pool, &rabbit, later).await, 0);
    let relay = scene.relay(scene.rabbit());
    scene.eventually_waiting(3).await;
    let much_later = later + PATIENCE + PATIENCE;
    assert_eq!(swept(&pool, &rabbit, much_later).await, 0);
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
    assert_eq!(swept(&pool, &rabbit, long_ago + lease).await, 0);
    assert_eq!(swept(&pool, &rabbit, Clock::System.now()).await, 1);
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
    swept(&scene.pool(1), &scene.rabbit(), Clock::System.now()).await;
    let job = scene.job(id).await;
    assert_eq!((job.status, job.kind), (JobStatus::Failed, KIND));
    assert_eq!(job.error_code.as_deref(), Some("attempts_exhausted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_is_scheduled_work_that_waits_for_the_broker() {
    let scene = Scene::new().await;
    scene.submit(2).await;
    scene.database.execute("delete from outbox").await;
    let pool = scene.pool(1);
    let now = Clock::System.now() + PATIENCE + Duration::seconds(1);
    // Nothing listens there.
    let away = Sweep::new(scene.rabbit_at("amqp://127.0.0.1:1/%2f".to_owned()));
    let failed = round(&pool, Clock::Frozen(now), &away).await.unwrap();
    let ScheduleRound::Failed(wait) = failed else {
        panic!("{failed:?}")
    };
    let sweep = Sweep::new(scene.rabbit());
    let later = now + wait;
    let done = round(&pool, Clock::Frozen(later), &sweep).await.unwrap();
    assert!(matches!(done, ScheduleRound::Done(_)), "{done:?}");
    assert_eq!(scene.database.number("select count(*) from outbox").await, 2);
}
