//! One batch: claim → run, write and finish in one transaction → tell.

use crate::Context;
use crate::job::{BatchOutcome, JobError, JobHandler, JobOutcome};
use crate::trace;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures_util::FutureExt;
use metrics::{counter, histogram};
use shared::database::jobs::{self, AttemptFailure, ClaimedJob, JobAttempt};
use shared::database::{StoreError, StoreResult, audit_log, time};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use tracing::{debug, error, warn};
use uuid::Uuid;

/// Outcomes are counted under these words.
const SUCCEEDED: &str = "succeeded";
const FAILED: &str = "failed";
const RETRIED: &str = "retried";
const EXHAUSTED: &str = "exhausted";

/// How a transaction over claimed jobs ended other than well.
enum BatchFailure {
    /// The database: the deliveries are kept and the whole batch begins again.
    Store(StoreError),
    /// The jobs.
    Job(JobError),
}

impl From<StoreError> for BatchFailure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<diesel::result::Error> for BatchFailure {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a worker has in hand of the deliveries it is at.
#[derive(Debug, Default)]
pub(crate) enum BatchInHand {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A claim whose answer never came: the jobs may be ours, and then nobody else would come for them.
    Unsure,
    /// Claimed. Another claim would only use up their attempts.
    Jobs(Vec<ClaimedJob>),
}

/// What a committed transaction did.
#[derive(Default)]
struct BatchSettlement {
    succeeded: Vec<Uuid>,
    failed: usize,
    retried: usize,
    exhausted: usize,
    /// Taken over by another attempt: nothing was written for them.
    lost: usize,
    statistics_version: Option<i64>,
}

/// Does the delivered jobs `(id, redelivered)`. `Ok` means that every delivery may be acknowledged: its job is done,
/// queued again, failed, in other hands or unknown. `held` keeps what was claimed, so that a second try after an error of
/// the database goes on with the same attempts.
pub(crate) async fn process(
    context: &Context,
    handler: &dyn JobHandler,
    deliveries: &[(Uuid, bool)],
    held: &mut BatchInHand,
) -> StoreResult<()> {
    if let BatchInHand::Jobs(jobs) = held {
        return traced(context, handler, jobs).await;
    }
    let claim = claim(context, deliveries, held).await?;
    for id in &claim.missing {
        warn!(%id, "a message names a job that does not exist; forgotten");
    }
    for id in &claim.exhausted {
        error!(%id, "job failed: no attempt is left");
    }
    count(handler, "missing", claim.missing.len());
    count(handler, EXHAUSTED, claim.exhausted.len());
    if !claim.jobs.is_empty() {
        histogram!("ocop_jobs_batch_size").record(u32::try_from(claim.jobs.len()).unwrap_or(u32::MAX));
    }
    for job in &claim.jobs {
        histogram!("ocop_jobs_attempt_size").record(job.attempt);
        debug!(id = %job.id, subject = %job.subject_id, attempt = job.attempt, traceparent = job.traceparent, "job claimed");
    }
    let outcome = traced(context, handler, &claim.jobs).await;
    *held = BatchInHand::Jobs(claim.jobs);
    outcome
}

async fn claim(
    context: &Context,
    deliveries: &[(Uuid, bool)],
    held: &mut BatchInHand,
) -> StoreResult<jobs::Claim> {
    let mut connection = context.database.connection().await?;
    let now = time::now(&mut connection, context.clock).await?;
    let unsure = matches!(held, BatchInHand::Unsure);
    let deliveries: Vec<_> = deliveries
        .iter()
        .map(|(id, redelivered)| (*id, *redelivered || unsure))
        .collect();
    // Until the answer is here, the commit may have been and its answer lost.
    *held = BatchInHand::Unsure;
    jobs::claim(&mut connection, &deliveries, now, context.settings.lease).await
}

/// [`run`], recorded for those whose trace is recorded.
async fn traced(context: &Context, handler: &dyn JobHandler, jobs: &[ClaimedJob]) -> StoreResult<()> {
    trace::around(handler.kind(), jobs, run(context, handler, jobs)).await
}

/// Does claimed jobs, together or else one by one.
async fn run(context: &Context, handler: &dyn JobHandler, jobs: &[ClaimedJob]) -> StoreResult<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    let Some(error) = attempt(context, handler, jobs).await? else {
        return Ok(());
    };
    if jobs.len() == 1 {
        return give_up(context, handler, jobs, &error).await;
    }
    warn!(%error, jobs = jobs.len(), "a batch failed; its jobs are done one by one");
    for job in jobs {
        let job = std::slice::from_ref(job);
        if let Some(error) = attempt(context, handler, job).await? {
            give_up(context, handler, job, &error).await?;
        }
    }
    Ok(())
}

/// Runs `jobs` in one transaction; `Some` where the handler failed and everything was rolled back.
async fn attempt(
    context: &Context,
    handler: &dyn JobHandler,
    jobs: &[ClaimedJob],
) -> StoreResult<Option<JobError>> {
    if let Err(error) = prepare(context, handler, jobs).await {
        return Ok(Some(error));
    }
    let mut connection = context.database.connection().await?;
    let result = connection
        .transaction(async |connection| run_and_finish(context, handler, connection, jobs).await)
        .await;
    drop(connection);
    match result {
        Ok(settled) => {
            tell(handler, &settled);
            if !settled.succeeded.is_empty() {
                handler
                    .committed(&settled.succeeded, settled.statistics_version)
                    .await;
            }
            Ok(None)
        }
        Err(BatchFailure::Job(error)) => Ok(Some(error)),
        Err(BatchFailure::Store(error)) => Err(error),
    }
}

/// What takes longer than a transaction; it holds no connection of ours.
async fn prepare(context: &Context, handler: &dyn JobHandler, jobs: &[ClaimedJob]) -> Result<(), JobError> {
    for job in jobs {
        match AssertUnwindSafe(handler.prepare(context, job))
            .catch_unwind()
            .await
        {
            Ok(prepared) => prepared?,
            Err(_) => return Err(panicked()),
        }
    }
    Ok(())
}

fn panicked() -> JobError {
    JobError::permanent("panicked", "the job's code panicked; see the log")
}

async fn run_and_finish(
    context: &Context,
    handler: &dyn JobHandler,
    connection: &mut AsyncPgConnection,
    jobs: &[ClaimedJob],
) -> Result<BatchSettlement, BatchFailure> {
    let attempts: Vec<JobAttempt> = jobs.iter().map(|job| (job.id, job.attempt)).collect();
    let held = jobs::hold(connection, &attempts).await?;
    let ours: Vec<ClaimedJob> = jobs
        .iter()
        .filter(|job| held.contains(&job.id))
        .cloned()
        .collect();
    let lost = jobs.len() - ours.len();
    if ours.is_empty() {
        return Ok(BatchSettlement {
            lost,
            ..BatchSettlement::default()
        });
    }
    audit_log::work_as(connection, &format!("worker:{}", handler.kind()), context.clock).await?;
    // A panic is caught here, inside the transaction, so that it is rolled back and the connection stays usable.
    let done = match AssertUnwindSafe(handler.run(connection, &ours))
        .catch_unwind()
        .await
    {
        Ok(done) => done.map_err(BatchFailure::Job)?,
        Err(_) => return Err(BatchFailure::Job(panicked())),
    };
    let settled = settle(context, connection, &ours, done).await?;
    Ok(BatchSettlement { lost, ..settled })
}

async fn settle(
    context: &Context,
    connection: &mut AsyncPgConnection,
    ours: &[ClaimedJob],
    done: BatchOutcome,
) -> Result<BatchSettlement, BatchFailure> {
    trace::settled(&done);
    let mut outcomes: HashMap<Uuid, JobOutcome> = done.outcomes.into_iter().collect();
    let (mut succeeded, mut failed, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for job in ours {
        let outcome = outcomes.remove(&job.id).unwrap_or_else(|| JobOutcome::Failed {
            code: "no_outcome",
            message: "the job's code told no outcome".to_owned(),
        });
        match outcome {
            JobOutcome::Succeeded => succeeded.push((job.id, job.attempt)),
            JobOutcome::Failed { code, message } => failed.push(failure(job, code, message)),
            JobOutcome::Retry { code, message } => again.push(failure(job, code, message)),
        }
    }
    let now = time::now(connection, context.clock).await?;
    let succeeded = jobs::finish(connection, &succeeded, now).await?;
    let failed = jobs::fail(connection, &failed, now).await?.len();
    let retried = jobs::retry(connection, &again, now, context.settings.retry_delays).await?;
    trace::exhausted(&retried.exhausted);
    Ok(BatchSettlement {
        succeeded,
        failed,
        retried: retried.queued.len(),
        exhausted: retried.exhausted.len(),
        lost: 0,
        statistics_version: done.statistics_version,
    })
}

/// Writes the end of an attempt whose transaction was rolled back.
async fn give_up(
    context: &Context,
    handler: &dyn JobHandler,
    jobs: &[ClaimedJob],
    error: &JobError,
) -> StoreResult<()> {
    let (JobError::Permanent { code, message } | JobError::Transient { code, message }) = error;
    let outcome = |job: &ClaimedJob| {
        let (code, message) = (*code, message.clone());
        let outcome = match error {
            JobError::Permanent { .. } => JobOutcome::Failed { code, message },
            JobError::Transient { .. } => JobOutcome::Retry { code, message },
        };
        (job.id, outcome)
    };
    let done = BatchOutcome {
        outcomes: jobs.iter().map(outcome).collect(),
        statistics_version: None,
    };
    let mut connection = context.database.connection().await?;
    let result = connection
        .transaction(async |connection| settle(context, connection, jobs, done.clone()).await)
        .await;
    match result {
        Ok(settled) => tell(handler, &settled),
        Err(BatchFailure::Store(error)) => return Err(error),
        Err(BatchFailure::Job(error)) => return Err(StoreError::Internal(error.to_string())),
    }
    for job in jobs {
        warn!(id = %job.id, subject = %job.subject_id, attempt = job.attempt, traceparent = job.traceparent, %error,
            "a job's attempt failed");
    }
    Ok(())
}

fn failure(job: &ClaimedJob, code: &str, message: String) -> AttemptFailure {
    AttemptFailure {
        id: job.id,
        attempt: job.attempt,
        code: code.to_owned(),
        message,
    }
}

fn tell(handler: &dyn JobHandler, settled: &BatchSettlement) {
    trace::committed();
    let kind = handler.kind();
    count(handler, SUCCEEDED, settled.succeeded.len());
    count(handler, FAILED, settled.failed);
    count(handler, RETRIED, settled.retried);
    count(handler, EXHAUSTED, settled.exhausted);
    count(handler, "taken_over", settled.lost);
    let (failed, retried, lost) = (settled.failed + settled.exhausted, settled.retried, settled.lost);
    debug!(%kind, succeeded = settled.succeeded.len(), failed, retried, taken_over = lost, "jobs done");
}

fn count(handler: &dyn JobHandler, outcome: &'static str, number: usize) {
    if number > 0 {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        counter!("ocop_jobs_total", "kind" => handler.kind().as_str(), "outcome" => outcome)
            .increment(number);
    }
}
