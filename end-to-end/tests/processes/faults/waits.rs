//! A database that lets wait: no connection free, statements beyond their time-out.

use super::ledger::{Ledger, closes};
use crate::support::{answered, service, some, submit, succeeded};
use reqwest::Method;
use std::collections::BTreeSet;
use test_support::{HttpClient, PRODUCT_SET, RequestBuilder, evaluation_request, eventually};

/// Waits for a lock, so somebody's statement hangs.
const WAITING: &str =
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

fn post(client: &HttpClient, product: &str) -> RequestBuilder {
    client
        .request(Method::POST, "/api/v1/evaluations")
        .header("Idempotency-Key", product)
        .json(&evaluation_request(product, PRODUCT_SET, 1))
}

#[tokio::test]
async fn an_exhausted_pool_answers_503_and_recovers() {
    let service = service().await;
    let small = [
        ("OCOP_DATABASE_POOL_SIZE", "1".to_owned()),
        ("OCOP_DATABASE_WAIT_SECONDS", "1".to_owned()),
        ("OCOP_WORKER_CONSUMERS", "1".to_owned()),
    ];
    let (api, worker) = (service.api(&small).await, service.worker(&small).await);
    let client = service.national(&api.base).await;
    let products = service.products(2).await;

    // The one connection of the worker, held in the middle of a job.
    let results = service.database.lock_table("evaluation_results").await;
    let mut accepted = BTreeSet::from([submit(&client, &products[0], 1).await]);
    some(&service, WAITING).await;
    let ready = HttpClient::anonymous(&worker.base).request(Method::GET, "/health/ready");
    assert_eq!(answered(ready).await.0, 503);

    // The one connection of the api, held by a request.
    let evaluations = service.database.lock_table("evaluations").await;
    let held = async {
        let answer = post(&client, &products[1]).send().await.expect("an answer");
        assert_eq!(answer.status(), 202);
        let answer: serde_json::Value = answer.json().await.expect("JSON");
        answer["id"].as_str().expect("an id").to_owned()
    };
    let others = async {
        let two = "select count(*) / 2 from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'";
        some(&service, two).await;
        for request in [
            client.request(Method::GET, "/api/v1/products"),
            post(&client, &products[0]),
            HttpClient::anonymous(&api.base).request(Method::GET, "/health/ready"),
        ] {
            assert_eq!(answered(request).await, (503, Some("5".to_owned())));
        }
        evaluations.release().await;
    };
    let (id, ()) = tokio::join!(held, others);
    accepted.insert(id);
    results.release().await;
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(2));
    for base in [&api.base, &worker.base] {
        let ready = HttpClient::anonymous(base).request(Method::GET, "/health/ready");
        assert_eq!(answered(ready).await.0, 200);
    }
}

#[tokio::test]
async fn statements_beyond_their_time_out_are_given_up_and_tried_again() {
    let service = service().await;
    let hasty = [("OCOP_DATABASE_STATEMENT_SECONDS", "1".to_owned())];
    let (api, worker) = (service.api(&hasty).await, service.worker(&hasty).await);
    let client = service.national(&api.base).await;
    let products = service.products(2).await;
    let mut accepted = BTreeSet::new();

    let results = service.database.lock_table("evaluation_results").await;
    let first = submit(&client, &products[0], 1).await;
    eventually(|| async {
        // Twice: the attempt is really repeated.
        let output = worker.child.output();
        match output.matches("statement timeout").count() {
            0 | 1 => Err(output),
            _ => Ok(()),
        }
    })
    .await;
    results.release().await;
    succeeded(&client, &first).await;
    accepted.insert(first);

    let evaluations = service.database.lock_table("evaluations").await;
    let refused = answered(post(&client, &products[1])).await;
    assert_eq!(refused, (503, Some("5".to_owned())));
    evaluations.release().await;
    // The same key: the refused request has left nothing behind.
    let answer = post(&client, &products[1]).send().await.expect("an answer");
    assert_eq!(answer.status(), 202);
    let answer: serde_json::Value = answer.json().await.expect("JSON");
    accepted.insert(answer["id"].as_str().expect("an id").to_owned());
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(2));
}
