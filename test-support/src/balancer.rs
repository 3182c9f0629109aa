//! A load balancer as far as clients notice: it asks all addresses whether they are ready and sends requests to those.

use crate::HttpClient;
use reqwest::Method;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinHandle;

/// Between two questions for readiness: well below the time a process takes to leave.
const INTERVAL: Duration = Duration::from_millis(50);

/// Shared by the tasks of a test; ends with the value.
#[derive(Debug)]
pub struct Balancer {
    targets: Arc<Mutex<Vec<Target>>>,
    next: AtomicUsize,
    asking: JoinHandle<()>,
}

#[derive(Clone, Debug)]
struct Target {
    client: HttpClient,
    ready: bool,
}

impl Balancer {
    /// Over no address yet.
    #[must_use]
    pub fn new() -> Self {
        let targets: Arc<Mutex<Vec<Target>>> = Arc::default();
        let asking = tokio::spawn(ask(Arc::clone(&targets)));
        Self {
            targets,
            next: AtomicUsize::new(0),
            asking,
        }
    }

    /// Adds `client`, a caller at a ready address.
    pub fn add(&self, client: HttpClient) {
        let ready = true;
        lock(&self.targets).push(Target { client, ready });
    }

    /// A caller at an address that was ready a moment ago, in turn.
    ///
    /// # Panics
    /// Where none is ready.
    #[must_use]
    pub fn client(&self) -> HttpClient {
        let targets = lock(&self.targets);
        let ready: Vec<&Target> = targets.iter().filter(|target| target.ready).collect();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        assert!(!ready.is_empty(), "no address is ready");
        ready[number % ready.len()].client.clone()
    }
}

impl Default for Balancer {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.asking.abort();
    }
}

async fn ask(targets: Arc<Mutex<Vec<Target>>>) {
    loop {
        let clients: Vec<HttpClient> = lock(&targets)
            .iter()
            .map(|target| target.client.clone())
            .collect();
        for (number, client) in clients.into_iter().enumerate() {
            let answer = client.request(Method::GET, "/health/ready").send().await;
            let ready = answer.is_ok_and(|answer| answer.status() == 200);
            lock(&targets)[number].ready = ready;
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

fn lock(targets: &Mutex<Vec<Target>>) -> std::sync::MutexGuard<'_, Vec<Target>> {
    targets.lock().unwrap_or_else(PoisonError::into_inner)
}
