//! The worker as a process.

use crate::scene::Scene;
use test_support::Child;

const WORKER: &str = env!("CARGO_BIN_EXE_worker");

fn variables(scene: &Scene) -> Vec<(&'static str, String)> {
    vec![
        ("DATABASE_URL", scene.database.url()),
        ("AMQP_URL", scene.broker.url()),
        ("OCOP_QUEUE_PREFIX", scene.broker.prefix().to_owned()),
        ("OCOP_RETRY_MILLISECONDS", scene.broker.retry_milliseconds()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn all_problems_of_the_configuration_are_told_and_no_secret() {
    let variables = [
        ("DATABASE_URL", String::new()),
        ("OCOP_WORKER_BATCH", "none".to_owned()),
        ("OCOP_RETRY_MILLISECONDS", "3,2,1".to_owned()),
        ("OCOP_LOG_FORMAT", "xml".to_owned()),
    ];
    let mut worker = Child::start(WORKER, &[], &variables);
    assert_eq!(worker.ended().await.code(), Some(1));
    let output = worker
        .printed(|output| output.contains("OCOP_LOG_FORMAT").then(|| output.to_owned()))
        .await;
    for name in [
        "DATABASE_URL",
        "AMQP_URL",
        "OCOP_WORKER_BATCH",
        "OCOP_RETRY_MILLISECONDS",
    ] {
        assert!(output.contains(name), "{name}: {output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_in_order() {
    let scene = Scene::new().await;
    let mut worker = Child::start(WORKER, &["run"], &variables(&scene));
    worker
        .printed(|output| output.contains("worker starts").then_some(()))
        .await;
    assert_eq!(worker.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn redrive_tells_what_it_did() {
    let scene = Scene::new().await;
    let ids = scene.submit(2).await;
    scene.database.execute("delete from outbox").await;
    scene
        .database
        .execute("update jobs set status = 'failed', attempts = 5")
        .await;
    let id = ids[0].to_string();
    let mut one = Child::start(WORKER, &["jobs", "redrive", "--id", &id], &variables(&scene));
    assert_eq!(one.ended().await.code(), Some(0));
    one.printed(|output| output.contains("1 failed job(s) queued again").then_some(()))
        .await;
    let mut same = Child::start(WORKER, &["jobs", "redrive", "--id", &id], &variables(&scene));
    assert_eq!(same.ended().await.code(), Some(1));
    same.printed(|output| output.contains("is no failed job").then_some(()))
        .await;
    let mut all = Child::start(WORKER, &["jobs", "redrive"], &variables(&scene));
    assert_eq!(all.ended().await.code(), Some(0));
    all.printed(|output| output.contains(&ids[1].to_string()).then_some(()))
        .await;
    assert_eq!(scene.database.number("select count(*) from outbox").await, 2);
    assert_eq!(
        scene
            .database
            .number("select count(*) from jobs where status = 'queued'")
            .await,
        2
    );
}
