//! Keys that a record is given by its id.

use api_http::problem::{ApiResult, Problem, refuse};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use shared::database::outside_keys::{self, RecordKeys};
use shared::domain::access::Scope;
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Most keys of a record that callers of one reach give.
const MOST_KEYS: usize = 20;

/// Every rule that `keys` break.
pub(super) fn violations(keys: &[OutsideKey]) -> Vec<Violation> {
    if keys.len() > MOST_KEYS {
        return vec![Violation::new(
            "/keys",
            "too_many",
            format!("tối đa {MOST_KEYS} mã"),
            format!("at most {MOST_KEYS} keys"),
        )];
    }
    let numbered = keys.iter().enumerate();
    numbered
        .flat_map(|(number, key)| key.check(&format!("/keys/{number}")))
        .collect()
}

/// Gives the record `id` these keys of the owner of `scope`, in place of those `held`; what it has then.
///
/// # Errors
/// 422 for a key that keeps no rule or is another record's.
pub(crate) async fn give(
    connection: &mut AsyncPgConnection,
    (subject, id): (KeySubject, Uuid),
    scope: &Scope,
    held: &RecordKeys,
    keys: &[OutsideKey],
    now: DateTime<Utc>,
) -> ApiResult<RecordKeys> {
    refuse(violations(keys))?;
    let own = held.of(scope);
    let (stay, go): (Vec<_>, Vec<_>) = own.iter().cloned().partition(|key| keys.contains(key));
    outside_keys::release(connection, subject, scope, id, &go).await?;
    let mut come: Vec<(OutsideKey, Uuid)> = Vec::new();
    for key in keys {
        if !stay.contains(key) && !come.iter().any(|(one, _)| one == key) {
            come.push((key.clone(), id));
        }
    }
    let claimed = outside_keys::claim(connection, subject, scope, &come, now).await?;
    let taken = keys
        .iter()
        .enumerate()
        .filter(|(_, key)| !stay.contains(key) && !claimed.contains(key));
    refuse(
        taken
            .map(|(number, _)| key_taken(&format!("/keys/{number}")))
            .collect(),
    )?;
    Ok(held
        .clone()
        .without(scope)
        .with(scope, &stay)
        .with(scope, &claimed))
}

/// The record that the key of a path leads to.
///
/// # Errors
/// 404 where the owner of `scope` gave no record this key.
pub(crate) async fn found(
    connection: &mut AsyncPgConnection,
    subject: KeySubject,
    scope: &Scope,
    key: OutsideKey,
) -> ApiResult<Uuid> {
    let found = outside_keys::find(connection, subject, scope, &[key]).await?;
    found.into_values().next().ok_or_else(Problem::not_found)
}

/// The key at `pointer` cannot be given.
pub(crate) fn key_taken(pointer: &str) -> Violation {
    Violation::new(
        pointer,
        "key_taken",
        "mã này đã thuộc về một bản ghi khác",
        "this key is another record's",
    )
}
