//! Systems that sign in with a secret (table `clients`).

use super::error::StoreResult;
use super::identity::{Identity, identity_columns, identity_values};
use super::schema::clients;
use crate::domain::access::{Permission, RoleAssignment, permission_list};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A client that may sign in.
#[derive(Clone, Debug, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Client {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Hash of its secret, see [`crate::passwords`].
    pub secret_hash: String,
    /// Role, unit and scopes.
    pub identity: Identity,
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
pub async fn find(connection: &mut AsyncPgConnection, client_id: &str) -> StoreResult<Option<Client>> {
    Ok(clients::table
        .filter(
            clients::client_id
                .eq(client_id)
                .and(clients::disabled_at.is_null()),
        )
        .select((clients::id, clients::secret_hash, identity_columns!(clients)))
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
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(id),
            clients::client_id.eq(client.client_id),
            clients::display_name.eq(client.display_name),
            clients::secret_hash.eq(client.secret_hash),
            identity_values!(clients, client.assignment, client.permissions),
            clients::created_at.eq(client.created_at),
        ))
        .execute(connection)
        .await?;
    Ok(id)
}
