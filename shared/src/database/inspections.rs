//! The table `inspections`: checks of certified products (kiểm tra sau công nhận). Rows only ever come.

use super::error::StoreResult;
use super::schema::inspections;
use crate::domain::certificate::InspectionKind;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `inspections`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = inspections, check_for_backend(diesel::pg::Pg))]
pub struct Inspection {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The certificate.
    pub certificate_id: Uuid,
    /// Planned or surprise.
    pub kind: InspectionKind,
    /// The day of it.
    pub inspected_on: NaiveDate,
    /// What was found.
    pub findings: String,
    /// What the producer has to do.
    pub measures: Option<String>,
    /// Day of the next one.
    pub next_on: Option<NaiveDate>,
    /// The scanned report.
    pub file_id: Option<Uuid>,
    /// Who recorded it.
    pub created_by: String,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

/// Adds an inspection.
pub async fn insert(connection: &mut AsyncPgConnection, inspection: &Inspection) -> StoreResult<()> {
    diesel::insert_into(inspections::table)
        .values(inspection)
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` inspections of a certificate, which the caller has found in reach, after the one with the id `after`.
pub async fn list(
    connection: &mut AsyncPgConnection,
    certificate: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Inspection>> {
    let mut query = inspections::table
        .filter(inspections::certificate_id.eq(certificate))
        .order(inspections::id)
        .limit(limit)
        .select(Inspection::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(inspections::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
