//! What PostgreSQL's background processes do on a real server: here there are none, so a task does it on the one connection.

use diesel_async::SimpleAsyncConnection;
use shared::database::{Database, StoreResult};
use std::time::Duration;

/// Between two checkpoints, as on a real server: bounds the log on the disk and its replay after a kill.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(300);

/// Every twelfth time, once an hour, dead rows are cleared away and the planner's figures made anew.
const VACUUM_EVERY: u32 = 12;

/// Keeps the database in order until it is dropped; a failure is logged and tried again the next time.
pub(crate) async fn keep_in_order(database: Database) {
    for round in 1.. {
        tokio::time::sleep(CHECKPOINT_EVERY).await;
        let done = if round % VACUUM_EVERY == 0 {
            tidy(&database).await
        } else {
            checkpoint(&database).await
        };
        if let Err(error) = done {
            tracing::warn!(%error, "maintenance of the embedded database failed");
        }
    }
}

/// Clears dead rows away and lets the planner count anew; wanted after loading much.
///
/// # Errors
/// As the database answers.
pub(crate) async fn tidy(database: &Database) -> StoreResult<()> {
    database
        .connection()
        .await?
        .batch_execute("vacuum analyze")
        .await?;
    checkpoint(database).await
}

async fn checkpoint(database: &Database) -> StoreResult<()> {
    database.connection().await?.batch_execute("checkpoint").await?;
    Ok(())
}
