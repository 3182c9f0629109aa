//! Failed jobs: another chance, or none.

use super::JobStatus;
use super::announce::{JobAnnouncement, announce};
use crate::database::error::StoreResult;
use crate::database::schema::jobs;
use crate::job::MAX_ATTEMPTS;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Puts failed jobs that were not given up back to queued with [`MAX_ATTEMPTS`] more attempts: those in `ids`, or up to `limit` of all. Returns
/// their ids. Call it in a transaction.
pub async fn redrive(
    connection: &mut AsyncPgConnection,
    ids: Option<&[Uuid]>,
    now: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Uuid>> {
    let revived: Vec<JobAnnouncement> = diesel::sql_query(
        "with chosen as (
             select id from jobs
             where status = $4 and discarded_at is null and ($1::uuid[] is null or id = any($1))
             order by id
             limit $3
             for update skip locked
         )
         update jobs set status = 'queued', attempt_limit = attempts + $5, due_at = $2, finished_at = null
         from chosen where jobs.id = chosen.id
         returning jobs.id, jobs.kind, jobs.lane, jobs.subject_id, jobs.attempts, jobs.traceparent",
    )
    .bind::<Nullable<Array<SqlUuid>>, _>(ids)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .bind::<Text, _>(JobStatus::Failed)
    .bind::<Integer, _>(MAX_ATTEMPTS)
    .load(connection)
    .await?;
    let ids = revived.iter().map(|job| job.id).collect();
    announce(connection, revived, |_| 0, now).await?;
    Ok(ids)
}

/// Marks the failed job `id` as given up for good. True where it was failed and not given up before.
pub async fn discard(
    connection: &mut AsyncPgConnection,
    id: Uuid,
    reason: &str,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let open = jobs::table
        .filter(jobs::id.eq(id))
        .filter(jobs::status.eq(JobStatus::Failed))
        .filter(jobs::discarded_at.is_null());
    let marked = diesel::update(open)
        .set((jobs::discarded_at.eq(now), jobs::discard_reason.eq(reason)))
        .execute(connection)
        .await?;
    Ok(marked == 1)
}
