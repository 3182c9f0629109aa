//! Jobs whose message may be lost: each gets a new outbox message.

use super::announce::{JobAnnouncement, announce};
use crate::database::error::StoreResult;
use crate::job::{JobKind, Lane};
use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Publishes up to `limit` jobs of a queue again whose message was due more than `patience` ago and is neither in the
/// outbox nor with a worker: running ones past their lease and, where `queue_is_empty`, queued ones. Call it in a transaction.
pub async fn sweep(
    connection: &mut AsyncPgConnection,
    (kind, lane): (JobKind, Lane),
    queue_is_empty: bool,
    now: DateTime<Utc>,
    patience: Duration,
    limit: i64,
) -> StoreResult<usize> {
    // `due_at` moves with the new message, so the next round waits its patience again. A message is written when its job
    // is due or before: where the oldest in the outbox is younger, the job's own is not among them.
    let lost: Vec<JobAnnouncement> = diesel::sql_query(
        "with oldest as (
             select created_at from outbox where lane = $6 order by id limit 1
         ), lost as (
             select id from jobs
             where kind = $1 and lane = $6 and due_at < $3
               and ((status = 'queued' and $5) or (status = 'running' and lease_until < $3))
               and not exists (select from oldest where oldest.created_at <= jobs.due_at)
             order by due_at
             limit $4
             for update skip locked
         )
         update jobs set due_at = $2 from lost where jobs.id = lost.id
         returning jobs.id, jobs.kind, jobs.lane, jobs.subject_id, jobs.attempts, jobs.traceparent",
    )
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - patience)
    .bind::<BigInt, _>(limit)
    .bind::<Bool, _>(queue_is_empty)
    .bind::<Text, _>(lane)
    .load(connection)
    .await?;
    publish(connection, lost, now).await
}

/// Publishes up to `limit` jobs again that were unfinished at the moment `start`, whoever had them: for a process whose
/// transport forgot everything and that is alone with its database. Call it in a transaction, before the workers begin,
/// with the same `start` until it returns 0.
pub async fn recover(
    connection: &mut AsyncPgConnection,
    start: DateTime<Utc>,
    limit: i64,
) -> StoreResult<usize> {
    let revived: Vec<JobAnnouncement> = diesel::sql_query(
        "with lost as (
             select id from jobs
             where status in ('queued', 'running') and queued_at < $1 and due_at <> $1
             order by due_at
             limit $2
         )
         update jobs set status = 'queued', lease_until = null, due_at = $1 from lost where jobs.id = lost.id
         returning jobs.id, jobs.kind, jobs.lane, jobs.subject_id, jobs.attempts, jobs.traceparent",
    )
    .bind::<Timestamptz, _>(start)
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?;
    publish(connection, revived, start).await
}

/// Publishes those of `ids` again that are unfinished; a message that comes twice does no harm. Call it in a transaction.
pub async fn republish(
    connection: &mut AsyncPgConnection,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    let revived: Vec<JobAnnouncement> = diesel::sql_query(
        "update jobs set due_at = $2
         where id = any($1) and status in ('queued', 'running')
         returning id, kind, lane, subject_id, attempts, traceparent",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    publish(connection, revived, now).await
}

/// Fails running jobs past their lease that have no attempt left: nobody would ever come for them.
pub async fn exhaust(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> StoreResult<usize> {
    Ok(diesel::sql_query(
        "update jobs set status = 'failed', lease_until = null, finished_at = $1,
             error_code = 'attempts_exhausted'
         where status = 'running' and lease_until < $1 and attempts >= attempt_limit",
    )
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?)
}

/// Writes the messages of the jobs' next attempts; returns for how many jobs.
async fn publish(
    connection: &mut AsyncPgConnection,
    jobs: Vec<JobAnnouncement>,
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    let count = jobs.len();
    announce(connection, jobs, |_| 0, now).await?;
    Ok(count)
}
