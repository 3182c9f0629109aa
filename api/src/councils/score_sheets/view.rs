//! Sheets as JSON.

use api_http::extract::ETag;
use api_http::json_text::read;
use api_http::problem::ApiResult;
use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::database::councils::CouncilMember;
use shared::database::score_sheets::{MemberSheet, SheetVersion};
use shared::domain::councils::CouncilRole;
use shared::domain::criteria::Regimes;
use shared::domain::language::Language;
use shared::domain::scoring::{ScoringResult, SheetAnswers, score_stored_alone};
use utoipa::ToSchema;
use uuid::Uuid;

/// A member's sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScoreSheetView {
    /// Its id.
    id: Uuid,
    /// The dossier scored.
    dossier_id: Uuid,
    /// The turn, from 1.
    turn: i16,
    /// The council.
    council_id: Uuid,
    /// Whose it is.
    member: MemberRef,
    /// The regime whose sheet was answered.
    #[schema(example = "26-2026")]
    regime: String,
    /// Code of the leaf criterion → option number.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    answers: SheetAnswers,
    /// Codes of grounds found that end the evaluation.
    eliminations: Vec<String>,
    /// Remarks.
    note: Option<String>,
    /// Points.
    total: i32,
    /// What this sheet alone comes to: points by part, stars, unmet minimums.
    score: Option<ScoringResult>,
    /// When it was handed in; null before.
    handed_in_at: Option<DateTime<Utc>>,
    /// Raised with every change.
    version: i32,
    /// When it was begun.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

/// A member, shortly.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberRef {
    /// Their id in the council, by which results name them.
    id: Uuid,
    /// Their name.
    name: String,
    /// What they are in the council.
    role: CouncilRole,
}

/// A member who scores, and how far their sheet is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SheetEntry {
    /// The member.
    member: MemberRef,
    /// Whether a conflict of interest keeps them away.
    recused: bool,
    /// When they handed in; null where they have not.
    handed_in_at: Option<DateTime<Utc>>,
    /// Their sheet, where the caller may see it: one's own, and all once they are closed.
    sheet: Option<ScoreSheetView>,
}

/// An earlier or the last version of a sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionView {
    /// The version, from 1.
    version: i32,
    /// The regime whose sheet was answered.
    regime: String,
    /// Code of the leaf criterion → option number.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    answers: SheetAnswers,
    /// Codes of grounds found that end the evaluation.
    eliminations: Vec<String>,
    /// Remarks.
    note: Option<String>,
    /// Points.
    total: i32,
    /// When the sheet was handed in, as of this version.
    handed_in_at: Option<DateTime<Utc>>,
    /// Who wrote it.
    recorded_by: String,
    /// When.
    recorded_at: DateTime<Utc>,
}

/// The name of the version of a sheet.
pub(super) fn tag(sheet: &MemberSheet) -> ETag {
    ETag::of_version(sheet.id, sheet.version)
}

impl From<&CouncilMember> for MemberRef {
    fn from(member: &CouncilMember) -> Self {
        Self {
            id: member.id,
            name: member.name.clone(),
            role: member.role,
        }
    }
}

impl ScoreSheetView {
    /// `sheet` of `member`, scored as a sheet of `product_set`.
    pub(super) fn of(
        sheet: &MemberSheet,
        member: &CouncilMember,
        product_set: u32,
        regimes: &Regimes,
        language: Language,
    ) -> ApiResult<Self> {
        let answers: SheetAnswers = read(&sheet.answers)?;
        let eliminations: Vec<String> = read(&sheet.eliminations)?;
        let score = score_stored_alone(
            regimes,
            &sheet.regime,
            product_set,
            &answers,
            &eliminations,
            language,
        );
        Ok(Self {
            id: sheet.id,
            dossier_id: sheet.dossier_id,
            turn: sheet.turn,
            council_id: sheet.council_id,
            member: MemberRef::from(member),
            regime: sheet.regime.clone(),
            answers,
            eliminations,
            note: sheet.note.clone(),
            total: sheet.total,
            score,
            handed_in_at: sheet.handed_in_at,
            version: sheet.version,
            created_at: sheet.created_at,
            updated_at: sheet.updated_at,
        })
    }
}

impl SheetEntry {
    /// What may be seen of `member`: `sheet` whole, or only when it was handed in.
    pub(super) fn new(
        member: &CouncilMember,
        recused: bool,
        handed_in_at: Option<DateTime<Utc>>,
        sheet: Option<ScoreSheetView>,
    ) -> Self {
        Self {
            member: MemberRef::from(member),
            recused,
            handed_in_at: handed_in_at.filter(|_| !recused),
            sheet: sheet.filter(|_| !recused),
        }
    }

    pub(super) fn id(&self) -> Uuid {
        self.member.id
    }
}

impl VersionView {
    /// `version` as it was kept.
    pub(super) fn of(version: SheetVersion) -> ApiResult<Self> {
        Ok(Self {
            answers: read(&version.answers)?,
            eliminations: read(&version.eliminations)?,
            version: version.version,
            regime: version.regime,
            note: version.note,
            total: version.total,
            handed_in_at: version.handed_in_at,
            recorded_by: version.recorded_by,
            recorded_at: version.recorded_at,
        })
    }
}
