//! A job kind for tests: its effect is a row in the table `effects`, written in the transaction it is given.

use async_trait::async_trait;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::database::jobs::ClaimedJob;
use shared::job::JobKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Semaphore;
use uuid::Uuid;
use worker::job::{BatchOutcome, JobError, JobHandler, JobOutcome};

/// What the probe does with one job, after its effect is written.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Lets it succeed.
    Succeed,
    /// Takes the effect back and asks for another attempt.
    Retry,
    /// Takes the effect back and gives up.
    Fail,
    /// Panics.
    Panic,
    /// Sends a statement that PostgreSQL refuses.
    BreakTransaction,
    /// Waits for the test, then succeeds.
    Wait(Gate),
}

/// Where a job waits for the test, and the test for the job.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    reached: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self {
            reached: Arc::new(Semaphore::new(0)),
            open: Arc::new(Semaphore::new(0)),
        }
    }

    pub(crate) async fn pass(&self) {
        self.reached.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }

    /// Returns when a job has come to the gate.
    pub(crate) async fn reached(&self) {
        tokio::time::timeout(test_support::PATIENCE, self.reached.acquire())
            .await
            .expect("no job came to the gate")
            .unwrap()
            .forget();
    }

    /// Lets every job through, now and later.
    pub(crate) fn open(&self) {
        self.open.add_permits(1_000);
    }
}

/// The handler; `script` tells what to do with a job.
pub(crate) struct Probe {
    script: Box<dyn Fn(&ClaimedJob) -> Act + Send + Sync>,
    /// Jobs told to [`JobHandler::committed`].
    pub(crate) announced: AtomicI64,
}

impl Probe {
    pub(crate) fn new(script: impl Fn(&ClaimedJob) -> Act + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            script: Box::new(script),
            announced: AtomicI64::new(0),
        })
    }

    /// Every job succeeds.
    pub(crate) fn willing() -> Arc<Self> {
        Self::new(|_| Act::Succeed)
    }
}

async fn sql(connection: &mut AsyncPgConnection, text: &str, id: Uuid) -> Result<(), JobError> {
    diesel::sql_query(text)
        .bind::<diesel::sql_types::Uuid, _>(id)
        .execute(connection)
        .await?;
    Ok(())
}

#[async_trait]
impl JobHandler for Probe {
    fn kind(&self) -> JobKind {
        JobKind::Evaluation
    }

    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        jobs: &[ClaimedJob],
    ) -> Result<BatchOutcome, JobError> {
        let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
        diesel::sql_query("insert into effects (job_id) select unnest($1)")
            .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(ids)
            .execute(connection)
            .await?;
        let mut outcomes = Vec::new();
        for job in jobs {
            let act = (self.script)(job);
            let outcome = match act {
                Act::Succeed => JobOutcome::Succeeded,
                Act::Wait(gate) => {
                    gate.pass().await;
                    JobOutcome::Succeeded
                }
                Act::Panic => panic!("a job that panics"),
                Act::BreakTransaction => {
                    sql(connection, "select 1 / (length($1::text) - 36)", job.id).await?;
                    JobOutcome::Succeeded
                }
                Act::Retry | Act::Fail => {
                    sql(connection, "delete from effects where job_id = $1", job.id).await?;
                    let (code, message) = ("test_code", "as the test wants".to_owned());
                    match act {
                        Act::Retry => JobOutcome::Retry { code, message },
                        _ => JobOutcome::Failed { code, message },
                    }
                }
            };
            outcomes.push((job.id, outcome));
        }
        Ok(BatchOutcome {
            outcomes,
            statistics_version: None,
        })
    }

    async fn committed(&self, succeeded: &[Uuid], _: Option<i64>) {
        let count = i64::try_from(succeeded.len()).unwrap();
        self.announced.fetch_add(count, Ordering::SeqCst);
    }
}
