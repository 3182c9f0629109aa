//! The sweeper: finds jobs whose message or worker got lost, and has them published again. When is the schedule's business.

use super::kind::JobKind;
use super::transport::{Transport, TransportError};
use crate::database::{Database, StoreResult, jobs};
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

/// How long a message may be overdue before it counts as lost: far longer than the relay needs when all is well.
pub const PATIENCE: chrono::Duration = chrono::Duration::seconds(60);
/// Jobs of a kind published again with one transaction.
const BATCH: i64 = 1_000;

/// For each kind of job whether its work queue is empty. Ask before a connection to the database is taken: with a pool of
/// one, nobody else could work meanwhile.
///
/// # Errors
/// [`TransportError`] where the broker is away.
pub async fn empty_queues(transport: &dyn Transport) -> Result<Vec<(JobKind, bool)>, TransportError> {
    let mut queues = Vec::with_capacity(JobKind::ALL.len());
    for kind in JobKind::ALL {
        queues.push((*kind, transport.waiting(*kind).await? == 0));
    }
    Ok(queues)
}

/// One sweep at the moment `now`, as the `queues` were just before: how many jobs are published again, and whether there
/// may be more. Call it in a transaction.
///
/// # Errors
/// [`crate::database::StoreError`] as the database says.
pub async fn sweep(
    connection: &mut AsyncPgConnection,
    queues: &[(JobKind, bool)],
    now: DateTime<Utc>,
) -> StoreResult<(usize, bool)> {
    jobs::exhaust(connection, now).await?;
    let (mut total, mut more) = (0, false);
    for (kind, is_empty) in queues {
        let found = jobs::sweep(connection, *kind, *is_empty, now, PATIENCE, BATCH).await?;
        more |= i64::try_from(found).is_ok_and(|found| found >= BATCH);
        total += found;
    }
    Ok((total, more))
}

/// Publishes all unfinished jobs again, for the start of a process with a volatile transport; returns how many.
///
/// # Errors
/// [`crate::database::StoreError`] as the database says.
pub async fn recover(database: &Database, start: DateTime<Utc>) -> StoreResult<usize> {
    let mut total = 0;
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
