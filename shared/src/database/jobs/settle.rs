//! Ending an attempt: succeeded, failed, or queued again. Each write is fenced by the attempt and returns the ids it
//! was really ours to write.

use super::IdRow;
use super::announce::{JobAnnouncement, announce};
use crate::database::column::column;
use crate::database::error::StoreResult;
use crate::job::RetryDelays;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A job's id and the attempt that speaks.
pub type JobAttempt = (Uuid, i32);

/// An attempt that ended without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptFailure {
    /// The job's id.
    pub id: Uuid,
    /// The attempt that failed.
    pub attempt: i32,
    /// A stable code, e.g. `product_missing`.
    pub code: String,
    /// What happened, for operators.
    pub message: String,
}

/// An attempt that ended without effect, and whether its job is queued again.
#[derive(QueryableByName)]
struct EndedRow {
    #[diesel(embed)]
    job: JobAnnouncement,
    #[diesel(sql_type = Bool)]
    queued: bool,
}

/// Marks attempts as succeeded; in the transaction that writes their effect.
pub async fn finish(
    connection: &mut AsyncPgConnection,
    attempts: &[JobAttempt],
    now: DateTime<Utc>,
) -> StoreResult<Vec<Uuid>> {
    if attempts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<IdRow> = diesel::sql_query(
        "update jobs set status = 'succeeded', finished_at = $3, lease_until = null,
             error_code = null, error_message = null
         from unnest($1, $2) as ours (id, attempt)
         where jobs.id = ours.id and jobs.attempts = ours.attempt and jobs.status = 'running'
         returning jobs.id",
    )
    .bind::<Array<SqlUuid>, _>(column(attempts, |(id, _)| *id))
    .bind::<Array<Integer>, _>(column(attempts, |(_, attempt)| *attempt))
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Marks attempts as failed for good.
pub async fn fail(
    connection: &mut AsyncPgConnection,
    failures: &[AttemptFailure],
    now: DateTime<Utc>,
) -> StoreResult<Vec<Uuid>> {
    let due: Vec<_> = failures.iter().map(|_| now).collect();
    let rows = end(connection, failures, false, &due, now).await?;
    Ok(rows.into_iter().map(|row| row.job.id).collect())
}

/// What became of failed attempts that may be worth another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryOutcome {
    /// Queued again.
    pub queued: Vec<Uuid>,
    /// That was the last attempt: failed.
    pub exhausted: Vec<Uuid>,
}

/// Queues attempts again, each after the wait of its retry step; the last one a job may have fails it. Call it in a
/// transaction: job row and outbox row belong together.
pub async fn retry(
    connection: &mut AsyncPgConnection,
    failures: &[AttemptFailure],
    now: DateTime<Utc>,
    delays: RetryDelays,
) -> StoreResult<RetryOutcome> {
    let due: Vec<_> = failures
        .iter()
        .map(|failure| now + delays.of_step(RetryDelays::step_after(failure.attempt)))
        .collect();
    let rows = end(connection, failures, true, &due, now).await?;
    let (queued, exhausted): (Vec<EndedRow>, Vec<EndedRow>) = rows.into_iter().partition(|row| row.queued);
    let ids = |rows: &[EndedRow]| rows.iter().map(|row| row.job.id).collect();
    let retried = RetryOutcome {
        queued: ids(&queued),
        exhausted: ids(&exhausted),
    };
    let again = queued.into_iter().map(|row| row.job).collect();
    announce(connection, again, RetryDelays::step_after, now).await?;
    Ok(retried)
}

async fn end(
    connection: &mut AsyncPgConnection,
    failures: &[AttemptFailure],
    again: bool,
    due: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> StoreResult<Vec<EndedRow>> {
    if failures.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::sql_query(
        "update jobs set
             status = case when $6 and attempts < attempt_limit then 'queued' else 'failed' end,
             finished_at = case when $6 and attempts < attempt_limit then null else $7 end,
             lease_until = null, due_at = ours.due_at,
             error_code = ours.code, error_message = ours.message
         from unnest($1, $2, $3, $4, $5) as ours (id, attempt, code, message, due_at)
         where jobs.id = ours.id and jobs.attempts = ours.attempt and jobs.status = 'running'
         returning jobs.id, jobs.kind, jobs.lane, jobs.subject_id, jobs.attempts, jobs.traceparent,
             jobs.status = 'queued' as queued",
    )
    .bind::<Array<SqlUuid>, _>(column(failures, |failure| failure.id))
    .bind::<Array<Integer>, _>(column(failures, |failure| failure.attempt))
    .bind::<Array<Text>, _>(column(failures, |failure| failure.code.as_str()))
    .bind::<Array<Text>, _>(column(failures, |failure| failure.message.as_str()))
    .bind::<Array<Timestamptz>, _>(due)
    .bind::<Bool, _>(again)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?)
}
