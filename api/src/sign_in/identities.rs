//! Making clients and accounts: for the commands and for the standalone binary.

use chrono::Utc;
use diesel_async::AsyncConnection;
use secrecy::SecretString;
use shared::database::accounts::{self, NewAccount};
use shared::database::audit_log::{self, Actor};
use shared::database::clients::{self, NewClient};
use shared::database::{Database, StoreError};
use shared::domain::access::{Permission, RoleAssignment};
use shared::domain::units::{Generation, UnitRef, registry};
use shared::passwords::{PasswordError, hash};
use uuid::Uuid;

/// The shortest password a person may have (NIST SP 800-63B asks for 15 without a second factor, 8 with one).
const SHORTEST_PASSWORD: usize = 15;

/// A client or account to make.
#[derive(Clone, Debug)]
pub struct NewIdentity {
    /// `client_id` or `username`.
    pub name: String,
    /// A name for people.
    pub display_name: String,
    /// Role and what it is held for.
    pub assignment: RoleAssignment,
    /// What it is granted; everything the role may have where it is left out.
    pub permissions: Option<Vec<Permission>>,
}

/// An identity cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A rule is broken.
    #[error("{0}")]
    Invalid(String),
    /// The name is taken.
    #[error("the name `{0}` is taken")]
    Taken(String),
    /// The secret cannot be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database said no.
    #[error(transparent)]
    Store(StoreError),
}

/// Makes a client that signs in with `secret`; blocks for the time of one hash.
///
/// # Errors
/// [`IdentityError`] naming the rule.
pub async fn create_client(
    database: &Database,
    identity: &NewIdentity,
    secret: &SecretString,
) -> Result<Uuid, IdentityError> {
    let permissions = identity.check()?;
    let client = NewClient {
        client_id: &identity.name,
        display_name: &identity.display_name,
        secret_hash: &hash(secret)?,
        assignment: &identity.assignment,
        permissions: &permissions,
        created_at: Utc::now(),
    };
    let mut connection = database.connection().await.map_err(IdentityError::Store)?;
    let actor = Actor::at_terminal("api create-client", None, client.created_at);
    connection
        .transaction(async |connection| {
            audit_log::act_as(connection, &actor).await?;
            clients::create(connection, &client).await
        })
        .await
        .map_err(|error| identity.failed(error))
}

/// Makes an account that signs in with `password`; blocks for the time of one hash.
///
/// # Errors
/// [`IdentityError`] naming the rule.
pub async fn create_account(
    database: &Database,
    identity: &NewIdentity,
    password: &SecretString,
) -> Result<Uuid, IdentityError> {
    let permissions = identity.check()?;
    if secrecy::ExposeSecret::expose_secret(password).chars().count() < SHORTEST_PASSWORD {
        return Err(IdentityError::Invalid(format!(
            "a password has at least {SHORTEST_PASSWORD} characters"
        )));
    }
    let account = NewAccount {
        username: &identity.name,
        display_name: &identity.display_name,
        password_hash: &hash(password)?,
        assignment: &identity.assignment,
        permissions: &permissions,
        created_at: Utc::now(),
    };
    let mut connection = database.connection().await.map_err(IdentityError::Store)?;
    let actor = Actor::at_terminal("api create-account", None, account.created_at);
    connection
        .transaction(async |connection| {
            audit_log::act_as(connection, &actor).await?;
            accounts::create(connection, &account).await
        })
        .await
        .map_err(|error| identity.failed(error))
}

/// A new random secret: 256 bits, in letters that survive every form and shell.
#[must_use]
pub fn random_secret() -> SecretString {
    use base64::Engine;
    let bytes: [u8; 32] = rand::random();
    SecretString::from(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

impl NewIdentity {
    /// The permissions to grant, where all rules hold.
    fn check(&self) -> Result<Vec<Permission>, IdentityError> {
        let invalid = |text: String| Err(IdentityError::Invalid(text));
        let fits = |text: &str, longest| (1..=longest).contains(&text.chars().count());
        if !fits(&self.name, 100)
            || !self
                .name
                .chars()
                .all(|letter| letter.is_ascii_graphic() && letter != ':')
        {
            return invalid("a name has 1 to 100 visible ASCII characters without `:`".to_owned());
        }
        if !fits(&self.display_name, 200) {
            return invalid("a display name has 1 to 200 characters".to_owned());
        }
        let role = self.assignment.role;
        if self.assignment.scope(Uuid::nil()).is_none() {
            return invalid(format!("the role {role} is held for a unit or producer: name it"));
        }
        if let Some(code) = &self.assignment.unit {
            let Some(level) = self.assignment.unit_level() else {
                return invalid(format!("the role {role} is held for no unit"));
            };
            let units = registry().map_err(|error| IdentityError::Invalid(error.to_string()))?;
            if units
                .find(&UnitRef::new(Generation::Current, level, code))
                .is_none()
            {
                return invalid(format!("there is no {level} with the code {code} today"));
            }
        }
        let permissions = self
            .permissions
            .clone()
            .unwrap_or_else(|| role.permissions().to_vec());
        match permissions
            .iter()
            .find(|permission| !role.permissions().contains(permission))
        {
            Some(beyond) => invalid(format!("the role {role} cannot have {beyond}")),
            None => Ok(permissions),
        }
    }

    fn failed(&self, error: StoreError) -> IdentityError {
        match error {
            StoreError::Conflict { .. } => IdentityError::Taken(self.name.clone()),
            error => IdentityError::Store(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::access::Role;

    fn identity(role: Role, unit: Option<&str>) -> NewIdentity {
        NewIdentity {
            name: "phu-tho".to_owned(),
            display_name: "Phú Thọ".to_owned(),
            assignment: RoleAssignment {
                role,
                unit: unit.map(str::to_owned),
                producer: None,
            },
            permissions: None,
        }
    }

    #[test]
    fn a_unit_must_exist_today_and_permissions_stay_within_the_role() {
        assert!(identity(Role::Province, Some("25")).check().is_ok());
        assert!(
            identity(Role::Province, Some("26")).check().is_err(),
            "Vĩnh Phúc is no province any more"
        );
        assert!(identity(Role::Province, None).check().is_err());
        assert!(identity(Role::National, Some("25")).check().is_err());
        let mut greedy = identity(Role::Statistics, None);
        greedy.permissions = Some(vec![Permission::ProductsWrite]);
        assert!(greedy.check().is_err());
    }
}
