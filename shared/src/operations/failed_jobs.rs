//! Failed jobs: new attempts, or given up for good.

use crate::database::audit_log::{self, Actor, AuditAct, AuditEntry};
use crate::database::jobs::{self, Job, JobStatus};
use crate::database::{StoreError, StoreResult};
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};
use uuid::Uuid;

/// Why a job was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum JobRefusal {
    /// The database; [`StoreError::NotFound`] where there is no such job.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It has not failed: `queued`, `running` or `succeeded`.
    #[error("the job is {0}, not failed")]
    NotFailed(JobStatus),
    /// It was given up before.
    #[error("the job was discarded")]
    Discarded,
}

impl From<diesel::result::Error> for JobRefusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Gives the failed job `id` new attempts, and tells how it stands now. Call it in a transaction and wake the relay after
/// the commit.
///
/// # Errors
/// [`JobRefusal`]; nothing is changed then.
pub async fn redrive(connection: &mut AsyncPgConnection, id: Uuid, actor: &Actor) -> Result<Job, JobRefusal> {
    let before = lock_failed(connection, id).await?;
    jobs::redrive(connection, Some(&[id]), actor.at, 1).await?;
    conclude(connection, AuditAct::JobRedrive, &before, actor).await
}

/// Gives up to `limit` failed jobs new attempts, and tells which. Call it in a transaction.
pub async fn redrive_all(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    limit: i64,
) -> StoreResult<Vec<Uuid>> {
    let ids = jobs::redrive(connection, None, actor.at, limit).await?;
    let entries: Vec<_> = ids
        .iter()
        .map(|id| AuditEntry {
            act: AuditAct::JobRedrive,
            subject_kind: "job",
            subject_id: id.to_string(),
            before: Some(json!({"status": JobStatus::Failed})),
            after: Some(json!({"status": JobStatus::Queued})),
        })
        .collect();
    audit_log::append(connection, actor, &entries).await?;
    Ok(ids)
}

/// Gives the failed job `id` up for good, and tells how it stands now. Call it in a transaction.
///
/// # Errors
/// [`JobRefusal`]; nothing is changed then.
pub async fn discard(connection: &mut AsyncPgConnection, id: Uuid, actor: &Actor) -> Result<Job, JobRefusal> {
    let before = lock_failed(connection, id).await?;
    let reason = actor.reason.as_deref().unwrap_or_default();
    jobs::discard(connection, id, reason, actor.at).await?;
    conclude(connection, AuditAct::JobDiscard, &before, actor).await
}

async fn lock_failed(connection: &mut AsyncPgConnection, id: Uuid) -> Result<Job, JobRefusal> {
    let job = jobs::lock(connection, id).await?;
    if job.status != JobStatus::Failed {
        Err(JobRefusal::NotFailed(job.status))
    } else if job.discarded_at.is_some() {
        Err(JobRefusal::Discarded)
    } else {
        Ok(job)
    }
}

async fn conclude(
    connection: &mut AsyncPgConnection,
    act: AuditAct,
    before: &Job,
    actor: &Actor,
) -> Result<Job, JobRefusal> {
    let after = jobs::find(connection, before.id).await?;
    let entry = AuditEntry {
        act,
        subject_kind: "job",
        subject_id: before.id.to_string(),
        before: Some(state(before)),
        after: Some(state(&after)),
    };
    audit_log::append(connection, actor, &[entry]).await?;
    Ok(after)
}

/// What the acts change, and the failure that led to them.
fn state(job: &Job) -> Value {
    json!({
        "status": job.status, "attempts": job.attempts, "attempt_limit": job.attempt_limit,
        "error_code": job.error_code, "discarded_at": job.discarded_at,
    })
}
