//! Scheduled work: each task runs once a period however many workers there are, and catches up after a stop.
//!
//! Every worker looks at every task. Who finds one due takes its row of `scheduled_tasks` (the others pass it by), does the
//! work and raises the row's period in the same transaction: the effect and the mark come together or not at all. Work that
//! is too much for one transaction goes on in a further one, by whichever worker takes it.

mod certificates;
mod deadlines;
mod failed_ratings;
mod period;
mod retention;
mod round;
mod run;
mod sweep;

pub use certificates::Certificates;
pub use deadlines::Deadlines;
pub use failed_ratings::FailedRatings;
pub use period::{DuePeriod, MissedPeriods, TaskPeriod};
pub use retention::Retention;
pub use round::{LONGEST_RETRY, ScheduleRound, round};
pub use run::run;
pub use sweep::Sweep;

use crate::Context;
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::StoreError;
use shared::queue::transport::TransportError;
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Work that is done once a period.
#[async_trait]
pub trait ScheduledTask: Send + Sync {
    /// What [`ScheduledTask::prepare`] finds out.
    type Prepared: Send + Sync;

    /// Its name in the table, in metrics and logs; never changed, because the name carries how far the task has come.
    fn name(&self) -> &'static str;

    /// How often.
    fn period(&self) -> TaskPeriod;

    /// What becomes of periods in which no worker was there.
    fn missed(&self) -> MissedPeriods;

    /// Whatever must be asked elsewhere, before the connection to the database is taken.
    async fn prepare(&self) -> Result<Self::Prepared, TaskError>;

    /// Does the period `due`, or a bounded part of it, inside the caller's transaction.
    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        prepared: &Self::Prepared,
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

/// Starts the loop of every task; they end at `shutdown`.
pub(crate) fn spawn(tasks: &mut JoinSet<()>, context: &Context, shutdown: &CancellationToken) {
    let sweep = Sweep::new(Arc::clone(&context.transport));
    spawn_one(tasks, context, shutdown, sweep);
    spawn_one(tasks, context, shutdown, Certificates);
    spawn_one(tasks, context, shutdown, Deadlines);
    spawn_one(tasks, context, shutdown, FailedRatings);
    spawn_one(tasks, context, shutdown, Retention);
}

fn spawn_one(
    tasks: &mut JoinSet<()>,
    context: &Context,
    shutdown: &CancellationToken,
    task: impl ScheduledTask + 'static,
) {
    let (database, clock, shutdown) = (context.database.clone(), context.clock, shutdown.clone());
    tasks.spawn(async move { run(&database, clock, &task, &shutdown).await });
}
