//! Connections that break while a batch is in work.

use crate::probe::{Act, Gate, Probe};
use crate::scene::{Scene, one_by_one, settings};
use shared::database::jobs::JobStatus;
use test_support::Proxy;

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_connection_cut_in_the_middle_leads_to_one_effect() {
    let scene = Scene::new().await;
    let relay = scene.relay(scene.rabbit());
    let proxy = Proxy::to(&scene.broker.address()).await;
    let through = scene.rabbit_at(scene.broker.url_through(proxy.address()));
    let gate = Gate::new();
    let waits = gate.clone();
    let worker = scene.worker_over(
        through,
        Probe::new(move |_| Act::Wait(waits.clone())),
        one_by_one(),
    );
    let ids = scene.submit(5).await;
    gate.reached().await;
    // The acknowledgement of the job in work, and the messages behind it, go down with the connection.
    proxy.cut();
    gate.open();
    scene.each_done_once(5).await;
    scene.eventually_waiting(0).await;
    for id in ids {
        assert_eq!(scene.job(id).await.status, JobStatus::Succeeded);
    }
    worker.stop().await;
    relay.stop().await;
    scene.eventually_waiting(0).await;
    assert_eq!(scene.database.number("select count(*) from effects").await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_connection_cut_in_the_middle_of_a_batch_leads_to_one_effect() {
    let scene = Scene::new().await;
    scene.submit(20).await;
    let relay = scene.relay(scene.rabbit());
    scene.eventually_waiting(20).await;
    relay.stop().await;
    let gate = Gate::new();
    let waits = gate.clone();
    // The first attempts stop with their effects written and not committed.
    let probe = Probe::new(move |job| {
        if job.attempt == 1 {
            Act::Wait(waits.clone())
        } else {
            Act::Succeed
        }
    });
    let worker = scene.worker(probe, settings());
    gate.reached().await;
    let killed = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'";
    assert!(scene.database.number(killed).await >= 1);
    gate.open();
    scene.each_done_once(20).await;
    worker.stop().await;
    assert_eq!(scene.database.number("select count(*) from effects").await, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_for_a_while_is_waited_for() {
    let scene = Scene::new().await;
    scene.submit(10).await;
    let relay = scene.relay(scene.rabbit());
    scene.eventually_waiting(10).await;
    relay.stop().await;
    let proxy = Proxy::to(&scene.database_address()).await;
    proxy.refuse();
    let worker = scene.worker_with_database_at(proxy.address(), Probe::willing());
    // The deliveries are in the worker's hands, which cannot do anything with them.
    scene.eventually_waiting(0).await;
    assert_eq!(
        scene
            .database
            .number("select count(*) from jobs where status = 'queued'")
            .await,
        10
    );
    proxy.resume();
    scene.each_done_once(10).await;
    worker.stop().await;
}
