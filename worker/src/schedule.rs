//! Scheduled work: each task runs once a period however many workers there are, and catches up after a stop.
//!
//! Every worker looks at every task. Who finds one due takes its row of `scheduled_tasks` (the others pass it by), does the
//! work and raises the row's period in the same transaction: the effect and the mark come together or not at all. Work that
//! is too much for one transaction goes on in a further one, by whichever worker takes it.

mod certificates;
mod continuations;
mod deadlines;
mod failed_ratings;
mod period;
mod retention;
mod round;
mod row_task;
mod run;
mod sweep;
mod task;

pub use certificates::Certificates;
pub use continuations::Continuations;
pub use deadlines::Deadlines;
pub use failed_ratings::FailedRatings;
pub use period::{DuePeriod, MissedPeriods, TaskPeriod};
pub use retention::{ImportRetention, Retention};
pub use round::{LONGEST_RETRY, ScheduleRound, round};
pub use row_task::RowTask;
pub use run::run;
pub use sweep::Sweep;
pub use task::{ScheduledTask, TaskError, TaskWork};

use crate::Context;
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Starts the loop of every task; they end at `shutdown`.
pub(crate) fn spawn(tasks: &mut JoinSet<()>, context: &Context, shutdown: &CancellationToken) {
    let sweep = Sweep::new(Arc::clone(&context.transport));
    spawn_one(tasks, context, shutdown, sweep);
    spawn_one(tasks, context, shutdown, Certificates);
    let continuations = Continuations::new(Arc::clone(&context.regimes), context.on_version.clone());
    spawn_one(tasks, context, shutdown, continuations);
    spawn_one(tasks, context, shutdown, Deadlines);
    spawn_one(tasks, context, shutdown, FailedRatings);
    spawn_one(tasks, context, shutdown, Retention);
    spawn_one(tasks, context, shutdown, ImportRetention);
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
