//! What clients send about rounds.

use crate::councils::competence::require_level;
use crate::places::registry;
use api_http::extract::Patch;
use api_http::problem::{ApiResult, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use shared::database::rounds::Round;
use shared::domain::access::Scope;
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::rounds::RoundDraft;
use shared::domain::units::{Generation, Level, UnitRef};
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which rounds a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RoundQuery {
    /// Of this level.
    pub(super) level: Option<EvaluationLevel>,
    /// Of this province of today.
    pub(super) province: Option<String>,
    /// Of this year.
    #[param(minimum = 2018, maximum = 2100)]
    pub(super) year: Option<i16>,
}

/// A round to set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRound {
    /// `province`, or `central` for the ministry's.
    level: EvaluationLevel,
    /// Today's province; an office's own where left out, none for the ministry's.
    #[schema(example = "25")]
    province: Option<String>,
    /// Its year.
    #[schema(example = 2026, minimum = 2018, maximum = 2100)]
    year: i16,
    /// Its number within the year; 1 and 2 have the law's dates.
    #[schema(example = 1, minimum = 1, maximum = 99)]
    number: i16,
    /// First day that is too late to send a dossier on.
    sent_before: Option<NaiveDate>,
    /// First day that is too late to decide.
    decided_before: Option<NaiveDate>,
    /// Remarks.
    #[schema(max_length = 2000)]
    note: Option<String>,
}

/// A change of a round: fields left out stay, null brings the law's day back or removes the note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoundChange {
    /// First day that is too late to send a dossier on.
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    sent_before: Patch<NaiveDate>,
    /// First day that is too late to decide.
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    decided_before: Patch<NaiveDate>,
    /// Remarks.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000)]
    note: Patch<String>,
}

impl NewRound {
    /// The round of a caller who sees `scope`, set up `now`.
    ///
    /// # Errors
    /// 422 with every broken rule, 403 for another level or province.
    pub(super) fn check(self, scope: &Scope, now: DateTime<Utc>) -> ApiResult<Round> {
        let draft = RoundDraft {
            level: self.level,
            year: self.year,
            number: self.number,
            sent_before: self.sent_before,
            decided_before: self.decided_before,
            note: self.note,
        };
        let own = match (scope, self.level) {
            (Scope::Province(code), EvaluationLevel::Province) => Some(code.clone()),
            _ => None,
        };
        let province = self.province.or(own);
        let place = province_of(self.level, province.as_deref())?;
        let dates = match (draft.check(), place) {
            (Ok(dates), None) => dates,
            (dates, place) => {
                let violations = dates.err().into_iter().flatten().chain(place);
                return Err(Problem::from(violations.collect::<Vec<_>>()));
            }
        };
        require_level(scope, self.level, province.as_deref())?;
        Ok(Round {
            id: Uuid::now_v7(),
            level: draft.level,
            province_code: province,
            year: draft.year,
            number: draft.number,
            sent_before: dates.sent_before,
            decided_before: dates.decided_before,
            note: draft.note,
            version: 1,
            created_at: now,
            updated_at: now,
        })
    }
}

/// The broken rule of the province of a round, where there is one.
fn province_of(level: EvaluationLevel, province: Option<&str>) -> ApiResult<Option<Violation>> {
    let (code, vi, en) = match (level, province) {
        (EvaluationLevel::Central, None) => return Ok(None),
        (EvaluationLevel::Province, Some(code)) => {
            let unit = UnitRef::new(Generation::Current, Level::Province, code);
            if registry()?.find(&unit).is_some() {
                return Ok(None);
            }
            (
                "unknown_unit",
                "không có tỉnh mang mã này",
                "no province of today has this code",
            )
        }
        (EvaluationLevel::Central, Some(_)) => (
            "province_not_allowed",
            "đợt cấp trung ương không thuộc tỉnh nào",
            "a round of the ministry belongs to no province",
        ),
        (EvaluationLevel::Province, None) => ("required", "cần mã tỉnh", "the province is needed"),
    };
    Ok(Some(Violation::new("/province", code, vi, en)))
}

impl RoundChange {
    /// `round` after the change, `now`.
    pub(super) fn apply(self, round: Round, now: DateTime<Utc>) -> ApiResult<Round> {
        let draft = RoundDraft {
            level: round.level,
            year: round.year,
            number: round.number,
            sent_before: self.sent_before.apply(Some(round.sent_before)),
            decided_before: self.decided_before.apply(Some(round.decided_before)),
            note: self.note.apply(round.note.clone()),
        };
        let dates = draft.check()?;
        Ok(Round {
            sent_before: dates.sent_before,
            decided_before: dates.decided_before,
            note: draft.note,
            version: round.version.saturating_add(1),
            updated_at: now,
            ..round
        })
    }
}
