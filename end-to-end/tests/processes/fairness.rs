//! One client's huge batch does not hold up another's single evaluation. How long it takes is measured by the benchmark; here
//! only the order counts.

use crate::support::{assert_each_counted_once, results, service, submit, submit_batch, succeeded};

/// Evaluations of the batch, in calls of [`CALL`].
const BATCH: usize = 2_000;
const CALL: usize = 1_000;

#[tokio::test]
async fn a_single_evaluation_passes_a_batch_of_another_client() {
    let service = service().await;
    let api = service.api(&[]).await;
    let (huge, single) = (
        service.national(&api.base).await,
        service.national(&api.base).await,
    );
    let products = service.products(BATCH + 1).await;
    let (last, batch) = products.split_last().expect("products");
    for (number, products) in batch.chunks(CALL).enumerate() {
        submit_batch(&huge, products, 10_000 * number as u64).await;
    }
    let evaluation = submit(&single, last, 1).await;
    // Small transactions, so that the batch is far from done when the single evaluation is seen to be.
    let _worker = service.worker(&[("OCOP_WORKER_BATCH", "10".to_owned())]).await;
    succeeded(&single, &evaluation).await;
    let waiting = "select count(*) from jobs where status = 'queued' and lane = 'bulk'";
    assert!(service.database.number(waiting).await > 0);
    let all = i64::try_from(BATCH + 1).expect("a small number");
    results(&service, all).await;
    assert_each_counted_once(&service, &[&single], all).await;
}
