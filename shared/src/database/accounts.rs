//! People who sign in with a password (table `accounts`).

use super::error::StoreResult;
use super::identity::{Identity, identity_columns, identity_values};
use super::schema::accounts;
use crate::domain::access::{Permission, Role, RoleAssignment, permission_list};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// An account that may sign in.
#[derive(Clone, Debug, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Account {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Hash of the password, see [`crate::passwords`].
    pub password_hash: String,
    /// Role, unit and scopes.
    pub identity: Identity,
}

/// An account to make.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// The name that the person signs in with.
    pub username: &'a str,
    /// A name for people.
    pub display_name: &'a str,
    /// Hash of the password, see [`crate::passwords`].
    pub password_hash: &'a str,
    /// Role and unit.
    pub assignment: &'a RoleAssignment,
    /// What the account is granted, within the role's permissions.
    pub permissions: &'a [Permission],
    /// Now.
    pub created_at: DateTime<Utc>,
}

/// The account with this name, unless it is disabled.
pub async fn find(connection: &mut AsyncPgConnection, username: &str) -> StoreResult<Option<Account>> {
    Ok(accounts::table
        .filter(
            accounts::username
                .eq(username)
                .and(accounts::disabled_at.is_null()),
        )
        .select((accounts::id, accounts::password_hash, identity_columns!(accounts)))
        .first(connection)
        .await
        .optional()?)
}

/// The account with this id, unless it is disabled.
pub async fn by_id(connection: &mut AsyncPgConnection, id: Uuid) -> StoreResult<Option<Account>> {
    Ok(accounts::table
        .filter(accounts::id.eq(id).and(accounts::disabled_at.is_null()))
        .select((accounts::id, accounts::password_hash, identity_columns!(accounts)))
        .first(connection)
        .await
        .optional()?)
}

/// Those of `ids` that are accounts of `role` and not disabled.
pub async fn with_role(
    connection: &mut AsyncPgConnection,
    role: Role,
    ids: &[Uuid],
) -> StoreResult<Vec<Uuid>> {
    Ok(accounts::table
        .filter(accounts::id.eq_any(ids))
        .filter(accounts::role.eq(role))
        .filter(accounts::disabled_at.is_null())
        .select(accounts::id)
        .load(connection)
        .await?)
}

/// Makes an account and returns its id.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the name is taken.
pub async fn create(connection: &mut AsyncPgConnection, account: &NewAccount<'_>) -> StoreResult<Uuid> {
    let id = Uuid::now_v7();
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::username.eq(account.username),
            accounts::display_name.eq(account.display_name),
            accounts::password_hash.eq(account.password_hash),
            identity_values!(accounts, account.assignment, account.permissions),
            accounts::created_at.eq(account.created_at),
        ))
        .execute(connection)
        .await?;
    Ok(id)
}
