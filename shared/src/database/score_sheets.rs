//! The tables `score_sheets` and `score_sheet_versions`: members' sheets (phiếu chấm) and every version of them.

use super::error::StoreResult;
use super::json_text::JsonText;
use super::schema::{score_sheet_versions, score_sheets};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `score_sheets`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = score_sheets, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct MemberSheet {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The dossier scored.
    pub dossier_id: Uuid,
    /// The turn, from 1.
    pub turn: i16,
    /// The council.
    pub council_id: Uuid,
    /// Whose it is.
    pub member_id: Uuid,
    /// The regime whose sheet was answered.
    pub regime: String,
    /// [`crate::domain::scoring::SheetAnswers`].
    pub answers: JsonText,
    /// Codes of grounds found that end the evaluation.
    pub eliminations: JsonText,
    /// Remarks.
    pub note: Option<String>,
    /// Points.
    pub total: i32,
    /// When it was handed in.
    pub handed_in_at: Option<DateTime<Utc>>,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A row of `score_sheet_versions`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = score_sheet_versions, check_for_backend(diesel::pg::Pg))]
pub struct SheetVersion {
    /// The sheet.
    pub sheet_id: Uuid,
    /// The version, from 1.
    pub version: i32,
    /// The regime whose sheet was answered.
    pub regime: String,
    /// The answers of this version.
    pub answers: JsonText,
    /// Grounds of this version.
    pub eliminations: JsonText,
    /// Remarks of this version.
    pub note: Option<String>,
    /// Points of this version.
    pub total: i32,
    /// When the sheet was handed in, as of this version.
    pub handed_in_at: Option<DateTime<Utc>>,
    /// Who wrote it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// A member's sheet of a turn, where there is one.
pub async fn of_member(
    connection: &mut AsyncPgConnection,
    dossier: Uuid,
    turn: i16,
    member: Uuid,
) -> StoreResult<Option<MemberSheet>> {
    Ok(score_sheets::table
        .filter(score_sheets::dossier_id.eq(dossier))
        .filter(score_sheets::turn.eq(turn))
        .filter(score_sheets::member_id.eq(member))
        .select(MemberSheet::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// All sheets of a turn, in the order of the members.
pub async fn of_turn(
    connection: &mut AsyncPgConnection,
    dossier: Uuid,
    turn: i16,
) -> StoreResult<Vec<MemberSheet>> {
    Ok(score_sheets::table
        .filter(score_sheets::dossier_id.eq(dossier))
        .filter(score_sheets::turn.eq(turn))
        .select(MemberSheet::as_select())
        .order(score_sheets::member_id)
        .load(connection)
        .await?)
}

/// One sheet of a dossier that the caller has found.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none.
pub async fn find(connection: &mut AsyncPgConnection, dossier: Uuid, id: Uuid) -> StoreResult<MemberSheet> {
    Ok(score_sheets::table
        .find(id)
        .filter(score_sheets::dossier_id.eq(dossier))
        .select(MemberSheet::as_select())
        .first(connection)
        .await?)
}

/// Stores a version of a sheet, new or changed, and keeps it in the history as written `by` somebody.
pub async fn save(connection: &mut AsyncPgConnection, sheet: &MemberSheet, by: &str) -> StoreResult<()> {
    diesel::insert_into(score_sheets::table)
        .values(sheet)
        .on_conflict(score_sheets::id)
        .do_update()
        .set(sheet)
        .execute(connection)
        .await?;
    let version = SheetVersion {
        sheet_id: sheet.id,
        version: sheet.version,
        regime: sheet.regime.clone(),
        answers: sheet.answers.clone(),
        eliminations: sheet.eliminations.clone(),
        note: sheet.note.clone(),
        total: sheet.total,
        handed_in_at: sheet.handed_in_at,
        recorded_by: by.to_owned(),
        recorded_at: sheet.updated_at,
    };
    diesel::insert_into(score_sheet_versions::table)
        .values(version)
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` versions of a sheet after version `after`, the oldest first.
pub async fn versions(
    connection: &mut AsyncPgConnection,
    sheet: Uuid,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<SheetVersion>> {
    let after = after
        .and_then(|after| i32::try_from(after).ok())
        .unwrap_or_default();
    Ok(score_sheet_versions::table
        .filter(score_sheet_versions::sheet_id.eq(sheet))
        .filter(score_sheet_versions::version.gt(after))
        .select(SheetVersion::as_select())
        .order(score_sheet_versions::version)
        .limit(limit)
        .load(connection)
        .await?)
}
