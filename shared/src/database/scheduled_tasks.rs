//! The table `scheduled_tasks`: how far each scheduled task has come. What runs when is the worker's business.

use super::error::StoreResult;
use super::schema::scheduled_tasks;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use std::time::Duration;

/// PostgreSQL ends a claim whose process says nothing for so long: it has vanished, and its lock must not stay. Far above
/// what a live process needs between two statements.
const SILENCE: &str = "60s";
/// Longer errors are cut: the log has them whole.
const LONGEST_ERROR: usize = 500;

/// How far a task has come.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = scheduled_tasks, check_for_backend(diesel::pg::Pg))]
pub struct TaskState {
    /// The last period that is done.
    pub last_period: i64,
    /// Failures since the last success.
    pub failures: i32,
    /// Nobody tries before.
    pub retry_at: Option<DateTime<Utc>>,
}

/// What one transaction of a task did.
#[derive(Clone, Copy, Debug)]
pub struct TaskStep {
    /// Rows it wrote or deleted.
    pub rows: usize,
    /// How long it took.
    pub took: Duration,
    /// When it ended.
    pub at: DateTime<Utc>,
}

/// The state of the task `name`; none before its first look.
pub async fn find(connection: &mut AsyncPgConnection, name: &str) -> StoreResult<Option<TaskState>> {
    Ok(scheduled_tasks::table
        .find(name)
        .select(TaskState::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Makes the row of a task that has none: `last_period` counts as done. Call it outside of a transaction, which others
/// would wait for.
pub async fn begin(
    connection: &mut AsyncPgConnection,
    name: &str,
    last_period: i64,
    next_due_at: DateTime<Utc>,
) -> StoreResult<()> {
    diesel::insert_into(scheduled_tasks::table)
        .values((
            scheduled_tasks::name.eq(name),
            scheduled_tasks::last_period.eq(last_period),
            scheduled_tasks::next_due_at.eq(next_due_at),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the task until the transaction ends; none where another has it.
pub async fn claim(connection: &mut AsyncPgConnection, name: &str) -> StoreResult<Option<TaskState>> {
    connection
        .batch_execute(&format!(
            "set local idle_in_transaction_session_timeout = '{SILENCE}'"
        ))
        .await?;
    Ok(scheduled_tasks::table
        .find(name)
        .select(TaskState::as_select())
        .for_update()
        .skip_locked()
        .first(connection)
        .await
        .optional()?)
}

/// Writes down a step in the transaction of its effect. With `done`, the number of its period and the start of the next,
/// the period is done; without, it goes on.
pub async fn advance(
    connection: &mut AsyncPgConnection,
    name: &str,
    step: TaskStep,
    done: Option<(i64, DateTime<Utc>)>,
) -> StoreResult<()> {
    let (period, next_due_at) = done.unzip();
    diesel::sql_query(
        "update scheduled_tasks set
             duration_ms = case when partial then duration_ms else 0 end + $2,
             affected_rows = case when partial then affected_rows else 0 end + $3,
             partial = $4::bigint is null,
             last_period = coalesce($4, last_period),
             next_due_at = coalesce($5, next_due_at),
             finished_at = case when $4 is null then finished_at else $6 end,
             failures = 0, retry_at = null
         where name = $1",
    )
    .bind::<Text, _>(name)
    .bind::<BigInt, _>(i64::try_from(step.took.as_millis()).unwrap_or(i64::MAX))
    .bind::<BigInt, _>(i64::try_from(step.rows).unwrap_or(i64::MAX))
    .bind::<Nullable<BigInt>, _>(period)
    .bind::<Nullable<Timestamptz>, _>(next_due_at)
    .bind::<Timestamptz, _>(step.at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes down a failure; nobody tries again before `retry_at`.
pub async fn fail(
    connection: &mut AsyncPgConnection,
    name: &str,
    error: &str,
    at: DateTime<Utc>,
    retry_at: DateTime<Utc>,
) -> StoreResult<()> {
    // PostgreSQL keeps no NUL in a text.
    let error: String = error
        .chars()
        .filter(|letter| *letter != '\0')
        .take(LONGEST_ERROR)
        .collect();
    diesel::update(scheduled_tasks::table.find(name))
        .set((
            scheduled_tasks::failures.eq(scheduled_tasks::failures + 1),
            scheduled_tasks::last_error.eq(error),
            scheduled_tasks::failed_at.eq(at),
            scheduled_tasks::retry_at.eq(retry_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// A task as the metrics show it.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct TaskPunctuality {
    /// The task.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whole seconds since the oldest period that is not done began, by the database's clock; 0 where none is.
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
    /// When the last period was done, in seconds of the Unix epoch; 0 before the first.
    #[diesel(sql_type = BigInt)]
    pub finished: i64,
}

/// Every task that a worker has ever looked at.
pub async fn punctuality(connection: &mut AsyncPgConnection) -> StoreResult<Vec<TaskPunctuality>> {
    Ok(diesel::sql_query(
        "select name, greatest(0, extract(epoch from now() - next_due_at))::bigint as overdue,
             coalesce(extract(epoch from finished_at), 0)::bigint as finished
         from scheduled_tasks",
    )
    .load(connection)
    .await?)
}
