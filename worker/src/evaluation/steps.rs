//! What ratings do to the dossiers whose sheets they score.

use crate::job::JobOutcome;
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use shared::database::StoreResult;
use shared::database::dossiers::{self, DossierInRating, RatingStep};
use shared::database::evaluations::PendingEvaluation;
use shared::database::recognitions::UnrecognisedDossier;
use shared::domain::scoring::{ScoringOutcome, ScoringResult};
use shared::domain::workflow::{DossierAction, DossierState, Party, step};
use std::collections::HashMap;
use uuid::Uuid;

/// Who acts, in a dossier's history.
pub(crate) const ACTOR: &str = "worker:evaluation";

/// The dossiers that wait for a batch of evaluations, and the steps that the ratings take them.
#[derive(Default)]
pub(super) struct Steps {
    waiting: HashMap<Uuid, DossierInRating>,
    taken: Vec<RatingStep>,
    /// Dossiers that end without recognition.
    unrecognised: Vec<UnrecognisedDossier>,
}

impl Steps {
    /// Holds the dossiers of `pending`; asks for none where none has one.
    pub(super) async fn hold(
        connection: &mut AsyncPgConnection,
        pending: &[PendingEvaluation],
    ) -> StoreResult<Self> {
        let of_dossiers = pending.iter().filter(|one| one.dossier_id.is_some());
        let ids: Vec<Uuid> = of_dossiers.map(|one| one.id).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let waiting = dossiers::lock_being_rated(connection, &ids).await?;
        Ok(Self {
            waiting: waiting.into_iter().map(|one| (one.evaluation_id, one)).collect(),
            ..Self::default()
        })
    }

    /// Refuses an evaluation whose dossier no longer waits for it: its sheets were opened again, or are rated by another.
    pub(super) fn require_waiting(&self, evaluation: &PendingEvaluation) -> Result<(), JobOutcome> {
        if evaluation.dossier_id.is_none() || self.waiting.contains_key(&evaluation.id) {
            return Ok(());
        }
        Err(JobOutcome::Failed {
            code: "dossier_moved_on",
            message: "the dossier does not wait for this evaluation any more".to_owned(),
        })
    }

    /// The step of a rating that could be computed.
    pub(super) fn rated(&mut self, evaluation: &PendingEvaluation, result: &ScoringResult) {
        let action = DossierAction::of_rating(evaluation.level, result.outcome, result.stars);
        let gives_result = matches!(result.outcome, ScoringOutcome::Rated | ScoringOutcome::Eliminated);
        self.take(
            evaluation.id,
            action,
            gives_result.then(|| result.stars.map(i16::from)),
        );
        let ended = self.taken.last().filter(|step| {
            step.dossier.evaluation_id == evaluation.id && step.transition.to == DossierState::NotRecognised
        });
        self.unrecognised.extend(ended.map(|step| UnrecognisedDossier {
            dossier_id: step.dossier.id,
            product_id: evaluation.product_id,
            kind: evaluation.kind,
        }));
    }

    /// The dossiers that end without recognition: what their products held only until the result ends with them.
    pub(super) fn unrecognised(&self) -> &[UnrecognisedDossier] {
        &self.unrecognised
    }

    /// The step of a rating that never can.
    pub(super) fn failed(&mut self, evaluation: Uuid) {
        self.take(evaluation, DossierAction::RatingFailed, None);
    }

    fn take(&mut self, evaluation: Uuid, action: DossierAction, result: Option<Option<i16>>) {
        let dossier = self.waiting.remove(&evaluation);
        self.taken
            .extend(dossier.and_then(|dossier| rated_step(dossier, action, result)));
    }

    /// Writes all of them.
    pub(super) async fn write(
        &self,
        connection: &mut AsyncPgConnection,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        dossiers::advance_rated(connection, &self.taken, ACTOR, now).await
    }
}

/// The step of `dossier`, which is being rated; the table has one for every action of a rating.
pub(crate) fn rated_step(
    dossier: DossierInRating,
    action: DossierAction,
    result: Option<Option<i16>>,
) -> Option<RatingStep> {
    let transition = step(dossier.state, action, Party::Rating, None).ok()?;
    Some(RatingStep {
        dossier,
        transition,
        result,
    })
}
