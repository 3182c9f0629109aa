//! One round of one task: look → prepare → claim, work and mark in one transaction.

use super::period::{DuePeriod, until};
use super::{ScheduledTask, TaskError, TaskWork};
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures_util::FutureExt;
use shared::clock::Clock;
use shared::database::scheduled_tasks::{self, TaskState, TaskStep};
use shared::database::{Database, StoreResult, audit_log, time};
use std::panic::AssertUnwindSafe;
use tokio::time::Instant;
use tracing::{error, info};

/// First wait after a failure; it doubles.
const FIRST_RETRY: TimeDelta = TimeDelta::seconds(5);
/// The longest wait after a failure: a task that fails for long costs little, and runs soon after the cause is mended.
pub const LONGEST_RETRY: TimeDelta = TimeDelta::seconds(60);

/// What a round came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleRound {
    /// The period with this number is done.
    Done(i64),
    /// A part of a period is done; more is left of it.
    Part,
    /// Nothing is due for so long.
    Waiting(TimeDelta),
    /// Another worker has the task.
    Taken,
    /// The task failed and was undone; nobody tries again for so long.
    Failed(TimeDelta),
}

/// Does the next period of `task`, or a part of it, where one is due and no other worker has it.
///
/// # Errors
/// [`shared::database::StoreError`] where the database is away; what was begun is undone. A failure of the task itself is
/// [`ScheduleRound::Failed`].
pub async fn round<T: ScheduledTask>(
    database: &Database,
    clock: Clock,
    task: &T,
) -> StoreResult<ScheduleRound> {
    if let Some(wait) = look(database, clock, task).await? {
        return Ok(ScheduleRound::Waiting(wait));
    }
    let prepared = task.prepare().await;
    let mut connection = database.connection().await?;
    let (round, rows) = connection
        .transaction(async move |connection| step(connection, clock, task, prepared).await)
        .await?;
    if rows > 0 {
        info!(task = task.name(), ?round, rows, "scheduled work done");
        task.committed(rows);
    }
    Ok(round)
}

/// How long nothing is due; none where something is. Cheaper than a claim, and most looks find nothing.
async fn look<T: ScheduledTask>(
    database: &Database,
    clock: Clock,
    task: &T,
) -> StoreResult<Option<TimeDelta>> {
    let mut connection = database.connection().await?;
    let now = time::now(&mut connection, clock).await?;
    if let Some(state) = scheduled_tasks::find(&mut connection, task.name()).await? {
        return Ok(due(task, &state, now).err());
    }
    // A new task begins with the period that has begun.
    let current = task.period().number(now);
    let start = task.period().start(current);
    scheduled_tasks::begin(&mut connection, task.name(), current.saturating_sub(1), start).await?;
    Ok(None)
}

/// The period to do now, otherwise how long nothing is due.
fn due<T: ScheduledTask>(task: &T, state: &TaskState, now: DateTime<Utc>) -> Result<DuePeriod, TimeDelta> {
    let period = task.period();
    let Some(number) = task.missed().next(state.last_period, period.number(now)) else {
        return Err(until(now, period.start(state.last_period.saturating_add(1))));
    };
    match state.retry_at.map(|retry_at| until(now, retry_at)) {
        // A longer one was written by a clock that has moved backwards since.
        Some(wait) if wait > TimeDelta::zero() && wait <= LONGEST_RETRY => Err(wait),
        _ => Ok(DuePeriod::new(period, number, now)),
    }
}

async fn step<T: ScheduledTask>(
    connection: &mut AsyncPgConnection,
    clock: Clock,
    task: &T,
    prepared: Result<T::Preparation, TaskError>,
) -> StoreResult<(ScheduleRound, usize)> {
    let Some(state) = scheduled_tasks::claim(connection, task.name()).await? else {
        return Ok((ScheduleRound::Taken, 0));
    };
    let due = match due(task, &state, time::now(connection, clock).await?) {
        Ok(due) => due,
        Err(wait) => return Ok((ScheduleRound::Waiting(wait), 0)),
    };
    let started = Instant::now();
    let outcome = match prepared {
        // A transaction in the transaction: a failure undoes the work and keeps the claim, under which it is written down.
        Ok(prepared) => {
            connection
                .transaction(async |connection| work(connection, clock, task, &prepared, &due).await)
                .await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(work) => Ok((done(connection, task, &due, work, started).await?, work.rows)),
        Err(error) => Ok((failed(connection, task, &state, due.now, &error).await?, 0)),
    }
}

async fn work<T: ScheduledTask>(
    connection: &mut AsyncPgConnection,
    clock: Clock,
    task: &T,
    prepared: &T::Preparation,
    due: &DuePeriod,
) -> Result<TaskWork, TaskError> {
    audit_log::work_as(connection, &format!("worker:{}", task.name()), clock).await?;
    // A panic is caught here, so that it is rolled back and the loop goes on.
    AssertUnwindSafe(task.run(connection, prepared, due))
        .catch_unwind()
        .await
        .unwrap_or(Err(TaskError::Panicked))
}

async fn done<T: ScheduledTask>(
    connection: &mut AsyncPgConnection,
    task: &T,
    due: &DuePeriod,
    work: TaskWork,
    started: Instant,
) -> StoreResult<ScheduleRound> {
    let step = TaskStep {
        rows: work.rows,
        took: started.elapsed(),
        at: due.now,
    };
    let next = task.period().start(due.period.saturating_add(1));
    let end = (!work.more).then_some((due.period, next));
    scheduled_tasks::advance(connection, task.name(), step, end).await?;
    Ok(if work.more {
        ScheduleRound::Part
    } else {
        ScheduleRound::Done(due.period)
    })
}

async fn failed<T: ScheduledTask>(
    connection: &mut AsyncPgConnection,
    task: &T,
    state: &TaskState,
    now: DateTime<Utc>,
    failure: &TaskError,
) -> StoreResult<ScheduleRound> {
    let wait = retry_wait(state.failures);
    scheduled_tasks::fail(connection, task.name(), &failure.to_string(), now, now + wait).await?;
    error!(task = task.name(), error = %failure, failures = state.failures.saturating_add(1), "scheduled work failed");
    Ok(ScheduleRound::Failed(wait))
}

/// The wait after a failure that came after `failures` others.
fn retry_wait(failures: i32) -> TimeDelta {
    let doublings = u32::try_from(failures).unwrap_or(0);
    FIRST_RETRY
        .checked_mul(2_i32.saturating_pow(doublings))
        .map_or(LONGEST_RETRY, |wait| wait.min(LONGEST_RETRY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits: Vec<i64> = (0..6)
            .map(|failures| retry_wait(failures).num_seconds())
            .collect();
        assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
        assert_eq!(retry_wait(i32::MAX), LONGEST_RETRY);
    }
}
