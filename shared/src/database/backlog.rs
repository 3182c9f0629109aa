//! What waits, for metrics: asked every few seconds and therefore bounded, however many rows there are.
//!
//! No count over a table: the oldest `SAMPLE` entries of the partial indexes `jobs_unfinished` and `jobs_failed` and of the
//! outbox are counted exactly (about 10 ms), and only where there are more does the last estimate of `analyze` for
//! the index or table come in. The jobs that run are among the oldest unfinished ones, because messages are
//! delivered in their order; the oldest age is that of the sample for the same reason.

use super::error::StoreResult;
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Rows of each kind that are counted exactly; far above the numbers at which anybody is called.
const SAMPLE: i64 = 10_000;

/// What waits. Ages are whole seconds by the database's clock, 0 where nothing waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Backlog {
    /// Messages not yet confirmed by the broker.
    #[diesel(sql_type = BigInt)]
    pub outbox: i64,
    /// Age of the oldest of them.
    #[diesel(sql_type = BigInt)]
    pub outbox_age: i64,
    /// Jobs that wait for a worker or a retry.
    #[diesel(sql_type = BigInt)]
    pub queued: i64,
    /// Jobs a worker has.
    #[diesel(sql_type = BigInt)]
    pub running: i64,
    /// Failed jobs nobody has looked after; counted up to `SAMPLE`.
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    /// Failed jobs given up for good, among the newest `SAMPLE` failed ones.
    #[diesel(sql_type = BigInt)]
    pub discarded: i64,
    /// Age of the oldest unfinished job.
    #[diesel(sql_type = BigInt)]
    pub unfinished_age: i64,
}

impl Backlog {
    /// Jobs that have neither succeeded nor failed.
    #[must_use]
    pub fn unfinished(&self) -> i64 {
        self.queued.saturating_add(self.running)
    }
}

/// What waits now.
pub async fn count(connection: &mut AsyncPgConnection) -> StoreResult<Backlog> {
    Ok(diesel::sql_query(
        "with unfinished as materialized (
             select status, queued_at from jobs where status in ('queued', 'running') order by due_at limit $1
         ), seen as (
             select count(*) as total, count(*) filter (where status = 'running') as running,
                 min(queued_at) as oldest
             from unfinished
         ), failed as (
             select count(*) filter (where discarded_at is null) as open, count(discarded_at) as discarded
             from (select discarded_at from jobs where status = 'failed' order by id desc limit $1) as newest
         ), outgoing as (
             select count(*) as total from (select from outbox limit $1) as part
         ), estimate as (
             select max(reltuples) filter (where relname = 'jobs_unfinished')::bigint as unfinished,
                 max(reltuples) filter (where relname = 'outbox')::bigint as outbox
             from pg_class where oid in ('jobs_unfinished'::regclass, 'outbox'::regclass)
         )
         select case when outgoing.total < $1 then outgoing.total else greatest($1, estimate.outbox) end as outbox,
             coalesce((select greatest(0, extract(epoch from now() - created_at))::bigint
                 from outbox order by id limit 1), 0) as outbox_age,
             case when seen.total < $1 then seen.total else greatest($1, estimate.unfinished) end - seen.running
                 as queued,
             seen.running, failed.open as failed, failed.discarded,
             coalesce(greatest(0, extract(epoch from now() - seen.oldest)), 0)::bigint as unfinished_age
         from seen, failed, outgoing, estimate",
    )
    .bind::<BigInt, _>(SAMPLE)
    .get_result(connection)
    .await?)
}
