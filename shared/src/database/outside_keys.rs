//! Table `outside_keys`: under which other systems know producers, products, dossiers and recognitions.
//!
//! A function takes the caller's [`Scope`] and works on the keys of its owner alone (see [`key_owner`]); those of others are neither
//! found nor changed, even where system and id are the same.

use super::column::column;
use super::error::StoreResult;
use super::schema::outside_keys;
use crate::domain::access::Scope;
use crate::domain::outside_keys::{KeySubject, OutsideKey, key_owner};
use chrono::{DateTime, Utc};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{Array, Json, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

#[diesel::declare_sql_function]
extern "SQL" {
    /// All keys of a record, in order.
    fn keys_of(subject: Text, id: SqlUuid) -> Json;
}

/// A key with those who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct OwnedKey {
    owner: String,
    system: String,
    id: String,
}

/// All keys of a record, whoever gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromSqlRow)]
pub struct RecordKeys(Vec<OwnedKey>);

impl FromSql<Json, Pg> for RecordKeys {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_slice(value.as_bytes())?))
    }
}

impl RecordKeys {
    /// Each key once, as anybody may see it who sees the record.
    #[must_use]
    pub fn all(&self) -> Vec<OutsideKey> {
        let mut keys: Vec<OutsideKey> = self.0.iter().map(OwnedKey::key).collect();
        keys.dedup();
        keys
    }

    /// Those that callers of the reach `scope` gave.
    #[must_use]
    pub fn of(&self, scope: &Scope) -> Vec<OutsideKey> {
        let owner = key_owner(scope);
        let own = self.0.iter().filter(|one| Some(&one.owner) == owner.as_ref());
        own.map(OwnedKey::key).collect()
    }

    /// Without those that callers of the reach `scope` gave.
    #[must_use]
    pub fn without(mut self, scope: &Scope) -> Self {
        let owner = key_owner(scope);
        self.0.retain(|one| Some(&one.owner) != owner.as_ref());
        self
    }

    /// With `keys`, given by callers of the reach `scope`.
    #[must_use]
    pub fn with(mut self, scope: &Scope, keys: &[OutsideKey]) -> Self {
        let owner = key_owner(scope).unwrap_or_default();
        self.0.extend(keys.iter().map(|key| OwnedKey {
            owner: owner.clone(),
            system: key.system.clone(),
            id: key.id.clone(),
        }));
        let order = |one: &OwnedKey| (one.system.clone(), one.id.clone(), one.owner.clone());
        self.0.sort_by_key(order);
        self
    }
}

impl OwnedKey {
    fn key(&self) -> OutsideKey {
        OutsideKey {
            system: self.system.clone(),
            id: self.id.clone(),
        }
    }
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = Text)]
    system: String,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = SqlUuid)]
    subject_id: Uuid,
}

impl KeyRow {
    fn entry(self) -> (OutsideKey, Uuid) {
        let Self { system, id, .. } = self;
        (OutsideKey { system, id }, self.subject_id)
    }
}

/// The records that `keys` of the owner of `scope` lead to; whether they are still in reach is for their own finder to say.
pub async fn find(
    connection: &mut AsyncPgConnection,
    subject: KeySubject,
    scope: &Scope,
    keys: &[OutsideKey],
) -> StoreResult<HashMap<OutsideKey, Uuid>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<KeyRow> = diesel::sql_query(
        "select k.system, k.id, k.subject_id from unnest($3, $4) as wanted (system, id)
         join outside_keys as k on k.subject = $1 and k.owner = $2 and k.system = wanted.system and k.id = wanted.id",
    )
    .bind::<Text, _>(subject.as_str())
    .bind::<Text, _>(key_owner(scope).unwrap_or_default())
    .bind::<Array<Text>, _>(column(keys, |key| key.system.as_str()))
    .bind::<Array<Text>, _>(column(keys, |key| key.id.as_str()))
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(KeyRow::entry).collect())
}

/// Gives records their keys and answers with those that were still free. A key that another transaction is giving right now is
/// waited for; always in the order of keys, so that two calls with the same ones cannot deadlock.
pub async fn claim(
    connection: &mut AsyncPgConnection,
    subject: KeySubject,
    scope: &Scope,
    keys: &[(OutsideKey, Uuid)],
    now: DateTime<Utc>,
) -> StoreResult<Vec<OutsideKey>> {
    let Some(owner) = key_owner(scope).filter(|_| !keys.is_empty()) else {
        return Ok(Vec::new());
    };
    let rows: Vec<KeyRow> = diesel::sql_query(
        "insert into outside_keys (subject, owner, system, id, subject_id, created_at)
         select $1, $2, system, id, subject_id, $6 from unnest($3, $4, $5) as new (system, id, subject_id)
         order by system, id
         on conflict do nothing returning system, id, subject_id",
    )
    .bind::<Text, _>(subject.as_str())
    .bind::<Text, _>(owner)
    .bind::<Array<Text>, _>(column(keys, |(key, _)| key.system.as_str()))
    .bind::<Array<Text>, _>(column(keys, |(key, _)| key.id.as_str()))
    .bind::<Array<SqlUuid>, _>(column(keys, |(_, id)| *id))
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.entry().0).collect())
}

/// Takes `keys` of the owner of `scope` off the record.
pub async fn release(
    connection: &mut AsyncPgConnection,
    subject: KeySubject,
    scope: &Scope,
    record: Uuid,
    keys: &[OutsideKey],
) -> StoreResult<()> {
    for key in keys {
        diesel::delete(outside_keys::table)
            .filter(outside_keys::subject.eq(subject.as_str()))
            .filter(outside_keys::owner.eq(key_owner(scope).unwrap_or_default()))
            .filter(outside_keys::system.eq(&key.system))
            .filter(outside_keys::id.eq(&key.id))
            .filter(outside_keys::subject_id.eq(record))
            .execute(connection)
            .await?;
    }
    Ok(())
}
