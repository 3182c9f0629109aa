//! What an orchestrator asks: health and metrics of both programs.

use crate::support::{service, submit, succeeded};
use test_support::{HttpClient, Proxy, eventually};

#[tokio::test]
async fn a_worker_without_broker_is_live_but_not_ready() {
    let service = service().await;
    let proxy = Proxy::to(&service.broker.address()).await;
    let through = [("AMQP_URL", service.broker.url_through(proxy.address()))];
    let worker = service.worker(&through).await;
    let probe = HttpClient::anonymous(&worker.base);
    proxy.refuse();
    // The worker learns of a cut a moment after it.
    becomes(&probe, "/health/ready", 503).await;
    assert_eq!(status(&probe, "/health/live").await, 200);
    assert_eq!(status(&probe, "/elsewhere").await, 404);
    proxy.resume();
    becomes(&probe, "/health/ready", 200).await;
}

#[tokio::test]
async fn the_worker_counts_its_jobs() {
    let service = service().await;
    let (api, worker) = (service.api(&[]).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let products = service.products(1).await;
    let id = submit(&client, &products[0], 1).await;
    succeeded(&client, &id).await;
    let probe = HttpClient::anonymous(&worker.base);
    eventually(|| async {
        let text = probe.metrics().await;
        let counted = "ocop_jobs_total{kind=\"evaluation\",outcome=\"succeeded\"} 1";
        if text.contains(counted) { Ok(()) } else { Err(text) }
    })
    .await;
}

async fn becomes(client: &HttpClient, path: &str, wanted: u16) {
    eventually(|| async {
        match status(client, path).await {
            seen if seen == wanted => Ok(()),
            seen => Err(seen),
        }
    })
    .await;
}

async fn status(client: &HttpClient, path: &str) -> u16 {
    let answer = client.request(reqwest::Method::GET, path).send().await;
    answer.expect("an answer").status().as_u16()
}
