//! Where the signing keys come from: a file, or the database, which makes one on the first start.

use super::{KeyError, SigningKeys, generate};
use crate::config::HttpConfig;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use secrecy::SecretString;
use shared::clock::Clock;
use shared::database::{Database, StoreError, audit_log, signing_keys};

impl SigningKeys {
    /// The keys of this service: those of `OCOP_SIGNING_KEY_FILE`, otherwise those of the database.
    ///
    /// # Errors
    /// [`KeyError`] where the file or the database cannot be read or a key cannot be used.
    pub async fn load(config: &HttpConfig, database: &Database) -> Result<Self, KeyError> {
        if let Some(path) = &config.signing_key_file {
            let text = std::fs::read_to_string(path).map_err(|error| {
                KeyError::File(format!("OCOP_SIGNING_KEY_FILE {}", path.display()), error)
            })?;
            return Self::from_file(&SecretString::from(text));
        }
        let mut connection = database.connection().await?;
        let connection: &mut AsyncPgConnection = &mut connection;
        AnsiTransactionManager::begin_transaction(connection)
            .await
            .map_err(StoreError::from)?;
        let keys = in_database(connection).await;
        match &keys {
            Ok(_) => AnsiTransactionManager::commit_transaction(connection)
                .await
                .map_err(StoreError::from)?,
            Err(_) => AnsiTransactionManager::rollback_transaction(connection)
                .await
                .map_err(StoreError::from)?,
        }
        keys
    }
}

async fn in_database(connection: &mut AsyncPgConnection) -> Result<SigningKeys, KeyError> {
    // Of several processes on a new database one makes the key; the others wait here and find it.
    signing_keys::lock(connection).await?;
    let known = signing_keys::all(connection).await?;
    match SigningKeys::from_pems(&known) {
        Err(KeyError::Missing) => {
            let pem = generate()?;
            let keys = SigningKeys::from_pems([&pem])?;
            let (kid, algorithm) = keys.identity();
            audit_log::work_as(connection, "service:api", Clock::System).await?;
            signing_keys::insert(connection, kid, algorithm, &pem).await?;
            tracing::info!(kid, "a signing key was made");
            Ok(keys)
        }
        keys => keys,
    }
}
