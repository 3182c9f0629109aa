//! Councils (hội đồng đánh giá, phân hạng): who sits, who scores a dossier, and the scoring that their sheets make.

mod draft;
mod statement;

pub use draft::{CouncilDraft, MemberDraft, check_members};
pub use statement::{StatementDraft, StatementKind};

use super::application_kind::ApplicationKind;
use super::criteria::CriteriaSheet;
use super::scoring::{CouncilRules, Quorum, ScoreSheet, ScoringRequest, SheetAnswers, grounds_at_zero};
use crate::text_enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// How a council works (hình thức).
    pub enum CouncilMode {
        /// It meets (họp).
        Meeting = "meeting",
        /// By written opinion (lấy ý kiến bằng văn bản), as renewals allow.
        Written = "written",
    }
}

impl CouncilMode {
    /// True where a council that works so may score an application of `kind`: renewals are scored by written opinion or at a
    /// meeting, everything else at a meeting.
    #[must_use]
    pub fn scores(self, kind: ApplicationKind) -> bool {
        self == Self::Meeting || kind == ApplicationKind::Renewal
    }
}

text_enum! {
    /// What a member is in the council.
    pub enum CouncilRole {
        /// Chair (Chủ tịch Hội đồng): exactly one.
        Chair = "chair",
        /// Vice-chair (Phó Chủ tịch).
        ViceChair = "vice_chair",
        /// Member (Ủy viên).
        Member = "member",
        /// Secretary (Thư ký).
        Secretary = "secretary",
        /// Expert by invitation (chuyên gia).
        Expert = "expert",
    }
}

/// A member before one dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CouncilSeat {
    /// The member.
    pub member: Uuid,
    /// What they are.
    pub role: CouncilRole,
    /// Whether they score (có quyền chấm điểm).
    pub voting: bool,
    /// Whether a conflict of interest keeps them from it (không tham gia do xung đột lợi ích).
    pub recused: bool,
}

impl CouncilSeat {
    /// Scores this dossier, and counts for the quorum.
    #[must_use]
    pub const fn scores(&self) -> bool {
        self.voting && !self.recused
    }
}

/// A member as they sat in a closed turn, for the minutes: later changes of the council do not reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesSeat {
    /// The member.
    pub member: Uuid,
    /// Their name.
    pub name: String,
    /// Their position.
    pub position: Option<String>,
    /// Their organisation.
    pub organisation: Option<String>,
    /// What they were.
    pub role: CouncilRole,
    /// Whether they scored.
    pub voting: bool,
    /// Why a conflict of interest kept them away, where one did.
    pub recusal: Option<String>,
    /// Whether they had handed in a sheet.
    pub handed_in: bool,
}

/// A sheet that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetSubmission {
    /// Whose it is.
    pub member: Uuid,
    /// The answers.
    pub answers: SheetAnswers,
    /// Grounds found that end the evaluation.
    pub eliminations: Vec<String>,
}

/// Who presides over the scoring of a dossier: the chair, or where a conflict of interest keeps the chair away, the first
/// vice-chair who scores.
#[must_use]
pub fn presiding(seats: &[CouncilSeat]) -> Option<Uuid> {
    let first = |role| seats.iter().find(|seat| seat.role == role && seat.scores());
    let chair = first(CouncilRole::Chair).or_else(|| first(CouncilRole::ViceChair));
    chair.map(|seat| seat.member)
}

/// The grounds for elimination that more than half of the sheets give, by name or by a 0 where `form` makes that a ground, in
/// the order of the first that gives them.
#[must_use]
pub fn common_eliminations(sheets: &[SheetSubmission], form: Option<&CriteriaSheet>) -> Vec<String> {
    let given: Vec<Vec<&str>> = sheets.iter().map(|sheet| sheet.grounds(form)).collect();
    let mut grounds: Vec<&str> = Vec::new();
    for ground in given.iter().flatten() {
        if !grounds.contains(ground) {
            grounds.push(ground);
        }
    }
    grounds.retain(|ground| {
        let giving = given.iter().filter(|grounds| grounds.contains(ground));
        2 * giving.count() > sheets.len()
    });
    grounds.into_iter().map(str::to_owned).collect()
}

impl SheetSubmission {
    fn grounds<'a>(&'a self, form: Option<&'a CriteriaSheet>) -> Vec<&'a str> {
        let at_zero = form
            .into_iter()
            .flat_map(|form| grounds_at_zero(form, &self.answers));
        let named = self.eliminations.iter().map(String::as_str);
        named.chain(at_zero).collect()
    }
}

/// Whether the sheets that `seats` handed in are enough: the council's part of those who score, who presides among them.
#[must_use]
pub fn is_quorate(rules: &CouncilRules, seats: &[CouncilSeat], sheets: &[SheetSubmission]) -> bool {
    let counted = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let scoring = seats.iter().filter(|seat| seat.scores()).count();
    let handed_in = sheets_of(seats, sheets).count();
    let chaired = presiding(seats).is_some_and(|chair| sheets.iter().any(|sheet| sheet.member == chair));
    let quorum = rules.quorum.parse::<Quorum>();
    chaired && quorum.is_ok_and(|quorum| quorum.is_met(counted(handed_in), counted(scoring)))
}

/// What is scored when the sheets are closed: the sheets of those who score, under the council's rules and on the `form` of
/// their regime and product set. Members are named by their ids.
#[must_use]
pub fn scoring_request(
    (regime, product_set): (&str, u32),
    form: Option<&CriteriaSheet>,
    rules: &CouncilRules,
    seats: &[CouncilSeat],
    sheets: &[SheetSubmission],
) -> ScoringRequest {
    let chair = presiding(seats);
    let counted: Vec<SheetSubmission> = sheets_of(seats, sheets).cloned().collect();
    let members = seats.iter().filter(|seat| seat.scores()).count();
    ScoringRequest {
        regime: regime.to_owned(),
        product_set,
        eliminations: common_eliminations(&counted, form),
        council: Some(CouncilRules {
            members: Some(u32::try_from(members).unwrap_or(u32::MAX)),
            ..rules.clone()
        }),
        sheets: counted
            .into_iter()
            .map(|sheet| ScoreSheet {
                assessor: sheet.member.to_string(),
                chair: chair == Some(sheet.member),
                answers: sheet.answers,
            })
            .collect(),
    }
}

/// Those of `sheets` whose members score.
fn sheets_of<'a>(
    seats: &'a [CouncilSeat],
    sheets: &'a [SheetSubmission],
) -> impl Iterator<Item = &'a SheetSubmission> {
    sheets.iter().filter(|sheet| {
        seats
            .iter()
            .any(|seat| seat.member == sheet.member && seat.scores())
    })
}

#[cfg(test)]
mod tests;
