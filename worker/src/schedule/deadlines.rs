//! Last days of dossiers: which are near, and which have passed.

use super::{DuePeriod, MissedPeriods, RowTask, TaskPeriod};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::{StoreError, StoreResult, dossier_notices};
use shared::domain::calendar;
use shared::domain::dossier::soon_until;

/// Records the notices of each Vietnamese day.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines;

#[async_trait]
impl RowTask for Deadlines {
    const NAME: &'static str = "deadlines";
    const PERIOD: TaskPeriod = TaskPeriod::Day;
    /// A dossier's last day is looked at as it is now, so an older day would find nothing that the latest does not.
    const MISSED: MissedPeriods = MissedPeriods::OnlyLatest;
    /// A round ends for hundreds of dossiers on one day.
    const CHUNK: i64 = 1_000;

    async fn work(&self, connection: &mut AsyncPgConnection, due: &DuePeriod) -> StoreResult<usize> {
        let calendar = calendar::embedded().map_err(|error| StoreError::Internal(error.to_string()))?;
        let soon = soon_until(calendar, due.day);
        dossier_notices::record(connection, due.day, soon, due.now, Self::CHUNK).await
    }
}
