//! Systems that sign in with a secret (table `clients`).

use super::error::StoreResult;
use super::identity::{IdentityColumns, assignment, unit_columns};
use super::schema::clients;
use crate::domain::access::{Permission, Role, RoleAssignment, permission_list};
use crate::domain::units::{Generation, Level};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A client that may sign in.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = clients, check_for_backend(diesel::pg::Pg))]
pub struct Client {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Hash of its secret, see [`crate::passwords`].
    pub secret_hash: String,
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
    /// What it was granted, separated by spaces.
    pub scopes: String,
}

impl Client {
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

/// A client to make.
#[derive(Clone, Debug)]
pub struct NewClient<'a> {
    /// The name it signs in with.
    pub client_id: &'a str,
    /// A name for people.
    pub display_name: &'a str,
    /// Hash of its secret, see [`crate::passwords`].
    pub secret_hash: &'a str,
    /// Role and unit.
    pub assignment: &'a RoleAssignment,
    /// What it is granted, within the role's permissions.
    pub permissions: &'a [Permission],
    /// Now.
    pub created_at: DateTime<Utc>,
}

/// The client with this name, unless it is disabled.
///
/// # Errors
/// As any query.
pub async fn find(connection: &mut AsyncPgConnection, client_id: &str) -> StoreResult<Option<Client>> {
    Ok(clients::table
        .filter(
            clients::client_id
                .eq(client_id)
                .and(clients::disabled_at.is_null()),
        )
        .select(Client::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Makes a client and returns its id.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the name is taken.
pub async fn create(connection: &mut AsyncPgConnection, client: &NewClient<'_>) -> StoreResult<Uuid> {
    let id = Uuid::now_v7();
    let (generation, level) = unit_columns(client.assignment);
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(id),
            clients::client_id.eq(client.client_id),
            clients::display_name.eq(client.display_name),
            clients::secret_hash.eq(client.secret_hash),
            clients::role.eq(client.assignment.role),
            clients::unit_generation.eq(generation),
            clients::unit_level.eq(level),
            clients::unit_code.eq(&client.assignment.unit),
            clients::producer_id.eq(client.assignment.producer),
            clients::scopes.eq(permission_list(client.permissions)),
            clients::created_at.eq(client.created_at),
        ))
        .execute(connection)
        .await?;
    Ok(id)
}
