//! The table `council_members`: who sits in a council.

use crate::database::error::StoreResult;
use crate::database::schema::council_members;
use crate::domain::councils::CouncilRole;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `council_members`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = council_members, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct CouncilMember {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The council.
    pub council_id: Uuid,
    /// The person's id as a caller.
    pub account_id: Uuid,
    /// Name for the minutes.
    pub name: String,
    /// Position (chức vụ).
    pub position: Option<String>,
    /// Organisation (cơ quan).
    pub organisation: Option<String>,
    /// What they are in the council.
    pub role: CouncilRole,
    /// Whether they score.
    pub voting: bool,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When they were named.
    pub created_at: DateTime<Utc>,
    /// When the entry was last changed.
    pub updated_at: DateTime<Utc>,
}

/// All members of a council, in the order in which they were named.
pub async fn all(connection: &mut AsyncPgConnection, council: Uuid) -> StoreResult<Vec<CouncilMember>> {
    list(connection, council, None, i64::MAX).await
}

/// Up to `limit` members of a council after `after`, in the order in which they were named.
pub async fn list(
    connection: &mut AsyncPgConnection,
    council: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<CouncilMember>> {
    let mut query = council_members::table
        .filter(council_members::council_id.eq(council))
        .select(CouncilMember::as_select())
        .order(council_members::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(council_members::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// One member of a council whose council the caller has found.
///
/// # Errors
/// [`crate::database::StoreError::NotFound`] where there is none.
pub async fn find(connection: &mut AsyncPgConnection, council: Uuid, id: Uuid) -> StoreResult<CouncilMember> {
    Ok(council_members::table
        .find(id)
        .filter(council_members::council_id.eq(council))
        .select(CouncilMember::as_select())
        .first(connection)
        .await?)
}

/// The seat of a person in a council, where they have one.
pub async fn of_person(
    connection: &mut AsyncPgConnection,
    council: Uuid,
    person: Uuid,
) -> StoreResult<Option<CouncilMember>> {
    Ok(council_members::table
        .filter(council_members::council_id.eq(council))
        .filter(council_members::account_id.eq(person))
        .select(CouncilMember::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Stores members of a council.
///
/// # Errors
/// [`crate::database::StoreError::Conflict`] where a person has a seat already, or there is a second chair.
pub async fn insert(connection: &mut AsyncPgConnection, new: &[CouncilMember]) -> StoreResult<()> {
    diesel::insert_into(council_members::table)
        .values(new)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a changed member over the row with its id.
pub async fn update(connection: &mut AsyncPgConnection, member: &CouncilMember) -> StoreResult<()> {
    diesel::update(council_members::table.find(member.id))
        .set(member)
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes the chair of a council a member, for another one to take the chair.
pub async fn unseat_chair(
    connection: &mut AsyncPgConnection,
    council: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    diesel::update(council_members::table)
        .filter(council_members::council_id.eq(council))
        .filter(council_members::role.eq(CouncilRole::Chair))
        .set((
            council_members::role.eq(CouncilRole::Member),
            council_members::version.eq(council_members::version + 1),
            council_members::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a member who has written no sheet and recused themself from nothing.
///
/// # Errors
/// [`crate::database::StoreError::Conflict`] where they have.
pub async fn delete(connection: &mut AsyncPgConnection, id: Uuid) -> StoreResult<()> {
    diesel::delete(council_members::table.find(id))
        .execute(connection)
        .await?;
    Ok(())
}
