//! What the cases share: submitting, waiting, and the check that nothing was lost or doubled.

use lapin::BasicProperties;
use lapin::options::BasicPublishOptions;
use serde_json::Value;
use shared::clock::Clock;
use shared::job::{Envelope, JobKind, JobRefs, Lane};
use std::collections::BTreeMap;
use test_support::{HttpClient, PRODUCT_SET, RequestBuilder, Service, evaluation_request, eventually};

pub(crate) const API: &str = env!("CARGO_BIN_EXE_ocop-api");
pub(crate) const WORKER: &str = env!("CARGO_BIN_EXE_ocop-worker");

pub(crate) async fn service() -> Service {
    Service::new(API, WORKER).await
}

/// Asks for one evaluation, which must be accepted; its id.
pub(crate) async fn submit(client: &HttpClient, product: &str, seed: u64) -> String {
    let request = evaluation_request(product, PRODUCT_SET, seed);
    let accepted = client.post("/api/v1/evaluations", &request, 202).await;
    assert_eq!(accepted["status"], "queued");
    accepted["id"].as_str().expect("an id").to_owned()
}

/// Asks for one evaluation of each product in one call; the batch.
pub(crate) async fn submit_batch(client: &HttpClient, products: &[String], seed: u64) -> Value {
    let lines: Vec<String> = products
        .iter()
        .zip(seed..)
        .map(|(product, seed)| evaluation_request(product, PRODUCT_SET, seed).to_string())
        .collect();
    let answer = client
        .request(reqwest::Method::POST, "/api/v1/evaluation-batches")
        .header("Content-Type", "application/x-ndjson")
        .body(lines.join("\n"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 202);
    answer.json().await.expect("a batch")
}

/// The evaluation once it has succeeded.
pub(crate) async fn succeeded(client: &HttpClient, id: &str) -> Value {
    let path = format!("/api/v1/evaluations/{id}");
    eventually(|| async {
        let evaluation = client.get(&path).await;
        assert_ne!(evaluation["status"], "failed", "{evaluation}");
        if evaluation["status"] == "succeeded" {
            Ok(evaluation)
        } else {
            Err(evaluation)
        }
    })
    .await
}

/// Waits until the database holds at least `count` results.
pub(crate) async fn results(service: &Service, count: i64) {
    eventually(|| async {
        match service
            .database
            .number("select count(*) from evaluation_results")
            .await
        {
            seen if seen >= count => Ok(()),
            seen => Err(format!("{seen} of {count} results")),
        }
    })
    .await;
}

/// Every one of `count` evaluations has succeeded with exactly one result, and the statistics that each of `clients` reads
/// are what a recount of the results gives. Holds only where no product was evaluated twice.
pub(crate) async fn assert_each_counted_once(service: &Service, clients: &[&HttpClient], count: i64) {
    let database = &service.database;
    for sql in [
        "select count(*) from evaluations",
        "select count(*) from evaluation_results",
        "select count(*) from evaluations join jobs on jobs.id = job_id and jobs.status = 'succeeded'",
    ] {
        assert_eq!(database.number(sql).await, count, "{sql}");
    }
    assert_statistics_recounted(service, clients).await;
}

/// The statistics that each of `clients` reads are what a recount of the results gives. Holds only where no product was
/// evaluated twice.
pub(crate) async fn assert_statistics_recounted(service: &Service, clients: &[&HttpClient]) {
    let mut recount = BTreeMap::new();
    for stars in 3..=5_i64 {
        let sql = format!("select count(*) from evaluation_results where stars = {stars}");
        let products = service.database.number(&sql).await;
        if products > 0 {
            recount.insert(stars, products);
        }
    }
    for client in clients {
        // Another process learns of a new version a moment after its commit.
        eventually(|| async {
            let counted = stars(client).await;
            if counted == recount {
                Ok(())
            } else {
                Err(format!("counted {counted:?}, recounted {recount:?}"))
            }
        })
        .await;
    }
}

/// Products by stars, as the statistics tell them.
pub(crate) async fn stars(client: &HttpClient) -> BTreeMap<i64, i64> {
    let statistics = client.get("/api/v1/statistics/products?by=stars").await;
    let mut counted = BTreeMap::new();
    for cell in statistics["cells"].as_array().expect("cells") {
        let number = |field: &str| cell[field].as_i64().expect("a number");
        *counted.entry(number("stars")).or_default() += number("products");
    }
    assert_eq!(
        statistics["totals"]["products"].as_i64(),
        Some(counted.values().sum())
    );
    counted
}

/// The id of an evaluation's job.
pub(crate) async fn job_of(service: &Service, evaluation: &str) -> String {
    let sql = format!("select job_id::text from evaluations where id = '{evaluation}'");
    service.database.texts(&sql).await.concat()
}

/// Publishes the message of an evaluation's first attempt once more.
pub(crate) async fn publish_again(service: &Service, evaluation: &str) {
    let job = job_of(service, evaluation).await;
    publish(service, JobKind::Evaluation, &job, evaluation).await;
}

/// Publishes the message of a job's first attempt.
pub(crate) async fn publish(service: &Service, kind: JobKind, job: &str, subject: &str) {
    let envelope = Envelope {
        kind,
        jobs: JobRefs::One {
            job_id: job.parse().expect("an id"),
            subject_id: subject.parse().expect("an id"),
        },
        attempt: 1,
        time: Clock::System.now(),
        traceparent: None,
    };
    let (connection, channel) = service.broker.channel().await;
    let queue = service.broker.names().work(kind, Lane::Single);
    channel
        .basic_publish(
            "".into(),
            queue.as_str().into(),
            BasicPublishOptions::default(),
            envelope.to_json().expect("JSON").as_bytes(),
            BasicProperties::default().with_delivery_mode(2),
        )
        .await
        .expect("a publication");
    // Closing in order flushes what was published.
    connection
        .close(200, "done".into())
        .await
        .expect("an orderly end");
}

/// The answer's status and its `Retry-After`.
pub(crate) async fn answered(request: RequestBuilder) -> (u16, Option<String>) {
    let answer = request.send().await.expect("an answer");
    let wait = answer.headers().get("retry-after");
    let wait = wait.map(|wait| wait.to_str().expect("text").to_owned());
    (answer.status().as_u16(), wait)
}

/// Waits until the samples that begin with `series` come to at least `least` at the process at `base`.
pub(crate) async fn metric(base: &str, series: &str, least: u64) {
    let client = HttpClient::anonymous(base);
    eventually(|| async {
        let text = client.metrics().await;
        let samples: Vec<&str> = text.lines().filter(|line| line.starts_with(series)).collect();
        let values = samples
            .iter()
            .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
        if !samples.is_empty() && values.sum::<u64>() >= least {
            Ok(())
        } else {
            Err(format!("{series}: {samples:?}"))
        }
    })
    .await;
}

/// Waits until `sql` selects a number above 0.
pub(crate) async fn some(service: &Service, sql: &str) {
    eventually(|| async {
        match service.database.number(sql).await {
            0 => Err(format!("none: {sql}")),
            _ => Ok(()),
        }
    })
    .await;
}
