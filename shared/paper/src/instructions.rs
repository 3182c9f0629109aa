//! How a list is to be read, as the person says who sends it.

use crate::answers::{PaperAnswer, PaperAnswers};
use crate::column::{ListKind, PaperField};
use crate::settings::PaperSettings;
use chrono::NaiveDate;
use domain::application_kind::ApplicationKind;
use domain::criteria::{RecognitionAuthority, Regimes};
use domain::evaluation::EvaluationLevel;
use domain::outside_keys::OutsideKey;
use domain::units::{Generation, Level, Registry, UnitRef};
use domain::violation::Violation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most entries of a mapping, and most answers.
const MOST: usize = 1_000;
/// Most characters of a name.
const LONGEST: usize = 200;

/// How a list is to be read (cách đọc danh sách). All of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListInstructions {
    /// The sheet of a workbook; left out: the first with such a list.
    #[schema(max_length = 200)]
    pub sheet: Option<String>,
    /// The unit in which all communes of the list lie; left out: the whole of the caller's reach.
    pub unit: Option<ListUnit>,
    /// The generation of the units that the list names; left out: either.
    pub generation: Option<Generation>,
    /// The system whose keys stand in the column of keys; left out: that column is not read.
    #[schema(
        example = "ocop-phu-tho",
        max_length = 50,
        pattern = r"^[a-z0-9][a-z0-9._-]*$"
    )]
    pub system: Option<String>,
    /// Regime of score sheets, and of recognitions of which only the year is known.
    #[schema(example = "1048-2019", max_length = 200)]
    pub regime: Option<String>,
    /// Who decided, where neither the list nor the law of the day says.
    pub authority: Option<RecognitionAuthority>,
    /// Of score sheets: first evaluation, upgrade or renewal.
    pub application_kind: Option<ApplicationKind>,
    /// Of score sheets: whose council; left out: the province's.
    pub level: Option<EvaluationLevel>,
    /// What columns hold, by their letters or headings, where that is not seen from the headings.
    #[schema(value_type = BTreeMap<String, PaperField>, example = json!({"H": "tax_code"}))]
    pub mapping: BTreeMap<String, PaperField>,
    /// What was asked and is settled, each for the whole list.
    #[schema(max_items = 1000)]
    pub answers: Vec<PaperAnswer>,
}

/// A unit by its code (đơn vị hành chính).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListUnit {
    /// Side of the reform of 1 July 2025.
    pub generation: Generation,
    /// Its level.
    pub level: Level,
    /// Its code.
    #[schema(example = "25", pattern = r"^[0-9]{2,5}$")]
    pub code: String,
}

impl ListUnit {
    fn named(&self) -> UnitRef {
        UnitRef::new(self.generation, self.level, &self.code)
    }
}

impl ListInstructions {
    /// Every rule that they break; pointers begin with `at`.
    #[must_use]
    pub fn check(&self, at: &str, kind: ListKind, units: &Registry, regimes: &Regimes) -> Vec<Violation> {
        let mut violations = Vec::new();
        let long = |text: &String| text.chars().count() > LONGEST;
        if self.sheet.as_ref().is_some_and(long) {
            violations.push(too_many(&format!("{at}/sheet"), LONGEST));
        }
        if self.mapping.len() > MOST {
            violations.push(too_many(&format!("{at}/mapping"), MOST));
        }
        if self.answers.len() > MOST {
            violations.push(too_many(&format!("{at}/answers"), MOST));
        }
        if self
            .unit
            .as_ref()
            .is_some_and(|unit| units.find(&unit.named()).is_none())
        {
            violations.push(Violation::new(
                format!("{at}/unit"),
                "unknown_unit",
                "không có đơn vị hành chính này",
                "there is no such unit",
            ));
        }
        if self.regime.as_ref().is_some_and(|id| regimes.get(id).is_none()) {
            violations.push(Violation::new(
                format!("{at}/regime"),
                "unknown_regime",
                "không có bộ tiêu chí này",
                "there is no such regime",
            ));
        }
        if let Some(system) = &self.system {
            let key = OutsideKey {
                system: system.clone(),
                id: "1".to_owned(),
            };
            violations.extend(key.check(at));
        }
        if kind == ListKind::ScoreSheets {
            violations.extend(self.missing_for_sheets(at));
        }
        if let Err(contradictions) = PaperAnswers::new(self.answers.iter().cloned()) {
            violations.extend(contradictions.into_iter().map(|violation| Violation {
                pointer: format!("{at}/answers{}", violation.pointer),
                ..violation
            }));
        }
        violations
    }

    fn missing_for_sheets(&self, at: &str) -> Vec<Violation> {
        [
            ("regime", self.regime.is_none()),
            ("application_kind", self.application_kind.is_none()),
        ]
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(field, _)| {
            Violation::new(
                format!("{at}/{field}"),
                "required",
                "cần cho phiếu chấm điểm",
                "is needed for score sheets",
            )
        })
        .collect()
    }

    /// Whose council filled in the score sheets.
    #[must_use]
    pub fn level(&self) -> EvaluationLevel {
        self.level.unwrap_or(EvaluationLevel::Province)
    }

    /// What the reader needs; `reach`: the unit in whose reach the list is read, where it names none itself.
    ///
    /// # Errors
    /// Answers that contradict each other.
    pub fn settings<'a>(
        &self,
        kind: ListKind,
        reach: Option<UnitRef>,
        today: NaiveDate,
        units: &'static Registry,
        regimes: &'a Regimes,
    ) -> Result<PaperSettings<'a>, Vec<Violation>> {
        Ok(PaperSettings {
            kind,
            today,
            sheet: self.sheet.clone(),
            scope: self.unit.as_ref().map(ListUnit::named).or(reach),
            generation: self.generation,
            mapping: self.mapping.clone(),
            answers: PaperAnswers::new(self.answers.iter().cloned())?,
            units,
            regimes,
            regime: self.regime.clone(),
            authority: self.authority,
        })
    }
}

fn too_many(pointer: &str, most: usize) -> Violation {
    Violation::new(
        pointer,
        "invalid_length",
        format!("tối đa {most}"),
        format!("at most {most}"),
    )
}
