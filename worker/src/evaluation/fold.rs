//! Folds rated results into the star statuses of their products: values in, changed rows out.

use chrono::NaiveDate;
use shared::database::evaluations::PendingEvaluation;
use shared::database::recognitions::{Recognition, RecognitionOpening};
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::recognition::{DecisionOffice, RatedResult, RecognitionEndReason, StarStatus, recognise};
use std::collections::HashMap;
use uuid::Uuid;

/// A rated evaluation on its way into the statistics.
pub(super) struct RatingOutcome<'a> {
    /// The evaluation and its product.
    pub(super) evaluation: &'a PendingEvaluation,
    /// The regime that rated it.
    pub(super) regime: &'a str,
    /// Group of its product set, I to VI.
    pub(super) group: &'a str,
    /// 1 to 5.
    pub(super) stars: u8,
}

/// The rows to write.
#[derive(Debug, Default)]
pub(super) struct Fold {
    /// New intervals.
    pub(super) inserted: Vec<Recognition>,
    /// Intervals of the past that end, with the first day of their successor.
    pub(super) replaced: Vec<(Uuid, NaiveDate)>,
}

impl Fold {
    /// True where nothing that a statistic shows has changed.
    pub(super) fn is_empty(&self) -> bool {
        self.inserted.is_empty() && self.replaced.is_empty()
    }
}

/// Applies `rated`, in order, to the products' `histories` as of `today`.
pub(super) fn fold(histories: Vec<Recognition>, rated: &[RatingOutcome<'_>], today: NaiveDate) -> Fold {
    let mut by_product: HashMap<Uuid, History> = HashMap::new();
    for row in histories {
        by_product.entry(row.product_id).or_default().kept.push(row);
    }
    for one in rated {
        by_product
            .entry(one.evaluation.product_id)
            .or_default()
            .apply(one, today);
    }
    let mut fold = Fold::default();
    for history in by_product.into_values() {
        fold.inserted.extend(history.added);
        fold.replaced.extend(history.replaced);
    }
    // The order of a hash map is no order; rows are written by id so that two runs write alike.
    fold.inserted.sort_by_key(|row| row.id);
    fold.replaced.sort_unstable();
    fold
}

/// One product's statuses: those in the database, and those this batch adds.
#[derive(Default)]
struct History {
    kept: Vec<Recognition>,
    added: Vec<Recognition>,
    replaced: Vec<(Uuid, NaiveDate)>,
}

impl History {
    fn apply(&mut self, rated: &RatingOutcome<'_>, today: NaiveDate) {
        let statuses: Vec<StarStatus> = self
            .kept
            .iter()
            .chain(&self.added)
            .map(Recognition::status)
            .collect();
        let evaluation = rated.evaluation;
        let result = RatedResult {
            stars: rated.stars,
            level: evaluation.level,
            kind: evaluation.kind,
        };
        let Some(change) = recognise(&statuses, result, today) else {
            return;
        };
        if let Some(position) = change.replaces {
            self.end(position, change.status.valid_from);
        }
        self.added.push(row(rated, &change.status));
    }

    /// Ends the status at `position`, counted over the kept and then the added ones.
    fn end(&mut self, position: usize, day: NaiveDate) {
        let kept = self.kept.len();
        let row = if position < kept {
            self.kept.get_mut(position)
        } else {
            self.added.get_mut(position - kept)
        };
        let Some(row) = row else { return };
        row.ended_on = Some(day);
        row.end_reason = Some(RecognitionEndReason::Replaced);
        if position < kept {
            self.replaced.push((row.id, day));
        }
    }
}

fn row(rated: &RatingOutcome<'_>, status: &StarStatus) -> Recognition {
    let place = &rated.evaluation.dimensions.place;
    let office = match rated.evaluation.level {
        EvaluationLevel::Province => DecisionOffice::of_province(&place.0),
        EvaluationLevel::Central => DecisionOffice::MINISTRY,
    };
    let opening = RecognitionOpening {
        evaluation_id: Some(rated.evaluation.id),
        regime: rated.regime,
        group: rated.group,
        kind: rated.evaluation.kind,
        decision: None,
        authority: office.authority,
        authority_unit: office.unit_word(),
    };
    opening.row(&rated.evaluation.dimensions, status)
}
