//! The lines of a batch: each becomes an evaluation to store or a refusal that names the line.

use crate::evaluations::{EvaluationRequest, Submission};
use api_http::extract::read_lines;
use api_http::problem::{FieldError, Problem};
use serde::Serialize;
use shared::database::evaluations::{NewBatch, NewEvaluation, RateableProduct};
use shared::domain::language::Language;
use shared::domain::violation::Violation;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A refused line and why.
#[derive(Clone, Serialize, ToSchema)]
pub(super) struct RefusedLine {
    /// Number of the line, from 1; empty lines count.
    #[schema(example = 3)]
    line: usize,
    /// The broken rules; pointers start at the line's object.
    errors: Vec<FieldError>,
}

/// The lines that are not empty, with their numbers.
pub(super) struct BatchLines(Vec<(usize, Result<EvaluationRequest, Violation>)>);

/// What became of the lines.
pub(super) struct LineOutcomes {
    pub(super) accepted: Vec<NewEvaluation>,
    pub(super) refused: Vec<RefusedLine>,
}

impl LineOutcomes {
    /// The batch to store.
    ///
    /// # Errors
    /// 500 where the refused lines cannot be written as JSON.
    pub(super) fn batch(&self, id: Uuid, submission: &Submission) -> Result<NewBatch, Problem> {
        let count = |lines: usize| i32::try_from(lines).map_err(|error| Problem::internal(&error));
        Ok(NewBatch {
            id,
            requested_by: submission.requested_by().to_owned(),
            accepted: count(self.accepted.len())?,
            rejected: count(self.refused.len())?,
            errors: serde_json::to_value(&self.refused).map_err(|error| Problem::internal(&error))?,
            created_at: submission.now,
        })
    }
}

impl BatchLines {
    /// Parses each line for itself.
    ///
    /// # Errors
    /// 422 without any line or with too many.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Problem> {
        read_lines(bytes).map(Self)
    }

    /// The products named, once each.
    pub(super) fn products(&self) -> Vec<Uuid> {
        let read = self.0.iter().filter_map(|(_, line)| line.as_ref().ok());
        let mut ids: Vec<Uuid> = read.map(|request| request.product_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Checks each line against the products that the caller may have rated.
    pub(super) fn check(
        self,
        submission: &Submission,
        products: &[RateableProduct],
        language: Language,
    ) -> LineOutcomes {
        let by_id: HashMap<Uuid, &RateableProduct> = products.iter().map(|one| (one.id, one)).collect();
        let mut checked = LineOutcomes {
            accepted: Vec::with_capacity(self.0.len()),
            refused: Vec::new(),
        };
        for (line, request) in self.0 {
            let outcome = request.map_err(|violation| vec![violation]).and_then(|request| {
                let product = by_id.get(&request.product_id).copied();
                submission.check(request, product)
            });
            match outcome {
                Ok(new) => checked.accepted.push(new),
                Err(violations) => checked.refused.push(RefusedLine {
                    line,
                    errors: violations
                        .iter()
                        .map(|one| FieldError::new(one, language))
                        .collect(),
                }),
            }
        }
        checked
    }
}
