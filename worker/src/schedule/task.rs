//! What a scheduled task is, what it did, and why it failed.

use super::period::{DuePeriod, MissedPeriods, TaskPeriod};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::StoreError;
use shared::queue::transport::TransportError;

/// Work that is done once a period.
#[async_trait]
pub trait ScheduledTask: Send + Sync {
    /// What [`ScheduledTask::prepare`] finds out.
    type Preparation: Send + Sync;

    /// Its name in the table, in metrics and logs; never changed, because the name carries how far the task has come.
    fn name(&self) -> &'static str;

    /// How often.
    fn period(&self) -> TaskPeriod;

    /// What becomes of periods in which no worker was there.
    fn missed(&self) -> MissedPeriods;

    /// Whatever must be asked elsewhere, before the connection to the database is taken.
    async fn prepare(&self) -> Result<Self::Preparation, TaskError>;

    /// Does the period `due`, or a bounded part of it, inside the caller's transaction.
    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        prepared: &Self::Preparation,
        due: &DuePeriod,
    ) -> Result<TaskWork, TaskError>;

    /// Hears after the commit of how many rows a transaction wrote or deleted.
    fn committed(&self, _rows: usize) {}
}

/// What a transaction of a task did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskWork {
    /// Rows written or deleted.
    pub rows: usize,
    /// True where the period is not done: it goes on with a further transaction.
    pub more: bool,
}

/// Why a task failed; its transaction is undone.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The broker.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The task's code.
    #[error("the task's code panicked; see the log")]
    Panicked,
}

impl From<diesel::result::Error> for TaskError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}
