//! The sweeper: finds jobs whose message or worker got lost, and has them published again.

use super::kind::JobKind;
use super::relay::RelayError;
use super::transport::Transport;
use crate::clock::Clock;
use crate::database::locks;
use crate::database::{Database, StoreResult, jobs, time};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use metrics::counter;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Between two sweeps of one process.
const INTERVAL: Duration = Duration::from_secs(30);
/// How long a message may be overdue before it counts as lost: far longer than the relay needs when all is well.
pub const PATIENCE: chrono::Duration = chrono::Duration::seconds(60);
/// Jobs published again with one transaction.
const BATCH: i64 = 1_000;
#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// Sweeps now and then until `shutdown`. Runs in every worker; the lock in the database lets one at a time do it.
pub async fn run(
    database: Database,
    transport: Arc<dyn Transport>,
    clock: Clock,
    shutdown: CancellationToken,
) {
    // A series that is there from the start shows its first rise.
    counter!("ocop_jobs_swept_total").increment(0);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
        let swept = tokio::select! {
            () = shutdown.cancelled() => return,
            swept = sweep_now(&database, transport.as_ref(), clock) => swept,
        };
        match swept {
            Ok(0) => {}
            Ok(count) => info!(count, "lost jobs are published again"),
            Err(error) => warn!(%error, "sweeping failed; the next round tries again"),
        }
    }
}

async fn sweep_now(
    database: &Database,
    transport: &dyn Transport,
    clock: Clock,
) -> Result<usize, RelayError> {
    let now = {
        let mut connection = database.connection().await?;
        time::now(&mut connection, clock).await?
    };
    sweep(database, transport, now).await
}

/// One sweep at the moment `now`: how many jobs are published again.
///
/// # Errors
/// [`RelayError`] where the database or the broker is away.
pub async fn sweep(
    database: &Database,
    transport: &dyn Transport,
    now: DateTime<Utc>,
) -> Result<usize, RelayError> {
    let mut total = 0;
    for kind in JobKind::ALL {
        // Asked before a connection is taken: with a pool of one, nobody else could work meanwhile.
        let empty = transport.waiting(*kind).await? == 0;
        loop {
            let mut connection = database.connection().await?;
            let found = connection
                .transaction(async |connection| sweep_kind(connection, *kind, empty, now).await)
                .await?;
            total += found;
            if i64::try_from(found).is_ok_and(|found| found < BATCH) {
                break;
            }
        }
    }
    counter!("ocop_jobs_swept_total").increment(u64::try_from(total).unwrap_or(u64::MAX));
    Ok(total)
}

async fn sweep_kind(
    connection: &mut AsyncPgConnection,
    kind: JobKind,
    queue_is_empty: bool,
    now: DateTime<Utc>,
) -> Result<usize, RelayError> {
    let lock: Locked = diesel::sql_query("select pg_try_advisory_xact_lock($1) as locked")
        .bind::<BigInt, _>(locks::SWEEP)
        .get_result(connection)
        .await?;
    if !lock.locked {
        return Ok(0);
    }
    jobs::exhaust(connection, now).await?;
    Ok(jobs::sweep(connection, kind, queue_is_empty, now, PATIENCE, BATCH).await?)
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
