//! Brings the demonstration's client and person into the database: national administrators, both.

use crate::credentials::Credentials;
use diesel_async::AsyncConnection;
use secrecy::SecretString;
use shared::clock::Clock;
use shared::database::audit_log::{self, Actor};
use shared::database::{Database, StoreError, accounts, clients};
use shared::domain::access::{Role, RoleAssignment};
use shared::passwords::{self, PasswordError};

/// How both are named in lists.
const DISPLAY_NAME: &str = "Quản trị viên toàn quốc (trình diễn) / National administrator (demonstration)";

/// The credentials of the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnrolmentError {
    /// The database said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A secret could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The hashing thread was lost.
    #[error("password hashing ended early: {0}")]
    Lost(#[from] tokio::task::JoinError),
    /// Somebody changed the file.
    #[error(
        "the secret of {0} in demo-credentials.json is not the one it was made with: bring the file back, or delete it to get new credentials"
    )]
    Changed(String),
}

/// Makes client and account where they are missing; where they are there, their secrets must be those of the file.
///
/// # Errors
/// [`EnrolmentError`].
pub(crate) async fn enrol(database: &Database, credentials: &Credentials) -> Result<(), EnrolmentError> {
    let mut connection = database.connection().await?;
    let known = clients::find(&mut connection, &credentials.client_id).await?;
    let hash = checked(
        &credentials.client_id,
        &credentials.client_secret,
        known.map(|it| it.secret_hash),
    )
    .await?;
    if let Some(secret_hash) = hash {
        let client = clients::NewClient {
            client_id: &credentials.client_id,
            display_name: DISPLAY_NAME,
            secret_hash: &secret_hash,
            assignment: &RoleAssignment::of_nation(Role::National),
            permissions: Role::National.permissions(),
            created_at: Clock::System.now(),
        };
        let actor = Actor::at_terminal("standalone", None, client.created_at);
        connection
            .transaction(async |connection| {
                audit_log::act_as(connection, &actor).await?;
                clients::create(connection, &client).await
            })
            .await?;
    }
    let known = accounts::find(&mut connection, &credentials.username).await?;
    let hash = checked(
        &credentials.username,
        &credentials.password,
        known.map(|it| it.password_hash),
    )
    .await?;
    if let Some(password_hash) = hash {
        let account = accounts::NewAccount {
            username: &credentials.username,
            display_name: DISPLAY_NAME,
            password_hash: &password_hash,
            assignment: &RoleAssignment::of_nation(Role::National),
            permissions: Role::National.permissions(),
            created_at: Clock::System.now(),
        };
        let actor = Actor::at_terminal("standalone", None, account.created_at);
        connection
            .transaction(async |connection| {
                audit_log::act_as(connection, &actor).await?;
                accounts::create(connection, &account).await
            })
            .await?;
    }
    Ok(())
}

/// The hash to store where none is known yet; nothing to do where the known one fits.
async fn checked(
    name: &str,
    secret: &SecretString,
    known: Option<String>,
) -> Result<Option<String>, EnrolmentError> {
    let secret = secret.clone();
    // Hashing takes a core for tens of milliseconds.
    let outcome = tokio::task::spawn_blocking(move || match known {
        Some(hash) => Ok(passwords::verify(&secret, &hash).then_some(None)),
        None => passwords::hash(&secret).map(|hash| Some(Some(hash))),
    });
    outcome
        .await??
        .ok_or_else(|| EnrolmentError::Changed(name.to_owned()))
}
