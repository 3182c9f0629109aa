//! A broker that takes nothing: memory and disk alarms, full queues.

use super::ledger::{Ledger, closes};
use crate::support::{API, WORKER, answered, metric, submit, succeeded};
use reqwest::Method;
use std::collections::BTreeSet;
use test_support::{HttpClient, PrivateRabbitMq, Service, TestBroker, TestDatabase};

/// Evaluations asked for while the fault lasts.
const MEANWHILE: usize = 30;

#[tokio::test]
async fn memory_and_disk_alarms_block_the_publisher_and_nobody_else() {
    let node = PrivateRabbitMq::start().await;
    let service = Service::on(TestDatabase::new().await, TestBroker::on(&node), API, WORKER);
    // With one connection to the database, the relay must not keep it while the broker keeps the relay waiting.
    let one = [("OCOP_DATABASE_POOL_SIZE", "1".to_owned())];
    let (api, worker) = (service.api(&one).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let mut accepted = BTreeSet::new();
    for memory in [true, false] {
        let alarm = async |on| {
            if memory {
                node.set_memory_alarm(on).await;
            } else {
                node.set_disk_alarm(on).await;
            }
        };
        alarm(true).await;
        for (product, seed) in service.products(MEANWHILE).await.iter().zip(0..) {
            accepted.insert(submit(&client, product, seed).await);
        }
        metric(&api.base, "ocop_outbox_blocked ", 1).await;
        assert_eq!(
            service.database.number("select count(*) from outbox").await,
            MEANWHILE as i64
        );
        // The worker's way is the other one: consuming is not blocked.
        let probe = HttpClient::anonymous(&worker.base);
        assert_eq!(answered(probe.request(Method::GET, "/health/ready")).await.0, 200);
        alarm(false).await;
        let ledger = closes(&service, &[&client], &accepted).await;
        assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
    }
    let metrics = HttpClient::anonymous(&api.base).metrics().await;
    assert!(metrics.contains("ocop_outbox_blocked 0"), "{metrics}");
}

#[tokio::test]
async fn a_full_queue_refuses_and_the_refused_come_later() {
    let node = PrivateRabbitMq::start().await;
    let service = Service::on(TestDatabase::new().await, TestBroker::on(&node), API, WORKER);
    let api = service.api(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(MEANWHILE + 1).await;
    let (first, meanwhile) = products.split_first().expect("a product");
    // Once without the fault, so that the queues are there.
    let worker = service.worker(&[]).await;
    let mut accepted = BTreeSet::from([submit(&client, first, 0).await]);
    succeeded(&client, accepted.first().expect("an id")).await;
    assert!(worker.child.terminate().await.success());

    let policy = [
        "set_policy",
        "full",
        ".*",
        "{\"max-length\":1}",
        "--apply-to",
        "queues",
    ];
    node.ctl(&policy).await;
    for (product, seed) in meanwhile.iter().zip(1..) {
        accepted.insert(submit(&client, product, seed).await);
    }
    metric(
        &api.base,
        "ocop_outbox_messages_total{outcome=\"refused\"}",
        MEANWHILE as u64,
    )
    .await;
    assert!(service.database.number("select count(*) from outbox").await > 0);
    // Through the narrow queue one by one, or at once when it is wide again.
    let _worker = service.worker(&[]).await;
    node.ctl(&["clear_policy", "full"]).await;
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
}
