//! A daily task for tests: its effect is a row with its day in the table `days`, written in the transaction it is given.

use crate::probe::Gate;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use shared::clock::Clock;
use shared::database::{Database, StoreError};
use std::sync::atomic::{AtomicUsize, Ordering};
use test_support::TestDatabase;
use worker::schedule::{
    DuePeriod, MissedPeriods, ScheduleRound, ScheduledTask, TaskError, TaskPeriod, TaskWork, round,
};

/// What a run does after its effect is written.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Succeed,
    /// Says for so many runs that more is left of the period.
    InParts(usize),
    /// Sends a statement that PostgreSQL refuses.
    BreakTransaction,
    Panic,
    /// Waits for the test, then succeeds.
    Wait(Gate),
}

pub(crate) struct Ledger {
    pub(crate) name: &'static str,
    pub(crate) missed: MissedPeriods,
    pub(crate) act: Act,
    /// Runs that were begun.
    pub(crate) runs: AtomicUsize,
}

impl Ledger {
    pub(crate) fn new(missed: MissedPeriods, act: Act) -> Self {
        Self {
            name: "ledger",
            missed,
            act,
            runs: AtomicUsize::new(0),
        }
    }
}

#[async_trait]
impl ScheduledTask for Ledger {
    type Preparation = ();

    fn name(&self) -> &'static str {
        self.name
    }

    fn period(&self) -> TaskPeriod {
        TaskPeriod::Day
    }

    fn missed(&self) -> MissedPeriods {
        self.missed
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
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        let insert = format!(
            "insert into days (task, period, day) values ('{}', {}, '{}')",
            self.name, due.period, due.day
        );
        execute(connection, &insert).await?;
        let mut more = false;
        match &self.act {
            Act::Succeed => {}
            Act::InParts(parts) => more = !(run + 1).is_multiple_of(*parts),
            Act::BreakTransaction => execute(connection, "select 1 / 0").await?,
            Act::Panic => panic!("asked for by the test"),
            Act::Wait(gate) => gate.pass().await,
        }
        Ok(TaskWork { rows: 1, more })
    }
}

async fn execute(connection: &mut AsyncPgConnection, sql: &str) -> Result<(), StoreError> {
    Ok(connection.batch_execute(sql).await?)
}

/// A database with the table of effects.
pub(crate) async fn database() -> TestDatabase {
    let database = TestDatabase::new().await;
    database
        .execute(
            "create table days (id bigint generated always as identity, task text, period bigint, day date)",
        )
        .await;
    database
}

/// Noon of a day in Việt Nam, so many days after the first of the tests.
pub(crate) fn noon(days: i64) -> DateTime<Utc> {
    "2026-06-01T05:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(days)
}

/// Rounds at `now` until one does nothing more; what each came to.
pub(crate) async fn rounds<T: ScheduledTask>(
    database: &Database,
    now: DateTime<Utc>,
    task: &T,
) -> Vec<ScheduleRound> {
    let mut seen = Vec::new();
    loop {
        let outcome = round(database, Clock::Frozen(now), task).await.unwrap();
        seen.push(outcome);
        if !matches!(outcome, ScheduleRound::Done(_) | ScheduleRound::Part) {
            return seen;
        }
    }
}

/// The days on which effects happened, in the order of the effects.
pub(crate) async fn days(database: &TestDatabase) -> Vec<String> {
    database.texts("select day::text from days order by id").await
}
