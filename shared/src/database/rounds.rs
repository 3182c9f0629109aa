//! The table `rounds`: rounds of evaluation (đợt đánh giá) of provinces and of the ministry.

mod late;

pub use late::{LateDossier, MissedDate, late_dossiers};

use super::error::StoreResult;
use super::schema::{council_members, councils, rounds};
use crate::domain::access::Scope;
use crate::domain::evaluation::EvaluationLevel;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `rounds`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = rounds, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct Round {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Whose councils score.
    pub level: EvaluationLevel,
    /// Today's province; none for the ministry's.
    pub province_code: Option<String>,
    /// Year of the round.
    pub year: i16,
    /// Number within the year.
    pub number: i16,
    /// A dossier is sent on before this day.
    pub sent_before: NaiveDate,
    /// It is decided before this day.
    pub decided_before: NaiveDate,
    /// Remarks.
    pub note: Option<String>,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which rounds a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct RoundFilter {
    /// Of this level.
    pub level: Option<EvaluationLevel>,
    /// Of this province.
    pub province_code: Option<String>,
    /// Of this year.
    pub year: Option<i16>,
}

/// Bounds a query on `rounds`: provinces see their own and the ministry's, members those of their councils.
macro_rules! rounds_within {
    ($query:expr, $scope:expr) => {{
        let query = $query;
        match $scope {
            Scope::Nation => query,
            Scope::Province(code) => query.filter(
                rounds::level
                    .eq(EvaluationLevel::Central)
                    .or(rounds::province_code.is_not_distinct_from(Some(code.clone()))),
            ),
            Scope::Seat(person) => query.filter(exists(
                councils::table
                    .inner_join(council_members::table)
                    .filter(councils::round_id.eq(rounds::id))
                    .filter(council_members::account_id.eq(*person)),
            )),
            Scope::Commune(_) | Scope::Producer(_) | Scope::Nothing => {
                query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("false"))
            }
        }
    }};
}

/// One round in reach.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none or it lies outside.
pub async fn find(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<Round> {
    let query = rounds::table.find(id).select(Round::as_select()).into_boxed();
    Ok(rounds_within!(query, scope).first(connection).await?)
}

/// One round in reach, kept from changing until the transaction ends.
///
/// # Errors
/// [`super::StoreError::NotFound`] where there is none or it lies outside.
pub async fn lock(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<Round> {
    let row = rounds::table.find(id).select(rounds::id).for_no_key_update();
    row.first::<Uuid>(connection).await?;
    find(connection, scope, id).await
}

/// Up to `limit` rounds after `after`, in the order in which they were set up.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &RoundFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Round>> {
    let query = rounds::table
        .select(Round::as_select())
        .order(rounds::id)
        .limit(limit)
        .into_boxed();
    let mut query = rounds_within!(query, scope);
    if let Some(level) = filter.level {
        query = query.filter(rounds::level.eq(level));
    }
    if let Some(code) = &filter.province_code {
        query = query.filter(rounds::province_code.eq(code));
    }
    if let Some(year) = filter.year {
        query = query.filter(rounds::year.eq(year));
    }
    if let Some(after) = after {
        query = query.filter(rounds::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// Stores a new round.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the number is taken in its year.
pub async fn insert(connection: &mut AsyncPgConnection, round: &Round) -> StoreResult<()> {
    diesel::insert_into(rounds::table)
        .values(round)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a changed round over the row with its id.
pub async fn update(connection: &mut AsyncPgConnection, round: &Round) -> StoreResult<()> {
    diesel::update(rounds::table.find(round.id))
        .set(round)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a round that no council belongs to.
///
/// # Errors
/// [`super::StoreError::Conflict`] where one does.
pub async fn delete(connection: &mut AsyncPgConnection, id: Uuid) -> StoreResult<()> {
    diesel::delete(rounds::table.find(id)).execute(connection).await?;
    Ok(())
}
