//! A rolling restart of every process under load, behind a load balancer: no request fails, no job is lost.

use crate::support::{assert_each_counted_once, results, service, submit};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use test_support::{Balancer, HttpClient, Running, Service};

/// Senders at a time.
const SENDERS: usize = 4;
async fn api(service: &Service, balancer: &Balancer, client: &mut Option<HttpClient>) -> Running {
    // Long enough for the balancer to notice.
    let running = service.api(&[("OCOP_LEAVE_SECONDS", "1".to_owned())]).await;
    let known = match client.take() {
        Some(known) => known.at(&running.base),
        None => service.national(&running.base).await,
    };
    balancer.add(known.clone());
    *client = Some(known);
    running
}

#[tokio::test]
async fn a_rolling_restart_under_load_fails_no_request_and_loses_no_job() {
    let service = service().await;
    let balancer = Arc::new(Balancer::new());
    let mut client = None;
    let mut apis = Vec::new();
    for _ in 0..2 {
        apis.push(api(&service, &balancer, &mut client).await);
    }
    let mut workers = vec![service.worker(&[]).await, service.worker(&[]).await];
    let products = service.products(20_000).await;

    let over = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = products
        .chunks(products.len() / SENDERS)
        .map(|products| {
            let (products, balancer) = (products.to_vec(), Arc::clone(&balancer));
            let over = Arc::clone(&over);
            tokio::spawn(async move {
                let mut sent = 0;
                for product in &products {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    // Must be 202 at the first try.
                    submit(&balancer.client(), product, sent).await;
                    sent += 1;
                }
                sent
            })
        })
        .collect();

    for _ in 0..apis.len() {
        results(&service, 1).await;
        let new = api(&service, &balancer, &mut client).await;
        let old = apis.remove(0);
        assert!(old.child.terminate().await.success());
        apis.push(new);
    }
    for _ in 0..workers.len() {
        let new = service.worker(&[]).await;
        let old = workers.remove(0);
        assert!(old.child.terminate().await.success());
        workers.push(new);
    }
    over.store(true, Ordering::Relaxed);
    let mut sent = 0;
    for sender in senders {
        let mine = sender.await.expect("no request failed");
        assert!(
            mine > 0 && mine < 5_000,
            "{mine} sent, so the load covered the restart"
        );
        sent += i64::try_from(mine).expect("a small number");
    }
    results(&service, sent).await;
    assert_each_counted_once(&service, &[&balancer.client()], sent).await;
}
