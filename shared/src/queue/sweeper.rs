//! The sweeper: finds jobs whose message or worker got lost, and has them published again. When is the schedule's business.

use super::transport::{Transport, TransportError};
use crate::database::{Database, StoreResult, jobs, outbox};
use crate::job::{JobKind, Lane};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

/// How long a message may be overdue before it counts as lost: far longer than the relay needs when all is well.
pub const PATIENCE: chrono::Duration = chrono::Duration::seconds(60);
/// Jobs of a queue published again with one transaction.
const BATCH: i64 = 1_000;

/// A work queue, and whether it was empty a moment ago.
pub type QueueState = ((JobKind, Lane), bool);

/// For each work queue whether it is empty. Ask before a connection to the database is taken: with a pool of
/// one, nobody else could work meanwhile.
///
/// # Errors
/// [`TransportError`] where the broker is away.
pub async fn empty_queues(transport: &dyn Transport) -> Result<Vec<QueueState>, TransportError> {
    let mut queues = Vec::new();
    for kind in JobKind::ALL {
        let depth = transport.depth(*kind).await?;
        queues.extend(
            Lane::ALL
                .iter()
                .map(|lane| ((*kind, *lane), depth.ready(*lane) == 0)),
        );
    }
    Ok(queues)
}

/// One sweep at the moment `now`, as the `queues` were just before: how many jobs are published again, and whether there
/// may be more. Call it in a transaction.
pub async fn sweep(
    connection: &mut AsyncPgConnection,
    queues: &[QueueState],
    now: DateTime<Utc>,
) -> StoreResult<(usize, bool)> {
    jobs::exhaust(connection, now).await?;
    let (mut total, mut more) = (0, false);
    for (queue, is_empty) in queues {
        let found = jobs::sweep(connection, *queue, *is_empty, now, PATIENCE, BATCH).await?;
        more |= i64::try_from(found).is_ok_and(|found| found >= BATCH);
        total += found;
    }
    Ok((total, more))
}

/// Publishes all unfinished jobs again, for the start of a process with a volatile transport; returns how many.
pub async fn recover(database: &Database, start: DateTime<Utc>) -> StoreResult<usize> {
    let mut total = 0;
    // Everything unfinished gets a new message, so what the last run left to be sent is no longer needed.
    outbox::clear(&mut *database.connection().await?, start).await?;
    loop {
        let mut connection = database.connection().await?;
        let found = connection
            .transaction(async |connection| jobs::recover(connection, start, BATCH).await)
            .await?;
        total += found;
        if found == 0 {
            return Ok(total);
        }
    }
}
