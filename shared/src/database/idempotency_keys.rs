//! Answers kept under an `Idempotency-Key` (table `idempotency_keys`).

use super::error::StoreResult;
use super::schema::idempotency_keys;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

/// What a key remembers: which request it was, and what was answered.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = idempotency_keys, check_for_backend(diesel::pg::Pg))]
pub struct IdempotencyRecord {
    /// Digest of method, path and body.
    pub fingerprint: String,
    /// HTTP status.
    pub status: i16,
    /// Headers by name.
    pub headers: Value,
    /// Body.
    pub body: Vec<u8>,
}

/// Takes `key` for `principal` inside the caller's transaction. True where it was free; where another transaction holds
/// it, waits for its end.
pub async fn take(
    connection: &mut AsyncPgConnection,
    principal: &str,
    key: &str,
    fingerprint: &str,
) -> StoreResult<bool> {
    let row = (
        idempotency_keys::principal.eq(principal),
        idempotency_keys::key.eq(key),
        idempotency_keys::fingerprint.eq(fingerprint),
        // Filled by `keep` before the commit: no other transaction sees these.
        idempotency_keys::status.eq(0),
        idempotency_keys::headers.eq(Value::Null),
        idempotency_keys::body.eq(Vec::<u8>::new()),
    );
    let taken = diesel::insert_into(idempotency_keys::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(taken == 1)
}

/// What `key` remembers.
///
/// # Errors
/// [`super::StoreError::NotFound`] where the key is free.
pub async fn kept(
    connection: &mut AsyncPgConnection,
    principal: &str,
    key: &str,
) -> StoreResult<IdempotencyRecord> {
    Ok(idempotency_keys::table
        .find((principal, key))
        .select(IdempotencyRecord::as_select())
        .first(connection)
        .await?)
}

/// Writes the answer of a key taken in the same transaction.
pub async fn keep(
    connection: &mut AsyncPgConnection,
    principal: &str,
    key: &str,
    status: i16,
    headers: &Value,
    body: &[u8],
) -> StoreResult<()> {
    diesel::update(idempotency_keys::table.find((principal, key)))
        .set((
            idempotency_keys::status.eq(status),
            idempotency_keys::headers.eq(headers),
            idempotency_keys::body.eq(body),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets up to `limit` keys of before `moment`, the oldest first; returns how many.
pub async fn purge(
    connection: &mut AsyncPgConnection,
    moment: DateTime<Utc>,
    limit: i64,
) -> StoreResult<usize> {
    Ok(diesel::sql_query(
        "delete from idempotency_keys where ctid in (
             select ctid from idempotency_keys where created_at < $1 order by created_at limit $2 for update skip locked
         )",
    )
    .bind::<Timestamptz, _>(moment)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?)
}
