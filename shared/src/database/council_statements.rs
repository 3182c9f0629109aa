//! The table `council_statements`: what is said before a council and belongs into its minutes (ý kiến ghi vào biên bản).

use super::error::StoreResult;
use super::schema::council_statements;
use crate::domain::councils::StatementKind;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `council_statements`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = council_statements, check_for_backend(diesel::pg::Pg))]
pub struct CouncilStatement {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// The turn of scoring in which it was said, from 1.
    pub turn: i16,
    /// What it is.
    pub kind: StatementKind,
    /// Code of the criterion that it is about.
    pub criterion: Option<String>,
    /// What is said.
    pub statement: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// Stores a statement.
pub async fn insert(connection: &mut AsyncPgConnection, statement: &CouncilStatement) -> StoreResult<()> {
    diesel::insert_into(council_statements::table)
        .values(statement)
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` statements of a dossier after the one with the id `after`, in the order of their recording.
pub async fn list(
    connection: &mut AsyncPgConnection,
    dossier: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<CouncilStatement>> {
    let mut query = council_statements::table
        .filter(council_statements::dossier_id.eq(dossier))
        .order(council_statements::id)
        .limit(limit)
        .select(CouncilStatement::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(council_statements::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// All statements of these dossiers, in the order of their recording.
pub async fn of_dossiers(
    connection: &mut AsyncPgConnection,
    dossiers: &[Uuid],
) -> StoreResult<Vec<CouncilStatement>> {
    Ok(council_statements::table
        .filter(council_statements::dossier_id.eq_any(dossiers))
        .order(council_statements::id)
        .select(CouncilStatement::as_select())
        .load(connection)
        .await?)
}
