//! News of versions by `LISTEN`: a connection of its own, supervised.

use super::version::Statistics;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::StreamExt;
use secrecy::ExposeSecret;
use shared::backoff::Backoff;
use shared::config::DatabaseConfig;
use shared::database::recognitions::{self, VERSION_CHANNEL};
use shared::database::{StoreError, StoreResult};
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long to wait for news before asking: a connection that died without a word is found within this time, and until
/// then a poll may show a version this much too old at most.
const SILENCE: Duration = Duration::from_secs(5);
/// How long the question may take before the connection counts as dead.
const QUESTION: Duration = Duration::from_secs(5);

/// Tells `statistics` of every version until `shutdown`; while it cannot, polls ask the database themselves.
pub async fn follow(config: DatabaseConfig, statistics: &Statistics, shutdown: CancellationToken) {
    let mut backoff = Backoff::default();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            ended = listen(&config, statistics, &mut backoff) => {
                statistics.set_followed(false);
                if let Err(error) = ended {
                    tracing::warn!(%error, "the statistics' version is not followed; trying again");
                }
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(backoff.next_wait()) => {}
        }
    }
}

/// Listens until the connection ends.
async fn listen(config: &DatabaseConfig, statistics: &Statistics, backoff: &mut Backoff) -> StoreResult<()> {
    let connect = AsyncPgConnection::establish(config.url.expose_secret());
    let mut connection = timeout(config.connect, connect)
        .await
        .map_err(|_| unavailable("no connection in time"))?
        .map_err(|error| unavailable(&error.to_string()))?;
    connection
        .batch_execute(&format!("listen {VERSION_CHANNEL}"))
        .await?;
    loop {
        // Asked after LISTEN and after each silence: nothing is missed between the two.
        let now = timeout(QUESTION, recognitions::version(&mut connection))
            .await
            .map_err(|_| unavailable("no answer in time"))??;
        statistics.raise(now);
        statistics.set_followed(true);
        backoff.reset();
        let mut news = std::pin::pin!(connection.notifications_stream());
        while let Ok(next) = timeout(SILENCE, news.next()).await {
            let Some(notification) = next else {
                return Err(unavailable("the connection ended"));
            };
            if let Ok(version) = notification?.payload.parse() {
                statistics.raise(version);
            }
        }
    }
}

fn unavailable(what: &str) -> StoreError {
    StoreError::Unavailable(what.to_owned())
}
