//! Clients that keep asking through every fault, as clients should: a request whose answer is not 202 is repeated with
//! its key until it is.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use test_support::{
    HttpClient, HttpResult, PRODUCT_SET, RequestBuilder, Service, evaluation_request, eventually,
};

/// Clients that send one evaluation at a time, besides one that sends batches.
const SINGLES: usize = 3;
/// Evaluations of one batch.
const BATCH: usize = 40;
/// A client's rest between two requests, and before it repeats one: the load of a busy day on a small machine.
const REST: Duration = Duration::from_millis(40);
/// Longest wait for an answer; above every time-out of the service.
const ANSWER: Duration = Duration::from_secs(30);

/// The clients and what they were promised.
pub(super) struct Load {
    client: HttpClient,
    base: Mutex<String>,
    products: Mutex<Vec<String>>,
    accepted: Mutex<BTreeSet<String>>,
    sent: AtomicU64,
    /// Answers 503, each with `Retry-After`.
    refused: AtomicU64,
    stopped: AtomicBool,
}

impl Load {
    /// Clients of the api at `base`, to send at most `most` evaluations.
    pub(super) async fn new(service: &Service, client: &HttpClient, base: &str, most: usize) -> Self {
        Self {
            client: client.clone(),
            base: Mutex::new(base.to_owned()),
            products: Mutex::new(service.products(most).await),
            accepted: Mutex::default(),
            sent: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// Sends until [`Load::stop`]; returns when every request has been answered 202.
    pub(super) async fn run(&self) {
        let singles = join_all((0..SINGLES).map(|_| self.ask(1)));
        tokio::join!(singles, self.ask(BATCH));
    }

    /// Sends nothing new.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// Where the api is from now on.
    pub(super) fn turn_to(&self, base: &str) {
        base.clone_into(&mut self.base.lock().expect("a lock"));
    }

    /// The ids of all evaluations that were answered 202.
    pub(super) fn accepted(&self) -> BTreeSet<String> {
        self.accepted.lock().expect("a lock").clone()
    }

    /// How many answers were 503.
    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::SeqCst)
    }

    /// Waits until `count` more evaluations are accepted.
    pub(super) async fn accepts_more(&self, count: usize) {
        let wanted = self.accepted().len() + count;
        eventually(|| async {
            match self.accepted().len() {
                seen if seen >= wanted => Ok(()),
                seen => Err(format!("{seen} of {wanted} accepted")),
            }
        })
        .await;
    }

    /// Waits until `count` more requests are answered 503.
    pub(super) async fn is_refused_more(&self, count: u64) {
        let wanted = self.refused() + count;
        eventually(|| async {
            match self.refused() {
                seen if seen >= wanted => Ok(()),
                seen => Err(format!("{seen} of {wanted} refused")),
            }
        })
        .await;
    }

    async fn ask(&self, size: usize) {
        while !self.stopped.load(Ordering::SeqCst) {
            let products = {
                let mut products = self.products.lock().expect("a lock");
                let rest = products.len().saturating_sub(size);
                products.split_off(rest)
            };
            if products.is_empty() {
                return;
            }
            let seed = self.sent.fetch_add(products.len() as u64, Ordering::SeqCst);
            let lines: Vec<String> = products
                .iter()
                .zip(seed..)
                .map(|(product, seed)| evaluation_request(product, PRODUCT_SET, seed).to_string())
                .collect();
            let key = format!("load-{seed}");
            while let Err(()) = self.once(&lines, size == 1, &key).await {
                tokio::time::sleep(REST).await;
            }
            tokio::time::sleep(REST).await;
        }
    }

    async fn once(&self, lines: &[String], single: bool, key: &str) -> Result<(), ()> {
        let (path, kind) = if single {
            ("/api/v1/evaluations", "application/json")
        } else {
            ("/api/v1/evaluation-batches", "application/x-ndjson")
        };
        let base = self.base.lock().expect("a lock").clone();
        let request = self.client.at(&base).request(Method::POST, path);
        let request = request
            .header("Idempotency-Key", key)
            .header("Content-Type", kind)
            .body(lines.join("\n"));
        // An answer that breaks off is no answer.
        let answer = self.answer(request).await.map_err(drop)?;
        let Some(answer) = answer else { return Err(()) };
        let promised = if single {
            vec![&answer["id"]]
        } else {
            answer["evaluations"].as_array().expect("ids").iter().collect()
        };
        assert_eq!(promised.len(), lines.len(), "{answer}");
        let promised = promised
            .into_iter()
            .map(|id| id.as_str().expect("an id").to_owned());
        self.accepted.lock().expect("a lock").extend(promised);
        Ok(())
    }

    /// The body of a 202; nothing where the service asks to come again. Any other answer is a fault.
    async fn answer(&self, request: RequestBuilder) -> HttpResult<Option<Value>> {
        let answer = request.timeout(ANSWER).send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.text().await?;
        if status == 503 {
            assert!(headers.contains_key("retry-after"), "{body}");
            self.refused.fetch_add(1, Ordering::SeqCst);
            return Ok(None);
        }
        assert_eq!(status, 202, "{body}");
        Ok(Some(serde_json::from_str(&body).expect("JSON")))
    }
}
