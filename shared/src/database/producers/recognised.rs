//! Producers of recognised products, read in pieces.

use super::Producer;
use crate::database::bounds::{within_scope, within_unit};
use crate::database::error::StoreResult;
use crate::database::products::recognised_until;
use crate::database::schema::{producers, products, recognitions};
use crate::domain::access::Scope;
use crate::domain::units::UnitRef;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Up to `limit` producers with their running numbers, after the producer `after`, in the order of registration: those of products that
/// [`crate::database::products::register_page`] lists.
pub async fn recognised(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    unit: Option<&UnitRef>,
    day: NaiveDate,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<(Producer, i32)>> {
    let listed = products::table
        .filter(recognised_until!(day))
        .filter(products::merged_into.is_null())
        .select(products::producer_id)
        .into_boxed();
    let mut listed = within_scope!(listed, products, products::producer_id, scope);
    if let Some(unit) = unit {
        listed = within_unit!(listed, products, unit);
    }
    let mut query = producers::table
        .filter(producers::id.eq_any(listed))
        .select((Producer::as_select(), producers::register_number))
        .order(producers::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(producers::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
