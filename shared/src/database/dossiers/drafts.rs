//! Drafts: begun, found again, and written anew while they may be.

use super::Dossier;
use crate::database::bounds::within_scope;
use crate::database::error::StoreResult;
use crate::database::products::Product;
use crate::database::schema::{dossiers, products};
use crate::domain::access::Scope;
use crate::domain::workflow::DossierState;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Writes a new dossier.
///
/// # Errors
/// See [`crate::database::StoreError`]; a conflict where another of the product is on its way.
pub async fn insert(connection: &mut AsyncPgConnection, dossier: &Dossier) -> StoreResult<()> {
    diesel::insert_into(dossiers::table)
        .values(dossier)
        .execute(connection)
        .await?;
    Ok(())
}

/// The dossier of the product `product` that is on its way. Whoever may see the product may know that there is one.
pub async fn open_of(connection: &mut AsyncPgConnection, product: Uuid) -> StoreResult<Option<Uuid>> {
    Ok(dossiers::table
        .filter(dossiers::product_id.eq(product))
        .filter(dossiers::state.ne_all(final_states()))
        .select(dossiers::id)
        .first(connection)
        .await
        .optional()?)
}

/// The dossiers of `products` that were handed in and are neither sent back nor ended, each after its product.
pub async fn handed_in_of(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
) -> StoreResult<Vec<(Uuid, Uuid)>> {
    let editable = DossierState::ALL.iter().filter(|state| state.is_editable());
    Ok(dossiers::table
        .filter(dossiers::product_id.eq_any(products))
        .filter(dossiers::state.ne_all(final_states()))
        .filter(dossiers::state.ne_all(editable))
        .select((dossiers::product_id, dossiers::id))
        .load(connection)
        .await?)
}

/// Brings the dossiers of `product` that its producer may still change to its set, producer and place, at `now`.
pub async fn follow(
    connection: &mut AsyncPgConnection,
    product: &Product,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let editable = DossierState::ALL.iter().filter(|state| state.is_editable());
    let own = dossiers::table
        .filter(dossiers::product_id.eq(product.id))
        .filter(dossiers::state.eq_any(editable));
    diesel::update(own)
        .set((
            dossiers::product_set.eq(product.product_set),
            dossiers::producer_id.eq(product.producer_id),
            dossiers::unit_generation.eq(product.unit_generation),
            dossiers::current_province_code.eq(&product.current_province_code),
            dossiers::current_commune_code.eq(&product.current_commune_code),
            dossiers::legacy_province_code.eq(&product.legacy_province_code),
            dossiers::legacy_district_code.eq(&product.legacy_district_code),
            dossiers::legacy_commune_code.eq(&product.legacy_commune_code),
            dossiers::version.eq(dossiers::version + 1),
            dossiers::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Name of the product of `dossier`, as it is on record.
pub async fn product_name(connection: &mut AsyncPgConnection, dossier: &Dossier) -> StoreResult<String> {
    Ok(products::table
        .find(dossier.product_id)
        .select(products::name)
        .first(connection)
        .await?)
}

/// The last dossier of the product `product`, in reach of `scope`.
pub async fn last_of(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    product: Uuid,
) -> StoreResult<Option<Dossier>> {
    let query = dossiers::table
        .filter(dossiers::product_id.eq(product))
        .select(Dossier::as_select())
        .order(dossiers::id.desc())
        .into_boxed();
    let query = within_scope!(query, dossiers, dossiers::producer_id, scope);
    Ok(query.first(connection).await.optional()?)
}

/// Writes what may change without a step, the forms and the regime they are written for, and raises the version. Also
/// called after a change of the dossier's documents, so that its `ETag` tells of it.
pub async fn rewrite(
    connection: &mut AsyncPgConnection,
    dossier: Dossier,
    now: DateTime<Utc>,
) -> StoreResult<Dossier> {
    let dossier = Dossier {
        version: dossier.version.saturating_add(1),
        updated_at: now,
        ..dossier
    };
    diesel::update(dossiers::table.find(dossier.id))
        .set((
            dossiers::regime.eq(&dossier.regime),
            dossiers::registration.eq(&dossier.registration),
            dossiers::self_assessment.eq(&dossier.self_assessment),
            dossiers::version.eq(dossier.version),
            dossiers::updated_at.eq(dossier.updated_at),
        ))
        .execute(connection)
        .await?;
    Ok(dossier)
}

/// The states that no action leads on from.
pub(super) fn final_states() -> Vec<DossierState> {
    let states = DossierState::ALL.iter().copied();
    states.filter(|state| state.is_final()).collect()
}
