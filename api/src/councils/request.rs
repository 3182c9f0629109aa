//! What clients send about councils.

use super::members::NewMember;
use api_http::json_text::stored;
use api_http::problem::{ApiResult, Problem, refuse};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use shared::database::councils::{Council, CouncilMember};
use shared::database::rounds::Round;
use shared::domain::councils::{CouncilDraft, CouncilMode, check_members};
use shared::domain::scoring;
use shared::domain::violation::Violation;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which councils a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CouncilQuery {
    /// Those of this round.
    pub(super) round_id: Option<Uuid>,
}

/// A council to set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCouncil {
    /// Its round, which gives level and province.
    pub(super) round_id: Uuid,
    /// Its name.
    #[schema(
        pattern = r"\S",
        example = "Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh Phú Thọ",
        max_length = 200
    )]
    name: String,
    /// Number of the decision that established it.
    #[schema(example = "1205/QĐ-UBND", max_length = 200, pattern = r"\S")]
    decision_number: String,
    /// Date of that decision.
    decision_date: NaiveDate,
    /// `meeting`, or `written` for written opinions.
    mode: CouncilMode,
    /// Quorum, spread and rule of the minimums; the defaults of `scorings` where left out.
    #[serde(default)]
    rules: scoring::CouncilRules,
    /// Its members, exactly one of them the chair.
    #[schema(max_items = 100)]
    members: Vec<NewMember>,
}

/// A change of a council: fields left out stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CouncilChange {
    /// New name.
    #[schema(max_length = 200, pattern = r"\S")]
    name: Option<String>,
    /// Number of the decision that established it.
    #[schema(max_length = 200, pattern = r"\S")]
    decision_number: Option<String>,
    /// Date of that decision.
    decision_date: Option<NaiveDate>,
    /// `meeting` or `written`.
    mode: Option<CouncilMode>,
    /// All rules anew.
    rules: Option<scoring::CouncilRules>,
}

/// The most members of a council.
const MOST_MEMBERS: usize = 100;

impl NewCouncil {
    /// The council of `round` and its members, `now`.
    pub(super) fn check(self, round: &Round, now: DateTime<Utc>) -> ApiResult<(Council, Vec<CouncilMember>)> {
        let draft = CouncilDraft {
            name: self.name.trim().to_owned(),
            decision_number: self.decision_number.trim().to_owned(),
            decision_date: self.decision_date,
            mode: self.mode,
            rules: self.rules,
        };
        let mut violations = draft.check();
        let drafts: Vec<_> = self.members.iter().map(NewMember::draft).collect();
        if drafts.len() > MOST_MEMBERS {
            violations.push(Violation::new(
                "/members",
                "too_many",
                "hội đồng có tối đa 100 thành viên",
                "a council has at most 100 members",
            ));
        }
        violations.extend(check_members(&drafts));
        for (index, member) in self.members.iter().enumerate() {
            if self
                .members
                .iter()
                .take(index)
                .any(|former| former.account_id == member.account_id)
            {
                violations.push(Violation::new(
                    format!("/members/{index}/account_id"),
                    "duplicate_member",
                    "người này đã có trong hội đồng",
                    "this person sits in the council already",
                ));
            }
        }
        refuse(violations)?;
        let council = Council {
            id: Uuid::now_v7(),
            round_id: round.id,
            level: round.level,
            province_code: round.province_code.clone(),
            name: draft.name,
            decision_number: draft.decision_number,
            decision_date: draft.decision_date,
            mode: draft.mode,
            rules: stored(&draft.rules)?,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let rows = self.members.into_iter().map(|member| member.row(council.id, now));
        let rows = rows.collect();
        Ok((council, rows))
    }
}

impl CouncilChange {
    /// `council` after the change, `now`.
    pub(super) fn apply(self, council: Council, now: DateTime<Utc>) -> ApiResult<Council> {
        let trimmed = |text: String| text.trim().to_owned();
        let draft = CouncilDraft {
            name: self.name.map_or_else(|| council.name.clone(), trimmed),
            decision_number: self
                .decision_number
                .map_or_else(|| council.decision_number.clone(), trimmed),
            decision_date: self.decision_date.unwrap_or(council.decision_date),
            mode: self.mode.unwrap_or(council.mode),
            rules: match self.rules {
                Some(rules) => rules,
                None => super::view::rules(&council)?,
            },
        };
        refuse(draft.check())?;
        Ok(Council {
            name: draft.name,
            decision_number: draft.decision_number,
            decision_date: draft.decision_date,
            mode: draft.mode,
            rules: stored(&draft.rules)?,
            version: council.version.saturating_add(1),
            updated_at: now,
            ..council
        })
    }
}

/// A round out of reach is as unknown as one that does not exist.
pub(super) fn unknown_round() -> Problem {
    Problem::violation(Violation::new(
        "/round_id",
        "unknown_round",
        "không có đợt này",
        "there is no such round",
    ))
}
