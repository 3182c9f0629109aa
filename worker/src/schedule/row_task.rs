//! A task whose work is rows of the database, so many with one transaction.

use super::{DuePeriod, MissedPeriods, ScheduledTask, TaskError, TaskPeriod, TaskWork};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::StoreResult;

/// Work on rows of the database, which asks nobody else. As long as a transaction is filled, a further one goes on.
#[async_trait]
pub trait RowTask: Send + Sync {
    /// See [`ScheduledTask::name`].
    const NAME: &'static str;
    /// How often.
    const PERIOD: TaskPeriod;
    /// What becomes of periods in which no worker was there.
    const MISSED: MissedPeriods;
    /// The most rows of one transaction.
    const CHUNK: i64;

    /// Works on up to [`RowTask::CHUNK`] rows for the period `due`, and tells how many there were.
    async fn work(&self, connection: &mut AsyncPgConnection, due: &DuePeriod) -> StoreResult<usize>;

    /// Hears after the commit that rows were worked on.
    fn worked(&self) {}
}

#[async_trait]
impl<T: RowTask> ScheduledTask for T {
    type Preparation = ();

    fn name(&self) -> &'static str {
        T::NAME
    }

    fn period(&self) -> TaskPeriod {
        T::PERIOD
    }

    fn missed(&self) -> MissedPeriods {
        T::MISSED
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
        let rows = self.work(connection, due).await?;
        let more = i64::try_from(rows).is_ok_and(|rows| rows >= T::CHUNK);
        Ok(TaskWork { rows, more })
    }

    fn committed(&self, _: usize) {
        self.worked();
    }
}
