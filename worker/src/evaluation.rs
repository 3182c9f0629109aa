//! The job that rates (đánh giá, phân hạng): scores the stored sheets, keeps the result, folds it into the statistics.

mod fold;
mod steps;

pub(crate) use steps::{ACTOR, rated_step};

use crate::context::OnVersion;
use crate::job::{BatchOutcome, JobError, JobHandler, JobOutcome};
use crate::trace;
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use fold::{RatingOutcome, fold};
use shared::clock::{Clock, vietnamese_date};
use shared::database::evaluations::{self, NewResult, PendingEvaluation};
use shared::database::jobs::ClaimedJob;
use shared::database::recognitions::DossierEnding;
use shared::database::{JsonText, StoreError, StoreResult, products, recognitions, time};
use shared::domain::criteria::Regimes;
use shared::domain::language::Language;
use shared::domain::recognition::LOWEST_RECOGNISED;
use shared::domain::scoring::{ScoringOutcome, ScoringRequest, ScoringResult, score, validate_stored};
use shared::domain::statistics::scores::CouncilPoints;
use shared::job::JobKind;
use shared::telemetry::traces::Span;
use std::collections::HashMap;
use std::sync::Arc;
use steps::Steps;
use uuid::Uuid;

/// Rates evaluations. Clones of the regimes are shared; `on_version` hears of each new version of the statistics after its
/// commit, for an api in the same process (others hear of it by `NOTIFY`).
pub struct EvaluationHandler {
    regimes: Arc<Regimes>,
    clock: Clock,
    on_version: Option<OnVersion>,
}

impl EvaluationHandler {
    /// A handler that scores by `regimes` on the days of `clock`.
    #[must_use]
    pub fn new(regimes: Arc<Regimes>, clock: Clock, on_version: Option<OnVersion>) -> Self {
        Self {
            regimes,
            clock,
            on_version,
        }
    }
}

#[async_trait]
impl JobHandler for EvaluationHandler {
    fn kind(&self) -> JobKind {
        JobKind::Evaluation
    }

    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        jobs: &[ClaimedJob],
    ) -> Result<BatchOutcome, JobError> {
        let now = time::now(connection, self.clock).await?;
        let (outcomes, version) = rate(connection, &self.regimes, jobs, now).await?;
        Ok(BatchOutcome {
            outcomes,
            statistics_version: Some(version),
        })
    }

    async fn committed(&self, _: &[Uuid], statistics_version: Option<i64>) {
        if let (Some(version), Some(on_version)) = (statistics_version, &self.on_version) {
            on_version(version);
        }
    }
}

/// A scored evaluation.
struct EvaluationScore<'a> {
    evaluation: &'a PendingEvaluation,
    attempt: i32,
    result: ScoringResult,
}

/// Rates the evaluations of `jobs` in the caller's transaction, which also finishes the jobs: results, star statuses, steps
/// of dossiers and the statistics' version are all written or none. Returns how each job ended and the version of the statistics that
/// contains them.
async fn rate(
    connection: &mut AsyncPgConnection,
    regimes: &Regimes,
    jobs: &[ClaimedJob],
    now: DateTime<Utc>,
) -> StoreResult<(Vec<(Uuid, JobOutcome)>, i64)> {
    let ids: Vec<Uuid> = jobs.iter().map(|job| job.subject_id).collect();
    let pending = evaluations::pending(connection, &ids).await?;
    let by_id: HashMap<Uuid, &PendingEvaluation> = pending.iter().map(|one| (one.id, one)).collect();
    let mut outcomes = Vec::with_capacity(jobs.len());
    let mut scored = Vec::with_capacity(jobs.len());
    let mut steps = Steps::hold(connection, &pending).await?;
    for job in jobs {
        let _part = trace::part(job.id, "score");
        match by_id
            .get(&job.subject_id)
            .map_or_else(|| Err(missing()), |one| compute(regimes, one, &steps))
        {
            Ok((evaluation, result)) => {
                steps.rated(evaluation, &result);
                scored.push(EvaluationScore {
                    evaluation,
                    attempt: job.attempt,
                    result,
                });
                outcomes.push((job.id, JobOutcome::Succeeded));
            }
            Err(refusal) => {
                steps.failed(job.subject_id);
                outcomes.push((job.id, refusal));
            }
        }
    }
    let folding: Vec<Span> = outcomes
        .iter()
        .filter_map(|(id, _)| trace::part(*id, "fold into statistics"))
        .collect();
    let today = vietnamese_date(now);
    if !steps.unrecognised().is_empty() {
        // All products before the version, which both of what follows may raise.
        let mut products: Vec<Uuid> = pending.iter().map(|one| one.product_id).collect();
        products.sort_unstable();
        products::lock_all(connection, &products).await?;
    }
    let version = recognise(connection, regimes, &mut scored, today).await?;
    let ending = DossierEnding {
        day: today,
        now,
        actor: ACTOR,
    };
    let lapsed = recognitions::lapse(connection, steps.unrecognised(), ending).await?;
    let version = lapsed.unwrap_or(version);
    for mut part in folding {
        part.set("ocop.statistics.version", version);
    }
    keep(connection, &scored, version, now).await?;
    steps.write(connection, now).await?;
    Ok((outcomes, version))
}

fn missing() -> JobOutcome {
    JobOutcome::Failed {
        code: "evaluation_missing",
        message: "the evaluation of the job is not there".to_owned(),
    }
}

/// Scores one stored request. It was checked when it was accepted; it fails only where rules changed since.
fn compute<'a>(
    regimes: &Regimes,
    evaluation: &'a PendingEvaluation,
    steps: &Steps,
) -> Result<(&'a PendingEvaluation, ScoringResult), JobOutcome> {
    steps.require_waiting(evaluation)?;
    let request: ScoringRequest = evaluation.request.parse().map_err(|error| JobOutcome::Failed {
        code: "request_unreadable",
        message: error.to_string(),
    })?;
    let checked = validate_stored(regimes, &request).map_err(|violations| {
        let first = violations.first();
        JobOutcome::Failed {
            code: first.map_or("request_refused", |violation| violation.code),
            message: violations
                .iter()
                .map(|violation| format!("{}: {}", violation.pointer, violation.message.en))
                .collect::<Vec<_>>()
                .join("; "),
        }
    })?;
    let result = score(&checked, Language::Vi);
    // Too few sheets: the turn goes on, and nobody learns yet how the others scored.
    let is_hidden = evaluation.dossier_id.is_some() && result.outcome == ScoringOutcome::NoQuorum;
    let result = if is_hidden {
        result.without_points()
    } else {
        result
    };
    Ok((evaluation, result))
}

/// Folds what is recognised into the star statuses; returns the version of the statistics that contains it.
async fn recognise(
    connection: &mut AsyncPgConnection,
    regimes: &Regimes,
    scored: &mut [EvaluationScore<'_>],
    today: NaiveDate,
) -> StoreResult<i64> {
    // Evaluations of one product count in the order in which they were asked for.
    scored.sort_by_key(|one| one.evaluation.id);
    let rated: Vec<RatingOutcome<'_>> = scored.iter().filter_map(|one| rated(regimes, one)).collect();
    if rated.is_empty() {
        return recognitions::version(connection).await;
    }
    let mut products: Vec<Uuid> = rated.iter().map(|one| one.evaluation.product_id).collect();
    products.sort_unstable();
    products.dedup();
    products::lock_all(connection, &products).await?;
    let histories = recognitions::histories(connection, &products).await?;
    let changes = fold(histories, &rated, today);
    if changes.is_empty() {
        return recognitions::version(connection).await;
    }
    recognitions::replace(connection, &changes.replaced).await?;
    recognitions::insert(connection, &changes.inserted).await?;
    // Last, because it holds the one row that every worker needs until the commit.
    recognitions::raise_version(connection).await
}

/// The evaluation as far as recognition goes; `None` where it gives no star that is recognised, and for a dossier, which the
/// decision recognises.
fn rated<'a>(regimes: &'a Regimes, scored: &'a EvaluationScore<'_>) -> Option<RatingOutcome<'a>> {
    if scored.evaluation.dossier_id.is_some() {
        return None;
    }
    let stars = scored.result.stars.filter(|stars| *stars >= LOWEST_RECOGNISED)?;
    let set = regimes.product_set(&scored.result.regime, scored.result.product_set)?;
    Some(RatingOutcome {
        evaluation: scored.evaluation,
        regime: &scored.result.regime,
        group: &set.group,
        stars,
    })
}

async fn keep(
    connection: &mut AsyncPgConnection,
    scored: &[EvaluationScore<'_>],
    version: i64,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let mut results = Vec::with_capacity(scored.len());
    for one in scored {
        let result = JsonText::of(&one.result).map_err(|error| StoreError::Internal(error.to_string()))?;
        results.push(NewResult {
            evaluation_id: one.evaluation.id,
            attempt: one.attempt,
            outcome: one.result.outcome,
            stars: one.result.stars.map(i16::from),
            result,
            points: CouncilPoints::of(&one.result.sheets),
        });
    }
    evaluations::insert_results(connection, &results, version, now).await
}
