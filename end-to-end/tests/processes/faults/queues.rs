//! Queues that vanish, change or close the channel under the service.

use super::ledger::{Ledger, closes};
use crate::support::{API, WORKER, answered, metric, service, some, submit, submit_batch, succeeded};
use lapin::options::{QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::FieldTable;
use reqwest::Method;
use shared::job::{JobKind, Lane};
use std::collections::BTreeSet;
use test_support::{HttpClient, PrivateRabbitMq, Proxy, Service, TestBroker, TestDatabase, eventually};

/// Evaluations that wait when the fault comes.
const WAITING: usize = 30;
/// A worker that holds one message at a time, so that the others are in the queue.
fn one_at_a_time() -> [(&'static str, String); 3] {
    ["OCOP_WORKER_BATCH", "OCOP_AMQP_PREFETCH", "OCOP_WORKER_CONSUMERS"].map(|name| (name, "1".to_owned()))
}

#[tokio::test]
async fn queues_deleted_with_their_messages_under_the_consumer() {
    let service = service().await;
    let api = service.api(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(WAITING).await;
    let lock = service.database.lock_table("evaluation_results").await;
    let worker = service.worker(&one_at_a_time()).await;
    let mut accepted = BTreeSet::new();
    for (product, seed) in products.iter().zip(0..) {
        accepted.insert(submit(&client, product, seed).await);
    }
    some(&service, "select count(*) from jobs where status = 'running'").await;
    eventually(|| async {
        match service.database.number("select count(*) from outbox").await {
            0 => Ok(()),
            waiting => Err(format!("{waiting} in the outbox")),
        }
    })
    .await;
    delete_queues(&service).await;
    lock.release().await;
    metric(&worker.base, "ocop_consumer_reconnects_total", 1).await;
    // The sweeper waits a minute before it takes a message for lost; that minute is over now.
    service
        .database
        .execute("update jobs set due_at = due_at - interval '2 minutes'")
        .await;
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(WAITING));
    metric(&worker.base, "ocop_jobs_swept_total", 1).await;
}

#[tokio::test]
async fn a_message_that_no_queue_takes_is_returned_and_published_again() {
    let service = service().await;
    let (api, worker) = (service.api(&[]).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let products = service.products(2).await;
    // The publisher is connected, and has declared what is now deleted.
    let mut accepted = BTreeSet::from([submit(&client, &products[0], 1).await]);
    succeeded(&client, accepted.first().expect("an id")).await;
    assert!(worker.child.terminate().await.success());
    delete_queues(&service).await;
    accepted.insert(submit(&client, &products[1], 2).await);
    metric(&api.base, "ocop_outbox_messages_total{outcome=\"returned\"}", 1).await;
    let _worker = service.worker(&[]).await;
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(2));
}

#[tokio::test]
async fn a_queue_of_another_shape_closes_the_channel_until_it_is_gone() {
    let service = service().await;
    let proxy = Proxy::to(&service.broker.address()).await;
    let through = [("AMQP_URL", service.broker.url_through(proxy.address()))];
    let (api, worker) = (service.api(&through).await, service.worker(&through).await);
    let client = service.national(&api.base).await;
    let products = service.products(2).await;
    let mut accepted = BTreeSet::from([submit(&client, &products[0], 1).await]);
    succeeded(&client, accepted.first().expect("an id")).await;

    // Away for a moment, and when it is back somebody has made a queue of that name which is not ours: declaring it is
    // PRECONDITION_FAILED, an error of the channel.
    proxy.refuse();
    delete_queues(&service).await;
    let name = service.broker.names().queues().remove(0);
    let (connection, channel) = service.broker.channel().await;
    channel
        .queue_declare(
            name.as_str().into(),
            QueueDeclareOptions::durable(),
            FieldTable::default(),
        )
        .await
        .expect("a queue of another shape");
    proxy.resume();
    accepted.insert(submit(&client, &products[1], 2).await);
    metric(&api.base, "ocop_outbox_round_failures_total", 2).await;
    metric(&worker.base, "ocop_consumer_reconnects_total", 2).await;
    let ready = HttpClient::anonymous(&worker.base).request(Method::GET, "/health/ready");
    assert_eq!(answered(ready).await.0, 503);
    for process in [&api, &worker] {
        let output = process.child.output();
        assert!(
            output.contains("PRECONDITION_FAILED") || output.contains("PRECONDITION-FAILED"),
            "{output}"
        );
    }

    delete_queues(&service).await;
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(2));
    connection
        .close(200, "done".into())
        .await
        .expect("an orderly end");
}

#[tokio::test]
async fn a_channel_closed_for_a_late_acknowledgement_gives_its_messages_to_the_next() {
    let node = PrivateRabbitMq::start().await;
    // Half an hour in production; looked at every second instead of every minute.
    for setting in ["consumer_timeout, 2000", "channel_tick_interval, 1000"] {
        node.ctl(&["eval", &format!("application:set_env(rabbit, {setting}).")])
            .await;
    }
    let service = Service::on(TestDatabase::new().await, TestBroker::on(&node), API, WORKER);
    let (api, worker) = (service.api(&[]).await, service.worker(&one_at_a_time()).await);
    let client = service.national(&api.base).await;
    let products = service.products(WAITING).await;
    let lock = service.database.lock_table("evaluation_results").await;
    let batch = submit_batch(&client, &products, 0).await;
    // The broker closes the channel of the consumer that sits on the batch.
    let queue = service.broker.names().work(JobKind::Evaluation, Lane::Bulk);
    eventually(|| async {
        let channels = node.ctl(&["-q", "list_consumers"]).await;
        let held = service
            .database
            .number("select count(*) from jobs where status = 'running'")
            .await;
        if held > 0 && !channels.contains(&queue) {
            Ok(())
        } else {
            Err(channels)
        }
    })
    .await;
    lock.release().await;
    metric(&worker.base, "ocop_consumer_reconnects_total", 1).await;
    let ledger = closes(&service, &[&client], &ids(&batch)).await;
    assert_eq!(ledger, Ledger::of_succeeded(WAITING));
}

fn ids(batch: &serde_json::Value) -> BTreeSet<String> {
    let ids = batch["evaluations"].as_array().expect("ids");
    ids.iter()
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}

async fn delete_queues(service: &Service) {
    let (connection, channel) = service.broker.channel().await;
    for queue in service.broker.names().queues() {
        channel
            .queue_delete(queue.as_str().into(), QueueDeleteOptions::default())
            .await
            .expect("a deleted queue");
    }
    connection
        .close(200, "done".into())
        .await
        .expect("an orderly end");
}
