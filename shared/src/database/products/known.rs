//! Products that rows of a list may mean.

use super::Product;
use crate::database::bounds::within_scope;
use crate::database::error::StoreResult;
use crate::database::schema::products;
use crate::domain::access::Scope;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// The products in reach of `scope` that are of one of these producers, or have one of these codes or ids; twins come with
/// those that stand for them; in the order of registration.
pub async fn known(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    producers: &[Uuid],
    codes: &[String],
    ids: &[Uuid],
) -> StoreResult<Vec<Product>> {
    // Each part has an index of its own.
    let made = products::table.filter(products::producer_id.eq_any(producers));
    let mut found: Vec<Uuid> = made.select(products::id).load(connection).await?;
    let coded = products::table.filter(products::code.eq_any(codes));
    found.extend(coded.select(products::id).load::<Uuid>(connection).await?);
    found.extend(ids);
    let twins = products::table.filter(products::id.eq_any(&found));
    let others: Vec<Option<Uuid>> = twins.select(products::merged_into).load(connection).await?;
    found.extend(others.into_iter().flatten());
    let query = products::table
        .filter(products::id.eq_any(found))
        .select(Product::as_select())
        .order(products::id)
        .into_boxed();
    Ok(within_scope!(query, products, products::producer_id, scope)
        .load(connection)
        .await?)
}
