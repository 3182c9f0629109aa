//! The table `jobs`: what is to be done, by which attempt, and how it ended. All writes are statements over arrays.

mod announce;
mod claim;
mod failed;
mod settle;
mod unfinished;

pub use claim::{Claim, ClaimedJob, claim, extend, hold};
pub use failed::{discard, redrive};
pub use settle::{AttemptFailure, JobAttempt, RetryOutcome, fail, finish, retry};
pub use unfinished::{exhaust, recover, republish, sweep};

use super::column::column;
use super::error::StoreResult;
use super::schema::jobs;
use crate::job::{JobKind, Lane, MAX_ATTEMPTS};
use announce::{JobAnnouncement, announce};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

crate::text_enum! {
    /// Where a job stands.
    pub enum JobStatus {
        /// Waits for a worker, or for its next attempt.
        Queued = "queued",
        /// A worker has it.
        Running = "running",
        /// Its effect is in the database.
        Succeeded = "succeeded",
        /// It ended without effect: refused, or out of attempts. It can be redriven, or discarded: then it stays failed.
        Failed = "failed",
    }
}

/// A row of which only the id is asked for.
#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// A job to be done, as a handler submits it.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// The job's id, a UUIDv7 made by the caller so that its own row can point to it.
    pub id: Uuid,
    /// What is to be done.
    pub kind: JobKind,
    /// Which way it takes to the workers.
    pub lane: Lane,
    /// What the job is about, e.g. an evaluation's id.
    pub subject_id: Uuid,
    /// W3C trace context of the request.
    pub traceparent: Option<String>,
    /// When it was asked for.
    pub queued_at: DateTime<Utc>,
}

/// A job as the table has it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(diesel::pg::Pg))]
pub struct Job {
    /// The job's id.
    pub id: Uuid,
    /// What is to be done.
    pub kind: JobKind,
    /// What the job is about.
    pub subject_id: Uuid,
    /// Where it stands.
    pub status: JobStatus,
    /// Attempts begun.
    pub attempts: i32,
    /// Attempts allowed.
    pub attempt_limit: i32,
    /// Until when the worker that has it counts as alive.
    pub lease_until: Option<DateTime<Utc>>,
    /// The code of the last failure.
    pub error_code: Option<String>,
    /// What the last failure said, for operators.
    pub error_message: Option<String>,
    /// W3C trace context of the request.
    pub traceparent: Option<String>,
    /// When it was asked for.
    pub queued_at: DateTime<Utc>,
    /// When its next message should reach a worker.
    pub due_at: DateTime<Utc>,
    /// When the first attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it succeeded or failed.
    pub finished_at: Option<DateTime<Utc>>,
    /// When an operator gave it up; only a failed job can be.
    pub discarded_at: Option<DateTime<Utc>>,
    /// Why it was given up.
    pub discard_reason: Option<String>,
    /// Which way it takes to the workers.
    pub lane: Lane,
}

/// Writes jobs and their outbox messages, one statement each. Call it in the transaction of the business rows and wake
/// the relay after the commit.
///
/// # Errors
/// [`super::StoreError`] as the database says; then nothing may be committed.
pub async fn enqueue(connection: &mut AsyncPgConnection, new: &[NewJob]) -> StoreResult<()> {
    if new.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "insert into jobs (id, kind, subject_id, traceparent, queued_at, due_at, attempt_limit, lane)
         select id, kind, subject_id, traceparent, queued_at, queued_at, $6, lane
         from unnest($1, $2, $3, $4, $5, $7) as new (id, kind, subject_id, traceparent, queued_at, lane)",
    )
    .bind::<Array<SqlUuid>, _>(column(new, |job| job.id))
    .bind::<Array<Text>, _>(column(new, |job| job.kind))
    .bind::<Array<SqlUuid>, _>(column(new, |job| job.subject_id))
    .bind::<Array<Nullable<Text>>, _>(column(new, |job| job.traceparent.as_deref()))
    .bind::<Array<Timestamptz>, _>(column(new, |job| job.queued_at))
    .bind::<Integer, _>(MAX_ATTEMPTS)
    .bind::<Array<Text>, _>(column(new, |job| job.lane))
    .execute(connection)
    .await?;
    let Some(now) = new.iter().map(|job| job.queued_at).max() else {
        return Ok(());
    };
    let waiting = new.iter().map(|job| JobAnnouncement {
        id: job.id,
        kind: job.kind,
        lane: job.lane,
        subject_id: job.subject_id,
        attempts: 0,
        traceparent: job.traceparent.clone(),
    });
    announce(connection, waiting.collect(), |_| 0, now).await
}

/// The job `id`.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none.
pub async fn find(connection: &mut AsyncPgConnection, id: Uuid) -> StoreResult<Job> {
    Ok(jobs::table
        .find(id)
        .select(Job::as_select())
        .first(connection)
        .await?)
}

/// The job `id`, locked until the end of the transaction.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none.
pub async fn lock(connection: &mut AsyncPgConnection, id: Uuid) -> StoreResult<Job> {
    Ok(jobs::table
        .find(id)
        .select(Job::as_select())
        .for_no_key_update()
        .first(connection)
        .await?)
}

/// True while a job that was asked for until `moment` is neither done nor failed.
pub async fn any_unfinished(connection: &mut AsyncPgConnection, moment: DateTime<Utc>) -> StoreResult<bool> {
    let open = jobs::table
        .filter(jobs::status.eq_any([JobStatus::Queued, JobStatus::Running]))
        .filter(jobs::queued_at.le(moment));
    Ok(diesel::select(diesel::dsl::exists(open))
        .get_result(connection)
        .await?)
}

/// Up to `limit` jobs in `status` with ids below `before` (all, where none), the newest first: ids are UUIDv7. Of the
/// failed ones, `discarded` shows only those given up or only the others.
pub async fn list(
    connection: &mut AsyncPgConnection,
    status: JobStatus,
    discarded: Option<bool>,
    before: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Job>> {
    let mut query = jobs::table
        .filter(jobs::status.eq(status))
        .order(jobs::id.desc())
        .limit(limit)
        .select(Job::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(jobs::id.lt(before));
    }
    query = match discarded {
        Some(true) => query.filter(jobs::discarded_at.is_not_null()),
        Some(false) => query.filter(jobs::discarded_at.is_null()),
        None => query,
    };
    Ok(query.load(connection).await?)
}
