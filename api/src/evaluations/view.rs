//! Evaluations as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use shared::database::JsonText;
use shared::database::evaluations::Evaluation;
use shared::database::jobs::JobStatus;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::Regimes;
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::language::Language;
use shared::domain::scoring::ScoringResult;
use utoipa::ToSchema;
use uuid::Uuid;

/// The answer to a request that was accepted.
#[derive(Serialize, ToSchema)]
pub(crate) struct AcceptedEvaluation {
    /// Of the evaluation.
    id: Uuid,
    /// `queued`.
    status: JobStatus,
}

impl AcceptedEvaluation {
    /// The evaluation `id`, which waits for its job.
    pub(crate) fn queued(id: Uuid) -> Self {
        Self {
            id,
            status: JobStatus::Queued,
        }
    }
}

/// An evaluation, where it stands, and its result.
#[derive(Serialize, ToSchema)]
pub(crate) struct EvaluationView {
    id: Uuid,
    /// The batch it came in; null for a single request.
    batch_id: Option<Uuid>,
    product_id: Uuid,
    /// The dossier that it evaluates; null where it was asked for directly.
    dossier_id: Option<Uuid>,
    /// The dossier's turn of scoring.
    turn: Option<i16>,
    level: EvaluationLevel,
    kind: ApplicationKind,
    #[schema(example = "26-2026")]
    regime: String,
    #[schema(example = 1)]
    product_set: i16,
    status: JobStatus,
    /// Attempts of the worker so far.
    attempts: i32,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    /// The job that rates it.
    job_id: Uuid,
    /// Why it failed; null otherwise.
    error: Option<FailureView>,
    /// The result when it has succeeded; null before.
    #[schema(value_type = Option<ScoringResult>)]
    result: Option<Box<RawValue>>,
}

/// Why an evaluation failed.
#[derive(Serialize, ToSchema)]
pub(super) struct FailureView {
    /// Stable code.
    code: String,
    /// For people.
    message: Option<String>,
}

impl EvaluationView {
    /// `row` with the result's labels in `language`.
    pub(crate) fn new(row: Evaluation, regimes: &Regimes, language: Language) -> Self {
        let result = row.result.map(|(result, _)| labelled(result, regimes, language));
        Self {
            id: row.id,
            batch_id: row.batch_id,
            product_id: row.product_id,
            dossier_id: row.dossier_id,
            turn: row.turn,
            level: row.level,
            kind: row.kind,
            regime: row.regime,
            product_set: row.product_set,
            status: row.status,
            attempts: row.attempts,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            job_id: row.job_id,
            error: row.error_code.map(|code| FailureView {
                code,
                message: row.error_message,
            }),
            result,
        }
    }
}

/// A kept result, which is in Vietnamese, in `language`. One that an older release kept in another form stays as it is.
fn labelled(result: JsonText, regimes: &Regimes, language: Language) -> Box<RawValue> {
    if language == Language::default() {
        return result.into_raw();
    }
    let parsed = result.parse::<ScoringResult>();
    let labelled = parsed.map(|parsed| parsed.in_language(regimes, language));
    labelled
        .and_then(|labelled| JsonText::of(&labelled))
        .unwrap_or(result)
        .into_raw()
}
