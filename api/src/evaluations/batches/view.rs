//! Batches as JSON.

use super::lines::{LineOutcomes, RefusedLine};
use api_http::extract::ETag;
use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::database::evaluations::{EvaluationBatch, NewBatch};
use shared::database::jobs::JobStatus;
use utoipa::ToSchema;
use uuid::Uuid;

/// The answer to a batch.
#[derive(Serialize, ToSchema)]
pub(super) struct AcceptedBatch {
    /// Of the batch.
    id: Uuid,
    /// `queued`.
    status: JobStatus,
    /// Lines accepted.
    accepted: i32,
    /// Lines refused.
    rejected: i32,
    /// Ids of the accepted evaluations, in the order of their lines.
    evaluations: Vec<Uuid>,
    /// The refused lines.
    errors: Vec<RefusedLine>,
}

/// A batch and where its evaluations stand.
#[derive(Serialize, ToSchema)]
pub(super) struct BatchView {
    id: Uuid,
    /// Lines accepted.
    accepted: i32,
    /// Lines refused.
    rejected: i32,
    /// Evaluations that wait.
    queued: i64,
    /// Evaluations in work.
    running: i64,
    /// Evaluations with a result.
    succeeded: i64,
    /// Evaluations that failed.
    failed: i64,
    created_at: DateTime<Utc>,
    /// The refused lines.
    #[schema(value_type = Vec<RefusedLine>)]
    errors: serde_json::Value,
}

impl AcceptedBatch {
    pub(super) fn new(batch: &NewBatch, checked: &LineOutcomes) -> Self {
        Self {
            id: batch.id,
            status: JobStatus::Queued,
            accepted: batch.accepted,
            rejected: batch.rejected,
            evaluations: checked.accepted.iter().map(|one| one.id).collect(),
            errors: checked.refused.clone(),
        }
    }
}

impl BatchView {
    /// The tag of this state: a batch changes only by where its evaluations stand.
    pub(super) fn etag(&self) -> ETag {
        let (id, queued, running) = (self.id, self.queued, self.running);
        ETag::of_text(&format!(
            "{id}-{queued}-{running}-{}-{}",
            self.succeeded, self.failed
        ))
    }
}

impl From<EvaluationBatch> for BatchView {
    fn from(batch: EvaluationBatch) -> Self {
        let in_state = |state| {
            batch
                .states
                .iter()
                .find(|(one, _)| *one == state)
                .map_or(0, |(_, count)| *count)
        };
        Self {
            id: batch.id,
            accepted: batch.accepted,
            rejected: batch.rejected,
            queued: in_state(JobStatus::Queued),
            running: in_state(JobStatus::Running),
            succeeded: in_state(JobStatus::Succeeded),
            failed: in_state(JobStatus::Failed),
            created_at: batch.created_at,
            errors: batch.errors,
        }
    }
}
