//! PostgreSQL that takes no writes: a standby after a fail-over, a full disk's administrator, a migration's lock.

use super::ledger::{Ledger, closes};
use super::load::Load;
use crate::support::{API, WORKER, answered, submit, succeeded};
use reqwest::Method;
use test_support::{HttpClient, PrivatePostgres, Service, TestBroker, TestDatabase, eventually};

/// Evaluations accepted before.
const BEFORE: usize = 200;
/// More evaluations than the clients send in that time.
const MOST: usize = 20_000;

#[tokio::test]
async fn a_read_only_database_refuses_writes_and_serves_reads() {
    let server = PrivatePostgres::start().await;
    let service = Service::on(TestDatabase::on(&server).await, TestBroker::new(), API, WORKER);
    let (api, worker) = (service.api(&[]).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let product = service.products(1).await.remove(0);
    let first = submit(&client, &product, 9).await;
    succeeded(&client, &first).await;
    let load = Load::new(&service, &client, &api.base, MOST).await;
    let fault = async {
        load.accepts_more(BEFORE).await;
        server.set_read_only(true).await;
        // Refused with 503 and Retry-After, as the clients check at each answer.
        load.is_refused_more(10).await;
        for path in [
            &format!("/api/v1/evaluations/{first}"),
            "/api/v1/statistics/products?by=stars",
            "/api/v1/products",
            "/api/v1/jobs?status=queued",
        ] {
            let (status, _) = answered(client.request(Method::GET, path)).await;
            assert_eq!(status, 200, "{path}");
        }
        for base in [&api.base, &worker.base] {
            let ready = HttpClient::anonymous(base).request(Method::GET, "/health/ready");
            assert_eq!(answered(ready).await.0, 200, "{base}");
        }
        eventually(|| async {
            let output = worker.child.output();
            if output.contains("read-only") {
                Ok(())
            } else {
                Err("the worker has not noticed")
            }
        })
        .await;
        server.set_read_only(false).await;
        load.accepts_more(20).await;
        load.stop();
    };
    tokio::join!(load.run(), fault);
    let mut accepted = load.accepted();
    accepted.insert(first);
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
    assert!(!api.child.output().contains("request failed"), "answered 500");
}
