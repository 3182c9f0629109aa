//! The network between the service and RabbitMQ: cut in both directions, or silent without a word.

use super::ledger::{Ledger, closes};
use super::load::Load;
use crate::support::{metric, service, submit, succeeded};
use std::collections::BTreeSet;
use std::time::Duration;
use test_support::{Proxy, Seed};

/// Cuts under load.
const CUTS: usize = 10;
/// A cut comes within this after the last one.
const MOMENTS: u64 = 400;
/// More evaluations than the clients send in that time.
const MOST: usize = 20_000;

#[tokio::test]
async fn connections_to_the_broker_cut_in_both_directions_again_and_again() {
    let mut seed = Seed::of_run();
    let service = service().await;
    let proxy = Proxy::to(&service.broker.address()).await;
    let through = [("AMQP_URL", service.broker.url_through(proxy.address()))];
    let (api, worker) = (service.api(&through).await, service.worker(&through).await);
    let client = service.national(&api.base).await;
    let load = Load::new(&service, &client, &api.base, MOST).await;
    let cuts = async {
        for _ in 0..CUTS {
            load.accepts_more(10).await;
            tokio::time::sleep(Duration::from_millis(seed.below(MOMENTS))).await;
            proxy.cut();
        }
        load.stop();
    };
    tokio::join!(load.run(), cuts);
    assert_eq!(load.refused(), 0, "a request was refused for the broker's sake");
    let accepted = load.accepted();
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
    metric(&worker.base, "ocop_consumer_reconnects_total", 2).await;
    metric(&api.base, "ocop_outbox_round_failures_total", 1).await;
}

#[tokio::test]
async fn a_network_that_swallows_packets_loses_nothing() {
    let service = service().await;
    let proxy = Proxy::to(&service.broker.address()).await;
    let through = [
        ("AMQP_URL", service.broker.url_through(proxy.address())),
        ("OCOP_AMQP_CONFIRM_SECONDS", "2".to_owned()),
    ];
    let api = service.api(&through).await;
    let _worker = service.worker(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(2).await;
    let mut accepted = BTreeSet::from([submit(&client, &products[0], 1).await]);
    succeeded(&client, accepted.first().expect("an id")).await;

    proxy.black_hole();
    let swallowed = submit(&client, &products[1], 2).await;
    let waiting = client.get(&format!("/api/v1/evaluations/{swallowed}")).await;
    assert_eq!(waiting["status"], "queued");
    accepted.insert(swallowed);
    metric(&api.base, "ocop_outbox_round_failures_total", 1).await;
    proxy.resume();
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(2));
}

#[tokio::test]
async fn a_connection_that_dies_without_a_word_is_given_up_by_both_sides() {
    let service = service().await;
    let proxy = Proxy::to(&service.broker.address()).await;
    // A minute unless the URL says otherwise: the broker's default.
    let url = format!("{}?heartbeat=2", service.broker.url_through(proxy.address()));
    let through = [("AMQP_URL", url), ("OCOP_AMQP_CONFIRM_SECONDS", "2".to_owned())];
    let (api, worker) = (service.api(&through).await, service.worker(&through).await);
    let client = service.national(&api.base).await;
    let products = service.products(2).await;
    let mut accepted = BTreeSet::from([submit(&client, &products[0], 1).await]);
    succeeded(&client, accepted.first().expect("an id")).await;

    // No FIN, no RST, and these connections never pass anything again; new ones do.
    proxy.lose();
    accepted.insert(submit(&client, &products[1], 2).await);
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(2));
    metric(&worker.base, "ocop_consumer_reconnects_total", 1).await;
    metric(&api.base, "ocop_outbox_round_failures_total", 1).await;
}
