//! How many jobs the workers have done, by their own metrics: asking costs them nothing, counting rows would.

use std::time::{Duration, Instant};
use test_support::{HttpClient, Running};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(10);
/// Longer than anything measured takes.
const PATIENCE: Duration = Duration::from_secs(900);

/// Jobs done by all `workers` since they started.
pub(super) async fn done(workers: &[Running]) -> usize {
    let mut total = 0;
    for worker in workers {
        let text = HttpClient::anonymous(&worker.base).metrics().await;
        total += text
            .lines()
            .filter(|line| line.starts_with("ocop_jobs_total") && line.contains("succeeded"))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<usize>().ok())
            .sum::<usize>();
    }
    total
}

/// Waits until `workers` have done `count` jobs; when, and how many they were seen to have done.
pub(super) async fn until(workers: &[Running], count: usize) -> (Instant, usize) {
    let start = Instant::now();
    loop {
        let seen = done(workers).await;
        if seen >= count {
            return (Instant::now(), seen);
        }
        assert!(start.elapsed() < PATIENCE, "{seen} of {count} after {PATIENCE:?}");
        tokio::time::sleep(PAUSE).await;
    }
}
