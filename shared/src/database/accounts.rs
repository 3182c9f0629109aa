//! People who sign in with a password (table `accounts`).

use super::error::StoreResult;
use super::identity::{IdentityColumns, assignment, unit_columns};
use super::schema::accounts;
use crate::domain::access::{Permission, Role, RoleAssignment, permission_list};
use crate::domain::units::{Generation, Level};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// An account that may sign in.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(diesel::pg::Pg))]
pub struct Account {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Hash of the password, see [`crate::passwords`].
    pub password_hash: String,
    /// Its role.
    pub role: Role,
    /// Generation of its unit: before the reform offices were of other units.
    pub unit_generation: Option<Generation>,
    /// Level of its unit.
    pub unit_level: Option<Level>,
    /// Code of its unit.
    pub unit_code: Option<String>,
    /// Its producer.
    pub producer_id: Option<Uuid>,
    /// What the account was granted, separated by spaces.
    pub scopes: String,
}

impl Account {
    /// What it is today; none where its unit has no office any more.
    ///
    /// # Errors
    /// [`super::StoreError::Internal`] where the data of the units is broken.
    pub fn assignment(&self) -> StoreResult<Option<RoleAssignment>> {
        assignment(&IdentityColumns {
            role: self.role,
            generation: self.unit_generation,
            level: self.unit_level,
            code: self.unit_code.as_deref(),
            producer: self.producer_id,
        })
    }
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
///
/// # Errors
/// As any query.
pub async fn find(connection: &mut AsyncPgConnection, username: &str) -> StoreResult<Option<Account>> {
    Ok(accounts::table
        .filter(
            accounts::username
                .eq(username)
                .and(accounts::disabled_at.is_null()),
        )
        .select(Account::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The account with this id, unless it is disabled.
///
/// # Errors
/// As any query.
pub async fn by_id(connection: &mut AsyncPgConnection, id: Uuid) -> StoreResult<Option<Account>> {
    Ok(accounts::table
        .filter(accounts::id.eq(id).and(accounts::disabled_at.is_null()))
        .select(Account::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Those of `ids` that are accounts of `role` and not disabled.
///
/// # Errors
/// As any query.
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
    let (generation, level) = unit_columns(account.assignment);
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::username.eq(account.username),
            accounts::display_name.eq(account.display_name),
            accounts::password_hash.eq(account.password_hash),
            accounts::role.eq(account.assignment.role),
            accounts::unit_generation.eq(generation),
            accounts::unit_level.eq(level),
            accounts::unit_code.eq(&account.assignment.unit),
            accounts::producer_id.eq(account.assignment.producer),
            accounts::scopes.eq(permission_list(account.permissions)),
            accounts::created_at.eq(account.created_at),
        ))
        .execute(connection)
        .await?;
    Ok(id)
}
