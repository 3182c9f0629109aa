//! The end of a worker: what is in work is finished, or given back.

use crate::probe::{Act, Gate, Probe};
use crate::scene::{Scene, one_by_one};
use shared::database::jobs::JobStatus;
use std::time::Duration;
use worker::config::WorkerSettings;

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_finishes_the_batch_in_work_and_gives_the_rest_back() {
    let scene = Scene::new().await;
    let ids = scene.submit(10).await;
    let relay = scene.relay(scene.rabbit());
    scene.eventually_waiting(10).await;
    relay.stop().await;
    let gate = Gate::new();
    let waits = gate.clone();
    let settings = WorkerSettings {
        drain: test_support::PATIENCE,
        ..one_by_one()
    };
    let worker = scene.worker(Probe::new(move |_| Act::Wait(waits.clone())), settings);
    gate.reached().await;
    worker.cancel();
    gate.open();
    worker.stop().await;
    assert_eq!(scene.job(ids[0]).await.status, JobStatus::Succeeded);
    assert_eq!(scene.database.number("select count(*) from effects").await, 1);
    scene.eventually_waiting(9).await;

    let second = scene.worker(Probe::willing(), one_by_one());
    scene.each_done_once(10).await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_beyond_the_drain_limit_is_given_back_and_done_once_by_another() {
    let scene = Scene::new().await;
    let id = scene.submit(1).await.remove(0);
    let relay = scene.relay(scene.rabbit());
    let gate = Gate::new();
    let waits = gate.clone();
    let settings = WorkerSettings {
        drain: Duration::from_millis(1),
        ..one_by_one()
    };
    let worker = scene.worker(Probe::new(move |_| Act::Wait(waits.clone())), settings);
    gate.reached().await;
    worker.stop().await;
    assert_eq!(scene.database.number("select count(*) from effects").await, 0);

    let second = scene.worker(Probe::willing(), one_by_one());
    let job = scene.job_with(id, JobStatus::Succeeded).await;
    assert_eq!(job.attempts, 2);
    scene.each_done_once(1).await;
    second.stop().await;
    relay.stop().await;
}
