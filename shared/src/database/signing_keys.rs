//! Signing keys made on the first start (table `signing_keys`); all api processes on one database share them.

use super::error::StoreResult;
use super::locks;
use super::schema::signing_keys;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use secrecy::{ExposeSecret, SecretString};

/// Lets one process at a time look for keys and make one, until the caller's transaction ends.
pub async fn lock(connection: &mut AsyncPgConnection) -> StoreResult<()> {
    Ok(connection
        .batch_execute(&format!("select pg_advisory_xact_lock({})", locks::SIGNING_KEY))
        .await?)
}

/// All private keys as PEM, the newest first.
pub async fn all(connection: &mut AsyncPgConnection) -> StoreResult<Vec<SecretString>> {
    let pems = signing_keys::table
        .order((signing_keys::created_at.desc(), signing_keys::kid))
        .select(signing_keys::private_pem)
        .load::<String>(connection)
        .await?;
    Ok(pems.into_iter().map(SecretString::from).collect())
}

/// Stores a key.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    kid: &str,
    algorithm: &str,
    pem: &SecretString,
) -> StoreResult<()> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::kid.eq(kid),
            signing_keys::algorithm.eq(algorithm),
            signing_keys::private_pem.eq(pem.expose_secret()),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
