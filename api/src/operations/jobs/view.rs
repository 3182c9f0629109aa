//! A job as JSON.

use chrono::{DateTime, Utc};
use endpoint::ViewOf;
use serde::Serialize;
use shared::database::jobs::{Job, JobStatus};
use shared::job::{JobKind, Lane};
use utoipa::ToSchema;
use uuid::Uuid;

/// A job and where it stands.
#[derive(Serialize, ToSchema, ViewOf)]
#[view_of(Job)]
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
