//! The table `advisory_reports`: reports of the advisory team (báo cáo của tổ tư vấn).

use super::error::StoreResult;
use super::json_text::JsonText;
use super::schema::advisory_reports;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `advisory_reports`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = advisory_reports, check_for_backend(diesel::pg::Pg))]
pub struct AdvisoryReport {
    /// The dossier.
    pub dossier_id: Uuid,
    /// What the team found.
    pub findings: String,
    /// What it proposes to the council.
    pub proposal: String,
    /// The regime whose sheet it answered.
    pub regime: String,
    /// Its own sheet: [`crate::domain::scoring::SheetAnswers`].
    pub answers: JsonText,
    /// Files that belong to it: a list of ids.
    pub file_ids: JsonText,
    /// Who handed it in.
    pub reported_by: String,
    /// When.
    pub reported_at: DateTime<Utc>,
}

/// The report on a dossier that the caller has found.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none yet.
pub async fn find(connection: &mut AsyncPgConnection, dossier: Uuid) -> StoreResult<AdvisoryReport> {
    Ok(advisory_reports::table
        .find(dossier)
        .select(AdvisoryReport::as_select())
        .first(connection)
        .await?)
}

/// Stores a report.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the dossier has one.
pub async fn insert(connection: &mut AsyncPgConnection, report: &AdvisoryReport) -> StoreResult<()> {
    diesel::insert_into(advisory_reports::table)
        .values(report)
        .execute(connection)
        .await?;
    Ok(())
}
