//! Taking jobs: a claim raises the attempt, and the attempt fences everything that is written for the job.

use super::{IdRow, JobAttempt};
use crate::database::column::column;
use crate::database::error::StoreResult;
use crate::job::Lane;
use chrono::{DateTime, Duration, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashSet;
use uuid::Uuid;

/// A job in our hands until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedJob {
    /// The job's id.
    pub id: Uuid,
    /// The way it took.
    pub lane: Lane,
    /// What the job is about.
    pub subject_id: Uuid,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// W3C trace context of the request that began it.
    pub traceparent: Option<String>,
}

/// What became of the deliveries of one batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// To be done now, in the order of their ids.
    pub jobs: Vec<ClaimedJob>,
    /// Out of attempts: now failed.
    pub exhausted: Vec<Uuid>,
    /// No row has this id: not ours, or deleted.
    pub missing: Vec<Uuid>,
}

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    lane: Lane,
    #[diesel(sql_type = SqlUuid)]
    subject_id: Uuid,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Bool)]
    exhausted: bool,
    #[diesel(sql_type = Nullable<Text>)]
    traceparent: Option<String>,
}

/// Claims the delivered jobs `(id, redelivered)`: those queued, and running ones whose worker is gone — the message was
/// delivered before and not acknowledged, or the lease has passed. A job that is finished or in live hands is left
/// alone: its message is a double. A job with no attempt left becomes failed.
///
/// # Errors
/// [`crate::database::StoreError`] as the database says; then nothing is claimed.
pub async fn claim(
    connection: &mut AsyncPgConnection,
    deliveries: &[(Uuid, bool)],
    now: DateTime<Utc>,
    lease: Duration,
) -> StoreResult<Claim> {
    if deliveries.is_empty() {
        return Ok(Claim::default());
    }
    let ids: Vec<Uuid> = deliveries.iter().map(|(id, _)| *id).collect();
    // Locked in the order of ids: two workers with the same jobs wait for each other instead of deadlocking.
    let rows: Vec<ClaimedRow> = diesel::sql_query(
        "with open as (
             select jobs.id, jobs.attempts >= jobs.attempt_limit as exhausted
             from jobs
             join (select id, bool_or(redelivered) as redelivered
                   from unnest($1, $2) as pair (id, redelivered) group by id) as delivered using (id)
             where jobs.status = 'queued'
                or (jobs.status = 'running' and (delivered.redelivered or jobs.lease_until <= $3))
             order by jobs.id
             for update of jobs
         )
         update jobs set
             status = case when open.exhausted then 'failed' else 'running' end,
             attempts = case when open.exhausted then jobs.attempts else jobs.attempts + 1 end,
             lease_until = case when open.exhausted then null else $4 end,
             error_code = case when open.exhausted then 'attempts_exhausted' else jobs.error_code end,
             started_at = coalesce(jobs.started_at, $3),
             finished_at = case when open.exhausted then $3 end
         from open where jobs.id = open.id
         returning jobs.id, jobs.lane, jobs.subject_id, jobs.attempts, jobs.traceparent, open.exhausted",
    )
    .bind::<Array<SqlUuid>, _>(&ids)
    .bind::<Array<Bool>, _>(column(deliveries, |(_, again)| *again))
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now + lease)
    .load(connection)
    .await?;
    let mut claim = Claim::default();
    let mut unseen: HashSet<Uuid> = ids.into_iter().collect();
    for row in rows {
        unseen.remove(&row.id);
        if row.exhausted {
            claim.exhausted.push(row.id);
        } else {
            claim.jobs.push(ClaimedJob {
                id: row.id,
                lane: row.lane,
                subject_id: row.subject_id,
                attempt: row.attempts,
                traceparent: row.traceparent,
            });
        }
    }
    claim.jobs.sort_by_key(|job| job.id);
    claim.missing = missing(connection, unseen).await?;
    Ok(claim)
}

/// Those of `unseen` that have no row; a round trip only for the rare batch that has any unseen.
async fn missing(connection: &mut AsyncPgConnection, mut unseen: HashSet<Uuid>) -> StoreResult<Vec<Uuid>> {
    if unseen.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<IdRow> = diesel::sql_query("select id from jobs where id = any($1)")
        .bind::<Array<SqlUuid>, _>(unseen.iter().copied().collect::<Vec<_>>())
        .load(connection)
        .await?;
    for row in known {
        unseen.remove(&row.id);
    }
    Ok(unseen.into_iter().collect())
}

/// Locks those of `attempts` that are still ours and returns their ids: until the end of the transaction nobody can take
/// them over, so what the transaction writes for them is written once. An attempt that was taken over is not returned.
pub async fn hold(connection: &mut AsyncPgConnection, attempts: &[JobAttempt]) -> StoreResult<HashSet<Uuid>> {
    let held: Vec<IdRow> = diesel::sql_query(
        "select jobs.id from jobs
         join unnest($1, $2) as ours (id, attempt) on ours.id = jobs.id and ours.attempt = jobs.attempts
         where jobs.status = 'running'
         order by jobs.id
         for update of jobs",
    )
    .bind::<Array<SqlUuid>, _>(column(attempts, |(id, _)| *id))
    .bind::<Array<Integer>, _>(column(attempts, |(_, attempt)| *attempt))
    .load(connection)
    .await?;
    Ok(held.into_iter().map(|row| row.id).collect())
}

/// Puts off the end of the lease of a job that takes long, in a transaction of its own piece of work: true where the attempt is still
/// ours. Then nobody can take the job over before the transaction ends, so what it writes is written once.
pub async fn extend(
    connection: &mut AsyncPgConnection,
    (id, attempt): JobAttempt,
    until: DateTime<Utc>,
) -> StoreResult<bool> {
    let extended = diesel::sql_query(
        "update jobs set lease_until = $3 where id = $1 and attempts = $2 and status = 'running'",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Integer, _>(attempt)
    .bind::<Timestamptz, _>(until)
    .execute(connection)
    .await?;
    Ok(extended > 0)
}
