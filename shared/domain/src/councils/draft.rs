//! Councils and members as people fill them in.

use super::{CouncilMode, CouncilRole};
use crate::producers::FieldCheck;
use crate::scoring::{CouncilRules, Quorum};
use crate::violation::Violation;
use chrono::{Datelike, NaiveDate};

/// Longest name, number, position or organisation, in characters.
const LINE_LENGTH: usize = 200;
/// Highest spread that means something: a sheet has a hundred points.
const MOST_SPREAD: u32 = 100;

/// A council as people fill it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouncilDraft {
    /// Its name.
    pub name: String,
    /// Number of the decision that established it.
    pub decision_number: String,
    /// Date of that decision.
    pub decision_date: NaiveDate,
    /// Meeting or written opinion.
    pub mode: CouncilMode,
    /// Its rules; without members, which are those of the council.
    pub rules: CouncilRules,
}

/// A member as people fill one in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberDraft {
    /// Their name.
    pub name: String,
    /// Their position.
    pub position: Option<String>,
    /// Their organisation.
    pub organisation: Option<String>,
    /// What they are in the council.
    pub role: CouncilRole,
    /// Whether they score.
    pub voting: bool,
}

impl CouncilDraft {
    /// Every broken rule.
    #[must_use]
    pub fn check(&self) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        for (pointer, line) in [("/name", &self.name), ("/decision_number", &self.decision_number)] {
            check.required(pointer, line);
            check.line(pointer, line, LINE_LENGTH);
        }
        if !(2018..=2199).contains(&self.decision_date.year()) {
            check.refuse(
                "/decision_date",
                "date_out_of_range",
                "ngày quyết định phải từ năm 2018",
                "the decision is of 2018 or later",
            );
        }
        if self.rules.quorum.parse::<Quorum>().is_err() {
            check.refuse(
                "/rules/quorum",
                "invalid_quorum",
                "phải là phân số như \"3/4\", lớn hơn 0 và không quá 1",
                "must be a fraction such as \"3/4\", above 0 and at most 1",
            );
        }
        if self.rules.max_spread.is_some_and(|spread| spread > MOST_SPREAD) {
            check.refuse(
                "/rules/max_spread",
                "spread_out_of_range",
                "chênh lệch tối đa là 100 điểm; null: không giới hạn",
                "a spread is at most 100 points; null: any",
            );
        }
        if self.rules.members.is_some() {
            check.refuse(
                "/rules/members",
                "members_not_allowed",
                "số thành viên là số người của hội đồng, không nêu ở đây",
                "the members are those of the council; they are not numbered here",
            );
        }
        check.finish()
    }
}

impl MemberDraft {
    /// Every broken rule, of the member at `pointer`.
    #[must_use]
    pub fn check(&self, pointer: &str) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        check.required(&format!("{pointer}/name"), &self.name);
        check.line(&format!("{pointer}/name"), &self.name, LINE_LENGTH);
        for (field, line) in [("position", &self.position), ("organisation", &self.organisation)] {
            if let Some(line) = line {
                check.line(&format!("{pointer}/{field}"), line, LINE_LENGTH);
            }
        }
        if self.role == CouncilRole::Chair && !self.voting {
            check.refuse(
                &format!("{pointer}/voting"),
                "chair_scores",
                "chủ tịch hội đồng phải chấm điểm",
                "the chair scores",
            );
        }
        check.finish()
    }
}

/// Every broken rule of the members of a new council: each one's own, and that exactly one is the chair.
#[must_use]
pub fn check_members(members: &[MemberDraft]) -> Vec<Violation> {
    let mut violations: Vec<Violation> = members
        .iter()
        .enumerate()
        .flat_map(|(index, member)| member.check(&format!("/members/{index}")))
        .collect();
    let chairs = members.iter().filter(|member| member.role == CouncilRole::Chair);
    if chairs.count() != 1 {
        violations.push(Violation::new(
            "/members",
            "one_chair",
            "hội đồng có đúng một chủ tịch",
            "a council has exactly one chair",
        ));
    }
    violations
}
