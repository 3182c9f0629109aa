//! The table `recusals`: conflicts of interest (xung đột lợi ích), of a member with a dossier.

use super::error::StoreResult;
use super::schema::{council_members, recusals};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `recusals`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = recusals, check_for_backend(diesel::pg::Pg))]
pub struct Recusal {
    /// `UUIDv7`.
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// The council.
    pub council_id: Uuid,
    /// The member.
    pub member_id: Uuid,
    /// Why.
    pub reason: String,
    /// Who declared it.
    pub declared_by: String,
    /// When.
    pub declared_at: DateTime<Utc>,
}

/// The recusals of a council from a dossier, in the order of their declaration.
pub async fn of_dossier(
    connection: &mut AsyncPgConnection,
    dossier: Uuid,
    council: Uuid,
) -> StoreResult<Vec<Recusal>> {
    Ok(recusals::table
        .filter(recusals::dossier_id.eq(dossier))
        .filter(recusals::council_id.eq(council))
        .select(Recusal::as_select())
        .order(recusals::id)
        .load(connection)
        .await?)
}

/// Stores a recusal.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the member has one.
pub async fn insert(connection: &mut AsyncPgConnection, recusal: &Recusal) -> StoreResult<()> {
    diesel::insert_into(recusals::table)
        .values(recusal)
        .execute(connection)
        .await?;
    Ok(())
}

/// The dossiers from which a member has recused themself.
pub async fn of_member(connection: &mut AsyncPgConnection, member: Uuid) -> StoreResult<Vec<Uuid>> {
    Ok(recusals::table
        .filter(recusals::member_id.eq(member))
        .select(recusals::dossier_id)
        .load(connection)
        .await?)
}

/// Whether a person has recused themself from a dossier in one of the councils in which they sit.
pub async fn keep_away(connection: &mut AsyncPgConnection, dossier: Uuid, person: Uuid) -> StoreResult<bool> {
    let own = recusals::table
        .inner_join(council_members::table.on(council_members::id.eq(recusals::member_id)))
        .filter(recusals::dossier_id.eq(dossier))
        .filter(council_members::account_id.eq(person));
    Ok(diesel::select(diesel::dsl::exists(own))
        .get_result(connection)
        .await?)
}
