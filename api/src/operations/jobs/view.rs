//! A job as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::database::jobs::{Job, JobStatus};
use shared::job::{JobKind, Lane};
use utoipa::ToSchema;
use uuid::Uuid;

/// A job and where it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct JobView {
    id: Uuid,
    kind: JobKind,
    /// Which way it takes to the workers: `single`, or `bulk` for those of a batch.
    lane: Lane,
    /// What it is about, e.g. an evaluation's id.
    subject_id: Uuid,
    status: JobStatus,
    /// Attempts begun.
    attempts: i32,
    /// Attempts allowed.
    attempt_limit: i32,
    /// Code of the last failure.
    error_code: Option<String>,
    /// What the last failure said.
    error_message: Option<String>,
    queued_at: DateTime<Utc>,
    /// When its next message should reach a worker.
    due_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    /// When a failed job was given up for good.
    discarded_at: Option<DateTime<Utc>>,
    /// Why it was given up.
    discard_reason: Option<String>,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            lane: job.lane,
            subject_id: job.subject_id,
            status: job.status,
            attempts: job.attempts,
            attempt_limit: job.attempt_limit,
            error_code: job.error_code,
            error_message: job.error_message,
            queued_at: job.queued_at,
            due_at: job.due_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            discarded_at: job.discarded_at,
            discard_reason: job.discard_reason,
        }
    }
}
