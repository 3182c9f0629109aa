//! Jobs whose message may be lost: each gets a new outbox message.

use crate::database::error::StoreResult;
use crate::database::outbox::{self, NewOutboxMessage};
use crate::queue::{Envelope, JobKind};
use chrono::{DateTime, Duration, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

#[derive(QueryableByName)]
pub(super) struct Revived {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    kind: JobKind,
    #[diesel(sql_type = SqlUuid)]
    subject_id: Uuid,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    traceparent: Option<String>,
}

/// Publishes up to `limit` jobs of `kind` again that have no message in the outbox and whose message was due more than
/// `patience` ago: running ones past their lease and, where `queue_is_empty`, queued ones. Call it in a transaction.
///
/// # Errors
/// [`crate::database::StoreError`] as the database says.
pub async fn sweep(
    connection: &mut AsyncPgConnection,
    kind: JobKind,
    queue_is_empty: bool,
    now: DateTime<Utc>,
    patience: Duration,
    limit: i64,
) -> StoreResult<usize> {
    // `due_at` moves with the new message, so the next round waits its patience again.
    let revived: Vec<Revived> = diesel::sql_query(
        "with lost as (
             select id from jobs
             where kind = $1 and due_at < $3
               and ((status = 'queued' and $5) or (status = 'running' and lease_until < $3))
               and not exists (select from outbox where outbox.job_id = jobs.id)
             order by due_at
             limit $4
             for update skip locked
         )
         update jobs set due_at = $2 from lost where jobs.id = lost.id
         returning jobs.id, jobs.kind, jobs.subject_id, jobs.attempts, jobs.traceparent",
    )
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - patience)
    .bind::<BigInt, _>(limit)
    .bind::<Bool, _>(queue_is_empty)
    .load(connection)
    .await?;
    publish(connection, revived, now).await
}

/// Publishes up to `limit` jobs again that were unfinished at the moment `start`, whoever had them: for a process whose
/// transport forgot everything and that is alone with its database. Call it in a transaction, before the workers begin,
/// with the same `start` until it returns 0.
///
/// # Errors
/// [`crate::database::StoreError`] as the database says.
pub async fn recover(
    connection: &mut AsyncPgConnection,
    start: DateTime<Utc>,
    limit: i64,
) -> StoreResult<usize> {
    let revived: Vec<Revived> = diesel::sql_query(
        "with lost as (
             select id from jobs
             where status in ('queued', 'running') and queued_at < $1 and due_at <> $1
               and not exists (select from outbox where outbox.job_id = jobs.id)
             order by due_at
             limit $2
         )
         update jobs set status = 'queued', lease_until = null, due_at = $1 from lost where jobs.id = lost.id
         returning jobs.id, jobs.kind, jobs.subject_id, jobs.attempts, jobs.traceparent",
    )
    .bind::<Timestamptz, _>(start)
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?;
    publish(connection, revived, start).await
}

/// Publishes those of `ids` again that are unfinished and have no message in the outbox. Call it in a transaction.
///
/// # Errors
/// [`crate::database::StoreError`] as the database says.
pub async fn republish(
    connection: &mut AsyncPgConnection,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    let revived: Vec<Revived> = diesel::sql_query(
        "update jobs set due_at = $2
         where id = any($1) and status in ('queued', 'running')
           and not exists (select from outbox where outbox.job_id = jobs.id)
         returning id, kind, subject_id, attempts, traceparent",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    publish(connection, revived, now).await
}

/// Fails running jobs past their lease that have no attempt left: nobody would ever come for them.
///
/// # Errors
/// [`crate::database::StoreError`] as the database says.
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

/// Writes the message of each job's next attempt.
pub(super) async fn publish(
    connection: &mut AsyncPgConnection,
    revived: Vec<Revived>,
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    let messages: Vec<_> = revived
        .into_iter()
        .map(|job| NewOutboxMessage {
            envelope: Envelope {
                kind: job.kind,
                job_id: job.id,
                subject_id: job.subject_id,
                attempt: job.attempts.saturating_add(1),
                time: now,
                traceparent: job.traceparent,
            },
            retry_step: 0,
        })
        .collect();
    outbox::insert(connection, &messages).await?;
    Ok(messages.len())
}
