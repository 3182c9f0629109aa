//! The table `councils`: councils (hội đồng) of a round, with their members and the dossiers before them.

pub mod assignments;
pub mod members;

pub use assignments::DossierAssignment;
pub use members::CouncilMember;

use super::error::StoreResult;
use super::json_text::JsonText;
use super::schema::{council_dossiers, council_members, councils};
use crate::domain::access::Scope;
use crate::domain::councils::CouncilMode;
use crate::domain::evaluation::EvaluationLevel;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `councils`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = councils, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct Council {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its round.
    pub round_id: Uuid,
    /// The round's level.
    pub level: EvaluationLevel,
    /// The round's province.
    pub province_code: Option<String>,
    /// Its name.
    pub name: String,
    /// Number of the decision that established it.
    pub decision_number: String,
    /// Date of that decision.
    pub decision_date: NaiveDate,
    /// Meeting or written opinion.
    pub mode: CouncilMode,
    /// Its rules: a [`crate::domain::scoring::CouncilRules`] without members.
    pub rules: JsonText,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Bounds a query on `councils`: a province sees its own, a member those in which they sit.
macro_rules! councils_within {
    ($query:expr, $scope:expr) => {{
        let query = $query;
        match $scope {
            Scope::Nation => query,
            Scope::Province(code) => {
                query.filter(councils::province_code.is_not_distinct_from(Some(code.clone())))
            }
            Scope::Seat(person) => query.filter(exists(
                council_members::table
                    .filter(council_members::council_id.eq(councils::id))
                    .filter(council_members::account_id.eq(*person)),
            )),
            Scope::Commune(_) | Scope::Producer(_) | Scope::Nothing => {
                query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("false"))
            }
        }
    }};
}

/// One council in reach.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none or it lies outside.
pub async fn find(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<Council> {
    let query = councils::table.find(id).select(Council::as_select()).into_boxed();
    Ok(councils_within!(query, scope).first(connection).await?)
}

/// One council in reach, held until the transaction ends: its members and dossiers change one at a time.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none or it lies outside.
pub async fn lock(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<Council> {
    let row = councils::table.find(id).select(councils::id).for_no_key_update();
    row.first::<Uuid>(connection).await?;
    find(connection, scope, id).await
}

/// Up to `limit` councils after `after`, of one round where one is named, in the order in which they were set up.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    round_id: Option<Uuid>,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Council>> {
    let query = councils::table
        .select(Council::as_select())
        .order(councils::id)
        .limit(limit)
        .into_boxed();
    let mut query = councils_within!(query, scope);
    if let Some(round) = round_id {
        query = query.filter(councils::round_id.eq(round));
    }
    if let Some(after) = after {
        query = query.filter(councils::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// The council of `level` before which a dossier, found by the caller, is.
pub async fn of_dossier(
    connection: &mut AsyncPgConnection,
    dossier: Uuid,
    level: EvaluationLevel,
) -> StoreResult<Option<Council>> {
    Ok(councils::table
        .inner_join(council_dossiers::table)
        .filter(council_dossiers::dossier_id.eq(dossier))
        .filter(council_dossiers::level.eq(level))
        .select(Council::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Stores a new council.
pub async fn insert(connection: &mut AsyncPgConnection, council: &Council) -> StoreResult<()> {
    diesel::insert_into(councils::table)
        .values(council)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a changed council over the row with its id.
pub async fn update(connection: &mut AsyncPgConnection, council: &Council) -> StoreResult<()> {
    diesel::update(councils::table.find(council.id))
        .set(council)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a council, with its members, that no dossier was ever before.
///
/// # Errors
/// [`super::StoreError::Conflict`] where one was.
pub async fn delete(connection: &mut AsyncPgConnection, id: Uuid) -> StoreResult<()> {
    diesel::delete(councils::table.find(id))
        .execute(connection)
        .await?;
    Ok(())
}
