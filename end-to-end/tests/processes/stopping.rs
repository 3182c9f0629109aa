//! SIGTERM, as a rolling deployment sends it.

use crate::support::{API, WORKER, assert_each_counted_once, results, service, submit_batch};
use reqwest::Method;
use test_support::{PRODUCT_SET, Service, evaluation_request};

/// Evaluations waiting when the first worker is told to stop.
const WAITING: usize = 600;

#[tokio::test]
async fn a_rolling_stop_loses_nothing_that_was_accepted() {
    let service: Service = Service::new(API, WORKER).await;
    let (old_api, new_api) = (service.api(&[]).await, service.api(&[]).await);
    let client = service.national(&new_api.base).await;
    let products = service.products(WAITING).await;
    let old_worker = service.worker(&[]).await;
    submit_batch(&client, &products, 0).await;
    results(&service, 1).await;
    let new_worker = service.worker(&[]).await;
    assert!(
        old_worker.child.terminate().await.success(),
        "an orderly end is code 0"
    );

    // Requests go on while the old api stops; whatever it accepted must be done.
    let more = service.products(WAITING).await;
    let old_client = client.at(&old_api.base);
    let asking = tokio::spawn(async move {
        let mut accepted = 0;
        for (product, seed) in more.iter().zip(5_000..) {
            let request = evaluation_request(product, PRODUCT_SET, seed);
            match old_client
                .request(Method::POST, "/api/v1/evaluations")
                .json(&request)
                .send()
                .await
            {
                Ok(answer) if answer.status() == 202 => accepted += 1,
                Ok(answer) => assert_eq!(answer.status(), 503),
                Err(_) => break,
            }
        }
        accepted
    });
    results(&service, 2).await;
    assert!(
        old_api.child.terminate().await.success(),
        "an orderly end is code 0"
    );
    let accepted: i64 = asking.await.expect("the asking task");

    // A request cut off by the stop may have been stored without its answer being read, never the other way round.
    let stored = service.database.number("select count(*) from evaluations").await;
    let expected = WAITING as i64 + accepted;
    assert!(
        (expected..=expected + 1).contains(&stored),
        "{stored} stored, {expected} answered"
    );
    results(&service, stored).await;
    assert_each_counted_once(&service, &[&client], stored).await;
    assert!(new_worker.child.terminate().await.success());
}

#[tokio::test]
async fn idle_processes_stop_at_once() {
    let service = service().await;
    let (api, worker) = (service.api(&[]).await, service.worker(&[]).await);
    assert!(worker.child.terminate().await.success());
    assert!(api.child.terminate().await.success());
}
