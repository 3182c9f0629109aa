//! A message may come twice; its effect comes once.

use crate::support::{assert_each_counted_once, publish_again, service, submit, succeeded};

#[tokio::test]
async fn a_message_delivered_twice_has_one_result_and_is_counted_once() {
    let service = service().await;
    let api = service.api(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(2).await;
    let one_at_a_time = [("OCOP_WORKER_CONSUMERS", "1".to_owned())];

    // Twice before any worker looks: both deliveries may be in one batch.
    let worker = service.worker(&one_at_a_time).await;
    let first = submit(&client, &products[0], 4).await;
    publish_again(&service, &first).await;
    succeeded(&client, &first).await;
    assert!(worker.child.terminate().await.success());

    // And again after the result.
    publish_again(&service, &first).await;
    publish_again(&service, &first).await;
    let _worker = service.worker(&one_at_a_time).await;
    // One consumer takes the queue in its order: with this result the copies are behind us.
    let second = submit(&client, &products[1], 5).await;
    succeeded(&client, &second).await;

    let evaluation = succeeded(&client, &first).await;
    assert_eq!(evaluation["attempts"], 1);
    assert_each_counted_once(&service, &[&client], 2).await;
}
