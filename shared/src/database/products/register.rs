//! The register of recognised products, read in pieces.

use super::Product;
use crate::database::bounds::{within_scope, within_unit};
use crate::database::error::StoreResult;
use crate::database::producers::Producer;
use crate::database::schema::{producers, products, programme_records, recognitions};
use crate::domain::access::Scope;
use crate::domain::cycle::RecordKind;
use crate::domain::money::Dong;
use crate::domain::units::UnitRef;
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

/// Whether a product was recognised until a day; what is on record by its year counts from the first day of it.
macro_rules! recognised_until {
    ($day:expr) => {
        diesel::dsl::exists(
            recognitions::table
                .filter(recognitions::product_id.eq(products::id))
                .filter(recognitions::valid_from.le($day)),
        )
    };
}
pub(in crate::database) use recognised_until;

/// Up to `limit` products, of a `day` those recognised until then, with their producers and their running numbers, after the product `after`, in the order of
/// registration.
pub async fn register_page(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    unit: Option<&UnitRef>,
    day: Option<NaiveDate>,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<(Product, Producer, i32)>> {
    let query = products::table
        .inner_join(producers::table)
        .filter(products::merged_into.is_null())
        .select((
            Product::as_select(),
            Producer::as_select(),
            products::register_number,
        ))
        .order(products::id)
        .limit(limit)
        .into_boxed();
    let mut query = within_scope!(query, products, products::producer_id, scope);
    if let Some(unit) = unit {
        query = within_unit!(query, products, unit);
    }
    if let Some(day) = day {
        query = query.filter(recognised_until!(day));
    }
    if let Some(after) = after {
        query = query.filter(products::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// What the reports of `products` for `year` say of their revenue. Those of plans are none: the register lists products.
pub async fn revenues(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
    year: i16,
) -> StoreResult<HashMap<Uuid, Dong>> {
    let rows: Vec<(Option<Uuid>, Option<i64>)> = programme_records::table
        .filter(programme_records::kind.eq(RecordKind::ImplementationReport))
        .filter(programme_records::product_id.eq_any(products))
        .filter(programme_records::year.eq(year))
        .select((
            programme_records::product_id,
            sql::<Nullable<BigInt>>("(content->>'revenue')::bigint"),
        ))
        .load(connection)
        .await?;
    let told = rows.into_iter();
    Ok(told
        .filter_map(|(product, revenue)| Some((product?, Dong(revenue?))))
        .collect())
}
