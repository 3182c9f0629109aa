//! Last days of dossiers: which are near, and which have passed.

use super::{DuePeriod, MissedPeriods, ScheduledTask, TaskError, TaskPeriod, TaskWork};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::{StoreError, dossier_notices};
use shared::domain::calendar;
use shared::domain::dossier::soon_until;

/// Notices with one transaction: a round ends for hundreds of dossiers on one day.
const CHUNK: usize = 1_000;

/// Records the notices of each Vietnamese day.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines;

#[async_trait]
impl ScheduledTask for Deadlines {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "deadlines"
    }

    fn period(&self) -> TaskPeriod {
        TaskPeriod::Day
    }

    /// A dossier's last day is looked at as it is now, so an older day would find nothing that the latest does not.
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
        let calendar = calendar::embedded().map_err(|error| StoreError::Internal(error.to_string()))?;
        let soon = soon_until(calendar, due.day);
        let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let rows = dossier_notices::record(connection, due.day, soon, due.now, limit).await?;
        Ok(TaskWork {
            rows,
            more: rows >= CHUNK,
        })
    }
}
