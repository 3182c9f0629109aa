//! Certificates by the calendar: whose window of renewal opens, whose end comes near while the renewal is pending, and which
//! have expired.

use super::{DuePeriod, MissedPeriods, ScheduledTask, TaskError, TaskPeriod, TaskWork};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::recognition_notices;

/// Notices with one transaction: a decision brings hundreds of certificates, which all end on one day.
const CHUNK: usize = 1_000;

/// Records the notices of each Vietnamese day. The statistics need none of this: they ask for intervals by the day.
#[derive(Clone, Copy, Debug)]
pub struct Certificates;

#[async_trait]
impl ScheduledTask for Certificates {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "certificates"
    }

    fn period(&self) -> TaskPeriod {
        TaskPeriod::Day
    }

    fn missed(&self) -> MissedPeriods {
        MissedPeriods::EachInOrder
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
        let rows = recognition_notices::record(connection, due.day, due.now, limit).await?;
        Ok(TaskWork {
            rows,
            more: rows >= CHUNK,
        })
    }
}
