//! Form 02 (Mẫu 02): the producer's own answers to the sheet.

use super::unique_map::unique_map;
use crate::criteria::{CriteriaSheet, Regimes};
use crate::producers::FieldCheck;
use crate::scoring::{ScoreSheet, ScoringRequest, validate};
use crate::violation::Violation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most characters of a note.
const NOTE_LENGTH: usize = 2000;
/// Where the scoring core sees the one sheet of a self-assessment.
const SHEET_POINTER: &str = "/sheets/0";

/// Form 02: leaf criterion → answer. A criterion left out is not answered yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SelfAssessment {
    /// The answers by code of the criterion.
    #[serde(deserialize_with = "unique_map")]
    pub answers: BTreeMap<String, CriterionAnswer>,
}

/// The answer to one criterion. Its evidence are the dossier's documents that name the criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionAnswer {
    /// Option number, 1-based; 0: none of them holds, knowingly no points.
    #[schema(example = 2, minimum = 0)]
    pub option: i64,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

impl SelfAssessment {
    /// The answers that score, as one sheet of `regime` and `set`.
    #[must_use]
    pub fn scoring(&self, regime: &str, set: u32) -> ScoringRequest {
        let scored = self.answers.iter().filter(|(_, answer)| answer.option != 0);
        ScoringRequest {
            regime: regime.to_owned(),
            product_set: set,
            eliminations: Vec::new(),
            council: None,
            sheets: vec![ScoreSheet {
                assessor: "self".to_owned(),
                chair: true,
                answers: scored
                    .map(|(code, answer)| (code.as_str(), answer.option))
                    .collect(),
            }],
        }
    }

    /// Every rule that the form breaks against the sheet of `regime` and `set`.
    #[must_use]
    pub fn check(&self, regimes: &Regimes, regime: &str, set: u32) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        for (code, answer) in &self.answers {
            if let Some(note) = &answer.note {
                check.text(&format!("/answers/{code}/note"), note, NOTE_LENGTH);
            }
        }
        let sheet = regimes.product_set(regime, set).and_then(|set| set.sheet());
        let left = self.answers.iter().filter(|(_, answer)| answer.option == 0);
        for (code, _) in left.filter(|(code, _)| sheet.is_some_and(|sheet| !has(sheet, code))) {
            check.refuse(
                &format!("/answers/{code}"),
                "unknown_criterion",
                format!("bảng chấm không có tiêu chí \"{code}\" để trả lời"),
                format!("the sheet has no criterion \"{code}\" to answer"),
            );
        }
        let mut violations = check.finish();
        if let Err(broken) = validate(regimes, &self.scoring(regime, set)) {
            violations.extend(broken.into_iter().map(relocated));
        }
        violations
    }

    /// The criteria of `sheet` that are not answered, by the code of the criterion or of the first case of a choice.
    #[must_use]
    pub fn unanswered<'a>(&self, sheet: &'a CriteriaSheet) -> Vec<&'a str> {
        let answered = |code: &str| self.answers.contains_key(code);
        sheet
            .groups()
            .iter()
            .filter_map(|group| sheet.leaves().get(group.clone()))
            .filter(|cases| !cases.iter().any(|leaf| answered(&leaf.code)))
            .filter_map(|cases| Some(cases.first()?.code.as_str()))
            .collect()
    }
}

fn has(sheet: &CriteriaSheet, code: &str) -> bool {
    sheet.position(code, 0).is_some()
}

/// The same broken rule, told where the form has it.
fn relocated(violation: Violation) -> Violation {
    let pointer = match violation.pointer.strip_prefix(SHEET_POINTER) {
        Some(rest) => rest.to_owned(),
        None => violation.pointer,
    };
    Violation { pointer, ..violation }
}
