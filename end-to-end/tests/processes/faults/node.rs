//! The broker stopped, killed and started again under load, with everything it had on its disk.

use super::ledger::{Ledger, closes};
use super::load::Load;
use crate::support::{API, WORKER, answered};
use reqwest::Method;
use test_support::{HttpClient, PrivateRabbitMq, Service, TestBroker, TestDatabase, eventually};

/// Evaluations accepted in each phase.
const PHASE: usize = 60;
/// More evaluations than the clients send in that time.
const MOST: usize = 20_000;

#[tokio::test]
async fn the_broker_stopped_and_killed_and_started_again() {
    let mut node = PrivateRabbitMq::start().await;
    let service = Service::on(TestDatabase::new().await, TestBroker::on(&node), API, WORKER);
    let (api, worker) = (service.api(&[]).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let load = Load::new(&service, &client, &api.base, MOST).await;
    let probe = HttpClient::anonymous(&worker.base);
    let ready = || async { answered(probe.request(Method::GET, "/health/ready")).await.0 };
    let faults = async {
        load.accepts_more(PHASE).await;
        node.stop().await;
        // Accepted all the same: what is accepted lies in the database.
        load.accepts_more(PHASE).await;
        assert_eq!(ready().await, 503);
        node.start_again().await;
        load.accepts_more(PHASE).await;
        node.kill().await;
        load.accepts_more(PHASE).await;
        node.start_again().await;
        load.accepts_more(PHASE).await;
        load.stop();
    };
    tokio::join!(load.run(), faults);
    assert_eq!(load.refused(), 0, "a request was refused for the broker's sake");
    let accepted = load.accepted();
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
    eventually(|| async {
        match ready().await {
            200 => Ok(()),
            other => Err(other),
        }
    })
    .await;
}
