//! Retention: what has served its time is deleted. Results, recognitions, notices, jobs and the audit log stay for ever.

use super::{DuePeriod, MissedPeriods, ScheduledTask, TaskError, TaskPeriod, TaskWork};
use async_trait::async_trait;
use chrono::TimeDelta;
use diesel_async::AsyncPgConnection;
use shared::database::{idempotency_keys, refresh_tokens};

/// How long an idempotency key is remembered: longer than any client retries.
const KEY_LIFE: TimeDelta = TimeDelta::hours(24);
/// Rows of a table deleted with one transaction: few enough that nobody waits for it.
const CHUNK: usize = 1_000;

/// Deletes idempotency keys after `KEY_LIFE` and refresh tokens after their end: an expired one is refused whether it is
/// known or not. Each run deletes all that is old, so those missed need no run of their own.
#[derive(Clone, Copy, Debug)]
pub struct Retention;

#[async_trait]
impl ScheduledTask for Retention {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "retention"
    }

    fn period(&self) -> TaskPeriod {
        TaskPeriod::Hour
    }

    fn missed(&self) -> MissedPeriods {
        MissedPeriods::OnlyLatest
    }

    async fn prepare(&self) -> Result<(), TaskError> {
        Ok(())
    }

    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        (): &(),
        due: &DuePeriod,
    ) -> Result<TaskWork, TaskError> {
        let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let keys = idempotency_keys::purge(connection, due.now - KEY_LIFE, limit).await?;
        let tokens = refresh_tokens::purge(connection, due.now, limit).await?;
        Ok(TaskWork {
            rows: keys + tokens,
            more: keys >= CHUNK || tokens >= CHUNK,
        })
    }
}
