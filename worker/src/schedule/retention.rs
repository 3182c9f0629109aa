//! Retention: what has served its time is deleted. Results, recognitions, notices, jobs and the audit log stay for ever.

use super::{DuePeriod, MissedPeriods, RowTask, TaskPeriod};
use async_trait::async_trait;
use chrono::TimeDelta;
use diesel_async::AsyncPgConnection;
use shared::database::imports::pieces;
use shared::database::{StoreResult, idempotency_keys, refresh_tokens};

/// How long an idempotency key is remembered: longer than any client retries.
const KEY_LIFE: TimeDelta = TimeDelta::hours(24);

/// Deletes idempotency keys after `KEY_LIFE` and refresh tokens after their end: an expired one is refused whether it is
/// known or not. Each run deletes all that is old, so those missed need no run of their own.
#[derive(Clone, Copy, Debug)]
pub struct Retention;

#[async_trait]
impl RowTask for Retention {
    const NAME: &'static str = "retention";
    const PERIOD: TaskPeriod = TaskPeriod::Hour;
    const MISSED: MissedPeriods = MissedPeriods::OnlyLatest;
    /// Few enough that nobody waits for them.
    const CHUNK: i64 = 1_000;

    async fn work(&self, connection: &mut AsyncPgConnection, due: &DuePeriod) -> StoreResult<usize> {
        let keys = idempotency_keys::purge(connection, due.now - KEY_LIFE, Self::CHUNK).await?;
        let left = Self::CHUNK.saturating_sub(i64::try_from(keys).unwrap_or(i64::MAX));
        let tokens = refresh_tokens::purge(connection, due.now, left).await?;
        Ok(keys + tokens)
    }
}

/// How long the bytes and the report of an import are kept: long enough to answer what was asked and to look up what became of a row.
const LIST_LIFE: TimeDelta = TimeDelta::days(90);

/// Deletes lists and their reports after `LIST_LIFE`: they hold names, telephones and addresses. What became of the import stays.
#[derive(Clone, Copy, Debug)]
pub struct ImportRetention;

#[async_trait]
impl RowTask for ImportRetention {
    const NAME: &'static str = "import_retention";
    const PERIOD: TaskPeriod = TaskPeriod::Hour;
    const MISSED: MissedPeriods = MissedPeriods::OnlyLatest;
    /// A list may have a hundred megabytes with its copy and its report.
    const CHUNK: i64 = 5;

    async fn work(&self, connection: &mut AsyncPgConnection, due: &DuePeriod) -> StoreResult<usize> {
        pieces::purge(connection, due.now - LIST_LIFE, Self::CHUNK).await
    }
}
