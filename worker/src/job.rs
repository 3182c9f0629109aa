//! What a job kind is: code that does a batch of claimed jobs within one transaction.

use crate::Context;
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::StoreError;
use shared::database::jobs::ClaimedJob;
use shared::job::JobKind;
use std::fmt::Display;
use uuid::Uuid;

/// How one job of a batch ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// Its effect is written in the transaction.
    Succeeded,
    /// It can never succeed as it is, e.g. its rows are gone. Nothing may be written for it.
    Failed {
        /// A stable code, e.g. `product_missing`.
        code: &'static str,
        /// What happened, for operators.
        message: String,
    },
    /// It may succeed later, e.g. when another service answers again. Nothing may be written for it.
    Retry {
        /// A stable code.
        code: &'static str,
        /// What happened, for operators.
        message: String,
    },
}

/// What a handler did with a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// How each job ended.
    pub outcomes: Vec<(Uuid, JobOutcome)>,
    /// The version that the statistics have with this batch; none where it changes none of them.
    pub statistics_version: Option<i64>,
}

/// Why a batch could not be done: its transaction is rolled back. A batch of several jobs is then done one by one, so
/// that the one that cannot be done does not take the others with it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum JobError {
    /// No retry will help.
    #[error("{code}: {message}")]
    Permanent {
        /// A stable code.
        code: &'static str,
        /// What happened, for operators.
        message: String,
    },
    /// Another attempt may succeed.
    #[error("{code}: {message}")]
    Transient {
        /// A stable code.
        code: &'static str,
        /// What happened, for operators.
        message: String,
    },
}

impl JobError {
    /// A permanent error.
    pub fn permanent(code: &'static str, message: impl Display) -> Self {
        Self::Permanent {
            code,
            message: message.to_string(),
        }
    }

    /// A transient error.
    pub fn transient(code: &'static str, message: impl Display) -> Self {
        Self::Transient {
            code,
            message: message.to_string(),
        }
    }
}

impl From<StoreError> for JobError {
    /// A missing row stays missing. Everything else gets more attempts: the database may be away, a conflict may be gone
    /// when the other transaction is through, and a statement may fail only until a deployment is complete.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::permanent("row_missing", error),
            StoreError::Unavailable(_) => Self::transient("database_unavailable", error),
            StoreError::Conflict { .. } => Self::transient("database_conflict", error),
            StoreError::Internal(_) => Self::transient("database_error", error),
        }
    }
}

impl From<diesel::result::Error> for JobError {
    fn from(error: diesel::result::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// Does the jobs of one kind. A job may be run twice, by two workers even; what is written through `connection` counts
/// once, because the rows of the jobs are locked and fenced in the same transaction.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// The kind of jobs it does.
    fn kind(&self) -> JobKind;

    /// Does what of `job` takes longer than a transaction may: in transactions of its own, each of which begins with
    /// [`shared::database::jobs::extend`], so that what another attempt has taken over is not written twice. It may be cut off between any
    /// two of them and begin again. [`JobHandler::run`] follows and ends the job.
    async fn prepare(&self, context: &Context, job: &ClaimedJob) -> Result<(), JobError> {
        let _ = (context, job);
        Ok(())
    }

    /// Does `jobs`, all claimed and locked, and tells for each how it ended; a job without an outcome counts as failed.
    /// Reads and writes only through `connection`, which is in a transaction that ends with the jobs' rows, and takes no
    /// other connection: the pool may have only this one.
    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        jobs: &[ClaimedJob],
    ) -> Result<BatchOutcome, JobError>;

    /// Called after the commit with the jobs that succeeded and the version of the statistics, to tell caches in the same
    /// process. Batches of several consumers may come in another order than their versions. It is skipped where the
    /// process dies in between: what must not be lost belongs into [`JobHandler::run`].
    async fn committed(&self, succeeded: &[Uuid], statistics_version: Option<i64>) {
        let _ = (succeeded, statistics_version);
    }
}
