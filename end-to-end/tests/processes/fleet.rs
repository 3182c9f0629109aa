//! Several api and worker processes on one database and one broker.

use crate::support::{assert_each_counted_once, results, service, submit, submit_batch};
use futures_util::{StreamExt, stream};

/// Evaluations in all.
const EVALUATIONS: usize = 2_000;
/// Of these, sent one by one.
const SINGLE: usize = 400;
/// Evaluations in one call of the rest.
const BATCH: usize = 400;
/// Single requests in flight at once.
const IN_FLIGHT: usize = 16;

#[tokio::test]
async fn two_apis_and_three_workers_lose_and_double_nothing() {
    let service = service().await;
    let (first, second) = (service.api(&[]).await, service.api(&[]).await);
    let _workers = [
        service.worker(&[]).await,
        service.worker(&[]).await,
        service.worker(&[]).await,
    ];
    let client = service.national(&first.base).await;
    // A token of one api is good at the other.
    let clients = [client.clone(), client.at(&second.base)];
    let products = service.products(EVALUATIONS).await;
    let (single, batches) = products.split_at(SINGLE);

    let one_by_one = async {
        stream::iter(single.iter().zip(0..))
            .for_each_concurrent(IN_FLIGHT, |(product, number)| {
                let client = &clients[number % 2];
                async move {
                    submit(client, product, number as u64).await;
                }
            })
            .await;
    };
    let in_batches = async {
        for (number, products) in batches.chunks(BATCH).enumerate() {
            let batch = submit_batch(&clients[number % 2], products, 10_000 * (number as u64 + 1)).await;
            assert_eq!(
                (&batch["accepted"], &batch["rejected"]),
                (&BATCH.into(), &0.into()),
                "{batch}"
            );
        }
    };
    tokio::join!(one_by_one, in_batches);

    results(&service, EVALUATIONS as i64).await;
    assert_each_counted_once(&service, &[&clients[0], &clients[1]], EVALUATIONS as i64).await;
}
