//! The table `council_dossiers`: which dossiers are before which council.

use super::Council;
use crate::database::error::StoreResult;
use crate::database::schema::{council_dossiers, councils, dossiers, products};
use crate::domain::evaluation::EvaluationLevel;
use crate::domain::workflow::DossierState;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A dossier before a council.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct DossierAssignment {
    /// The dossier.
    pub dossier_id: Uuid,
    /// Its product.
    pub product_id: Uuid,
    /// Code of the product.
    pub product_code: String,
    /// Name of the product.
    pub product_name: String,
    /// Where the dossier stands.
    pub state: DossierState,
    /// Its turn of scoring.
    pub turn: i16,
    /// What the last rated turn gave.
    pub stars: Option<i16>,
    /// When it was put before the council.
    pub assigned_at: DateTime<Utc>,
}

/// Puts dossiers before a council; those that are there already stay.
///
/// # Errors
/// [`crate::database::StoreError::Conflict`] where one is before another council of the level.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    council: &Council,
    ids: &[Uuid],
    by: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let rows: Vec<_> = ids
        .iter()
        .map(|id| {
            (
                council_dossiers::council_id.eq(council.id),
                council_dossiers::dossier_id.eq(*id),
                council_dossiers::level.eq(council.level),
                council_dossiers::assigned_by.eq(by),
                council_dossiers::assigned_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(council_dossiers::table)
        .values(rows)
        .on_conflict((council_dossiers::council_id, council_dossiers::dossier_id))
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a dossier from a council; true where it was before it.
pub async fn delete(connection: &mut AsyncPgConnection, council: Uuid, dossier: Uuid) -> StoreResult<bool> {
    let released = diesel::delete(council_dossiers::table.find((council, dossier)))
        .execute(connection)
        .await?;
    Ok(released > 0)
}

/// Up to `limit` dossiers before a council after `after`, in the order of their ids.
pub async fn list(
    connection: &mut AsyncPgConnection,
    council: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<DossierAssignment>> {
    let mut query = council_dossiers::table
        .inner_join(dossiers::table.inner_join(products::table))
        .filter(council_dossiers::council_id.eq(council))
        .select((
            dossiers::id,
            products::id,
            products::code,
            products::name,
            dossiers::state,
            dossiers::turn,
            dossiers::stars,
            council_dossiers::assigned_at,
        ))
        .order(dossiers::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(dossiers::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// The councils of `level` before which `ids` are: (dossier, council, its name).
pub async fn of_dossiers(
    connection: &mut AsyncPgConnection,
    level: EvaluationLevel,
    ids: &[Uuid],
) -> StoreResult<Vec<(Uuid, Uuid, String)>> {
    Ok(council_dossiers::table
        .inner_join(councils::table)
        .filter(council_dossiers::dossier_id.eq_any(ids))
        .filter(council_dossiers::level.eq(level))
        .select((council_dossiers::dossier_id, councils::id, councils::name))
        .order(council_dossiers::dossier_id)
        .load(connection)
        .await?)
}
