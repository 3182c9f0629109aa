//! The table `dossier_snapshots`: what was handed in each time. Append-only, which a trigger enforces.

use super::dossiers::Dossier;
use super::error::StoreResult;
use super::json_text::JsonText;
use super::schema::dossier_snapshots;
use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// What is known of a snapshot without its content.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = dossier_snapshots, check_for_backend(diesel::pg::Pg))]
pub struct SnapshotHead {
    /// The dossier.
    pub dossier_id: Uuid,
    /// From 1.
    pub number: i16,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
    /// By whom, as in the audit log.
    pub submitted_by: String,
    /// Regime of its sheet on that day.
    pub regime: String,
    /// Digest of the content's text, 64 hexadecimal digits.
    pub sha256: String,
}

/// The number of the next snapshot of `dossier`, held by [`super::dossiers::lock`].
pub async fn next_number(connection: &mut AsyncPgConnection, dossier: &Dossier) -> StoreResult<i16> {
    let last: Option<i16> = dossier_snapshots::table
        .filter(dossier_snapshots::dossier_id.eq(dossier.id))
        .select(max(dossier_snapshots::number))
        .first(connection)
        .await?;
    Ok(last.unwrap_or(0).saturating_add(1))
}

/// Writes a snapshot.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    head: &SnapshotHead,
    content: &JsonText,
) -> StoreResult<()> {
    diesel::insert_into(dossier_snapshots::table)
        .values((head, dossier_snapshots::content.eq(content)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` snapshots of `dossier`, which the caller may see, after the number `after`.
pub async fn list(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<SnapshotHead>> {
    let after = after.and_then(|after| i16::try_from(after).ok()).unwrap_or(0);
    Ok(dossier_snapshots::table
        .filter(dossier_snapshots::dossier_id.eq(dossier.id))
        .filter(dossier_snapshots::number.gt(after))
        .select(SnapshotHead::as_select())
        .order(dossier_snapshots::number)
        .limit(limit)
        .load(connection)
        .await?)
}

/// One snapshot of `dossier` with its content.
pub async fn find(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    number: i16,
) -> StoreResult<Option<(SnapshotHead, JsonText)>> {
    Ok(dossier_snapshots::table
        .find((dossier.id, number))
        .select((SnapshotHead::as_select(), dossier_snapshots::content))
        .first(connection)
        .await
        .optional()?)
}
