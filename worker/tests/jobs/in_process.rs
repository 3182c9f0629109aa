//! The same path within one process and over one database connection, as in the standalone binary.

use crate::probe::{Act, Probe};
use crate::scene::{KIND, LANE, Scene, delays, settings, start_worker};
use shared::database::jobs::JobStatus;
use shared::job::Message;
use shared::queue::in_process::InProcess;
use shared::queue::relay;
use shared::queue::transport::Transport;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use worker::config::WorkerSettings;

fn single() -> WorkerSettings {
    WorkerSettings {
        consumers: 1,
        ..settings()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn relay_and_worker_share_one_connection() {
    let scene = Scene::new().await;
    let pool = scene.pool(1);
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(delays(), Arc::clone(&scene.wake)));
    let shutdown = CancellationToken::new();
    let relay = tokio::spawn(relay::run(
        pool.clone(),
        Arc::clone(&transport),
        Arc::clone(&scene.wake),
        shutdown.clone(),
    ));
    let probe = Probe::new(|job| match (job.attempt, job.id.as_u128() % 7) {
        (1, 0) => Act::Retry,
        _ => Act::Succeed,
    });
    let worker = start_worker(pool, Arc::clone(&transport), probe, single());
    // More than the queue in memory holds: the rest waits in the outbox until there is room.
    scene.submit(11_000).await;
    scene.submit(1_000).await;
    scene.each_done_once(12_000).await;
    let poison = Message {
        kind: KIND,
        lane: LANE,
        retry_step: 0,
        body: "poison".to_owned(),
    };
    transport
        .publisher()
        .await
        .unwrap()
        .publish(&[poison])
        .await
        .unwrap();
    let id = scene.submit(1).await.remove(0);
    scene.job_with(id, JobStatus::Succeeded).await;
    assert_eq!(transport.dead_letters(KIND).await.unwrap().0, 1);
    shutdown.cancel();
    relay.await.unwrap();
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_start_does_what_the_last_run_left() {
    let scene = Scene::new().await;
    let ids = scene.submit(3).await;
    // One message was in memory when the process died, one job in work, one not yet published.
    scene
        .database
        .execute(&format!(
            "delete from outbox where message not like '%{}%'",
            ids[2]
        ))
        .await;
    let running = "update jobs set status = 'running', attempts = 1, lease_until = now() + interval '1 hour'";
    scene
        .database
        .execute(&format!("{running} where id = '{}'", ids[1]))
        .await;
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(delays(), Arc::clone(&scene.wake)));
    let worker = start_worker(scene.pool(2), Arc::clone(&transport), Probe::willing(), single());
    let relay = scene.relay(transport);
    scene.each_done_once(3).await;
    assert_eq!(scene.job(ids[1]).await.attempts, 2);
    worker.stop().await;
    relay.stop().await;
}
