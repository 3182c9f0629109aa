//! The intervals come into memory and stay near the newest version.

use super::version::Statistics;
use shared::backoff::Backoff;
use shared::database::Database;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the intervals follow the version while nobody asks.
const FOLLOWED_EVERY: Duration = Duration::from_secs(1);

/// Loads the intervals into the memory of `statistics` and keeps them near the newest version, until `shutdown`.
pub async fn keep_in_memory(statistics: &Statistics, database: Database, shutdown: CancellationToken) {
    shutdown.run_until_cancelled(keep(statistics, &database)).await;
}

async fn keep(statistics: &Statistics, database: &Database) {
    let mut backoff = Backoff::default();
    while let Err(error) = statistics.store().load(database).await {
        tracing::warn!(%error, "the statistics are not in memory; trying again");
        tokio::time::sleep(backoff.next_wait()).await;
    }
    loop {
        // Whoever asks brings the intervals to the version asked for; this only keeps what is left to bring small.
        tokio::time::sleep(FOLLOWED_EVERY).await;
        if let Err(error) = statistics.store().reach(database, statistics.known()).await {
            tracing::warn!(%error, "the statistics in memory do not follow; trying again");
        }
    }
}
