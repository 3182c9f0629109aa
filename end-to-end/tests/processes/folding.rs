//! Many evaluations of the same products over several workers, while statistics are read and an api starts in between.

use crate::support::{results, service, submit, submit_batch};
use futures_util::{StreamExt, stream};
use serde_json::Value;
use std::collections::BTreeMap;
use test_support::{HttpClient, Service, eventually};
use tokio_util::sync::CancellationToken;

const PRODUCTS: usize = 60;
/// Evaluations of each product in batches, and those sent one by one beside them.
const ROUNDS: usize = 20;
const SINGLE: usize = 120;
const IN_FLIGHT: usize = 8;
const QUESTIONS: [&str; 4] = [
    "by=stars",
    "by=commune,stars,kind",
    "unit=26&level=province&generation=legacy&by=district,producer_type",
    "by=product_set,sector,year",
];

#[tokio::test]
async fn four_workers_on_the_same_products_lose_no_star_and_an_api_that_starts_meanwhile_counts_the_same() {
    let service = service().await;
    let first = service.api(&[]).await;
    let _workers = [
        service.worker(&[]).await,
        service.worker(&[]).await,
        service.worker(&[]).await,
        service.worker(&[]).await,
    ];
    let client = service.national(&first.base).await;
    let products = service.products(PRODUCTS).await;
    let all = i64::try_from(PRODUCTS * ROUNDS + SINGLE).expect("a number");

    let over = CancellationToken::new();
    let watched = tokio::spawn(watch(client.clone(), over.clone()));
    let in_batches = async {
        for round in 0..ROUNDS {
            let batch = submit_batch(&client, &products, 1_000 * u64::try_from(round).unwrap()).await;
            assert_eq!(batch["rejected"], 0, "{batch}");
        }
    };
    let one_by_one = stream::iter(0..SINGLE).for_each_concurrent(IN_FLIGHT, |number| {
        let (client, product) = (&client, &products[number % PRODUCTS]);
        async move {
            submit(client, product, 500_000 + u64::try_from(number).unwrap()).await;
        }
    });
    let started_meanwhile = async {
        results(&service, all / 4).await;
        service.api(&[]).await
    };
    let ((), (), second) = tokio::join!(in_batches, one_by_one, started_meanwhile);

    results(&service, all).await;
    over.cancel();
    let versions = watched.await.expect("what was watched");
    assert!(versions > 1, "nothing was seen to change");
    assert_highest_star_held(&service).await;
    assert_counted(&service, &[client.clone(), client.at(&second.base)]).await;
}

/// Reads statistics until `over`: their version never falls, nor does any product that holds a star vanish. Returns how many
/// versions were seen.
async fn watch(client: HttpClient, over: CancellationToken) -> usize {
    let (mut version, mut held, mut versions) = (0, 0, 0);
    while !over.is_cancelled() {
        let answer = client.get("/api/v1/statistics/products?by=stars").await;
        let seen = answer["version"].as_i64().expect("a version");
        let products = answer["totals"]["products"].as_i64().expect("a number");
        // First evaluations alone: they only ever give more.
        assert!(seen >= version && products >= held, "{answer}");
        versions += usize::from(seen > version);
        (version, held) = (seen, products);
    }
    versions
}

/// Each product holds the highest star of its results, once, and every other status ended the day it was replaced.
async fn assert_highest_star_held(service: &Service) {
    let held = service
        .database
        .texts(
            "select product_id || ' ' || stars from recognitions where ended_on is null order by product_id, stars",
        )
        .await;
    let highest = service
        .database
        .texts(
            "select product_id || ' ' || max(stars) from evaluation_results join evaluations on id = evaluation_id
             where stars >= 3 group by product_id order by product_id",
        )
        .await;
    assert_eq!(held, highest);
    let unfit = "select count(*) from recognitions where ended_on is not null
        and (end_reason <> 'replaced' or not exists (select from recognitions as next
            where next.product_id = recognitions.product_id and next.valid_from = recognitions.ended_on
            and next.stars > recognitions.stars))";
    assert_eq!(service.database.number(unfit).await, 0);
}

/// Each of `clients` answers every question with what a plain count gives, and all of them alike.
async fn assert_counted(service: &Service, clients: &[HttpClient]) {
    let mut recount = BTreeMap::new();
    for stars in 3..=5_i64 {
        let sql = format!("select count(*) from recognitions where ended_on is null and stars = {stars}");
        recount.insert(stars, service.database.number(&sql).await);
    }
    recount.retain(|_, products| *products > 0);
    for client in clients {
        eventually(|| async {
            let counted = crate::support::stars(client).await;
            if counted == recount {
                Ok(())
            } else {
                Err(format!("counted {counted:?}, recounted {recount:?}"))
            }
        })
        .await;
    }
    for question in QUESTIONS {
        let path = format!("/api/v1/statistics/products?{question}");
        let mut answers: Vec<Value> = Vec::new();
        for client in clients {
            answers.push(client.get(&path).await);
        }
        let sum: i64 = answers[0]["cells"]
            .as_array()
            .expect("cells")
            .iter()
            .map(|cell| cell["products"].as_i64().expect("a number"))
            .sum();
        assert_eq!(sum, recount.values().sum::<i64>(), "{question}");
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{question}: {answers:?}"
        );
    }
}
