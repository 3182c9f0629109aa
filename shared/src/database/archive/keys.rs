//! The outside keys of archived records.

use super::{ArchiveHand, ArchiveReach, ROWS};
use crate::database::error::StoreResult;
use crate::database::schema::outside_keys;
use crate::domain::outside_keys::KeySubject;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A key of a record with those who gave it.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Queryable,
    Selectable,
    Insertable,
    Serialize,
    Deserialize,
)]
#[diesel(table_name = outside_keys, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchiveKey {
    /// The other system.
    pub system: String,
    /// What it calls the record.
    pub id: String,
    /// `nation` or `province:25`.
    pub owner: String,
}

/// The keys in `reach` of the records `ids`, each in order.
pub(super) async fn keys(
    connection: &mut AsyncPgConnection,
    reach: &ArchiveReach,
    subject: KeySubject,
    ids: &[Uuid],
) -> StoreResult<HashMap<Uuid, Vec<ArchiveKey>>> {
    let rows: Vec<(Uuid, ArchiveKey)> = outside_keys::table
        .filter(outside_keys::subject.eq(subject.as_str()))
        .filter(outside_keys::subject_id.eq_any(ids))
        .filter(outside_keys::owner.eq_any(&reach.owners))
        .select((outside_keys::subject_id, ArchiveKey::as_select()))
        .load(connection)
        .await?;
    let mut keys: HashMap<Uuid, Vec<ArchiveKey>> = HashMap::new();
    for (record, key) in rows {
        keys.entry(record).or_default().push(key);
    }
    // Databases sort letters in different ways.
    keys.values_mut().for_each(|keys| keys.sort());
    Ok(keys)
}

/// Those of `keys` that lead to a record already.
pub async fn taken_keys(
    connection: &mut AsyncPgConnection,
    subject: KeySubject,
    keys: &[&ArchiveKey],
) -> StoreResult<HashSet<ArchiveKey>> {
    let ids: Vec<&str> = keys.iter().map(|key| key.id.as_str()).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let owners: HashSet<&str> = keys.iter().map(|key| key.owner.as_str()).collect();
    let systems: HashSet<&str> = keys.iter().map(|key| key.system.as_str()).collect();
    let found: Vec<ArchiveKey> = outside_keys::table
        .filter(outside_keys::subject.eq(subject.as_str()))
        .filter(outside_keys::owner.eq_any(owners))
        .filter(outside_keys::system.eq_any(systems))
        .filter(outside_keys::id.eq_any(ids))
        .select(ArchiveKey::as_select())
        .load(connection)
        .await?;
    Ok(found.into_iter().collect())
}

/// Gives records their keys.
///
/// # Errors
/// [`crate::database::StoreError::Conflict`] where one leads to another record.
pub(super) async fn add_keys(
    connection: &mut AsyncPgConnection,
    subject: KeySubject,
    keys: Vec<(Uuid, &ArchiveKey)>,
    hand: ArchiveHand<'_>,
) -> StoreResult<()> {
    let rows: Vec<_> = keys
        .into_iter()
        .map(|(record, key)| {
            (
                key.clone(),
                outside_keys::subject.eq(subject.as_str()),
                outside_keys::subject_id.eq(record),
                outside_keys::created_at.eq(hand.now),
            )
        })
        .collect();
    for rows in rows.chunks(ROWS) {
        diesel::insert_into(outside_keys::table)
            .values(rows)
            .execute(connection)
            .await?;
    }
    Ok(())
}
