//! Lists of products: filtered, searched and in any order, page by page.

use super::held::HeldFilter;
use super::{ProducerSummary, Product, ProductRecord};
use crate::database::conditions::{Bound, Conditions};
use crate::database::error::StoreResult;
use crate::database::listings::{ListedRow, PRODUCTS, Position, SortValue, Sorting, page, reach};
use crate::database::schema::{producers, products};
use crate::domain::access::Scope;
use crate::domain::units::UnitRef;
use crate::text_enum;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

text_enum! {
    /// What a list is ordered by.
    pub enum ProductOrder {
        /// Registration, oldest first.
        Registered = "registered",
        /// Registration, newest first.
        RegisteredDesc = "registered_desc",
        /// The last change of the product or of what it holds, oldest first.
        Changed = "changed",
        /// The last change, newest first.
        ChangedDesc = "changed_desc",
        /// Name without diacritics.
        Name = "name",
        /// Name, from the end.
        NameDesc = "name_desc",
        /// Product code.
        Code = "code",
        /// Product code, from the end.
        CodeDesc = "code_desc",
    }
}

/// Which products a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct ProductFilter {
    /// The one with this product code.
    pub code: Option<String>,
    /// The one that the certificate with this number is of, whatever became of it.
    pub certificate_number: Option<String>,
    /// Those of the producer with this tax code, with or without the hyphen of a branch.
    pub tax_code: Option<String>,
    /// Those of this producer.
    pub producer_id: Option<Uuid>,
    /// Those of this product set.
    pub product_set: Option<i16>,
    /// Those that lie in this unit of either generation.
    pub unit: Option<UnitRef>,
    /// Those that hold this.
    pub held: HeldFilter,
    /// Those that changed at this moment or later.
    pub changed_since: Option<DateTime<Utc>>,
    /// Those that a search for this finds, by their names and those of their producers.
    pub search: Option<Vec<String>>,
}

/// Up to `limit` products after `after` in `order`, or, where none is named, the best findings of the search first, and else in that of
/// their registration; each with its position.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &ProductFilter,
    order: Option<ProductOrder>,
    after: Option<Position>,
    limit: i64,
) -> StoreResult<Vec<(ProductRecord, Position)>> {
    let conditions = conditions(scope, filter);
    let (asked, sorting) = (filter.search.as_deref(), order.map(sorting));
    let place = (after, limit);
    let rows = page(connection, &PRODUCTS, conditions, asked, sorting, place).await?;
    records(connection, rows).await
}

fn sorting(order: ProductOrder) -> Sorting {
    use ProductOrder as O;
    let (column, value, kind) = match order {
        O::Registered | O::RegisteredDesc => ("p.id", "''", SortValue::Id),
        O::Changed | O::ChangedDesc => (
            "l.changed_at",
            "(extract(epoch from l.changed_at) * 1000000)::bigint::text",
            SortValue::Moment,
        ),
        O::Name | O::NameDesc => ("l.name", "l.name", SortValue::Text),
        O::Code | O::CodeDesc => ("p.code", "p.code", SortValue::Text),
    };
    let descending = matches!(
        order,
        O::RegisteredDesc | O::ChangedDesc | O::NameDesc | O::CodeDesc
    );
    Sorting {
        column,
        value,
        descending,
        kind,
    }
}

/// Everything but the search.
fn conditions(scope: &Scope, filter: &ProductFilter) -> Conditions {
    let searched = filter.search.is_some();
    let mut all = reach(scope, filter.unit.as_ref(), searched, "p.producer_id");
    let mut text = |condition: &str, value: &Option<String>| {
        if let Some(value) = value {
            all.compare(condition, Bound::Text(value.clone()));
        }
    };
    text("p.code = {}", &filter.code);
    text(
        "p.producer_id in (select id from producers where tax_digits(tax_code) = tax_digits({}))",
        &filter.tax_code,
    );
    text(
        "p.id in (select product_id from certificates where number = {})",
        &filter.certificate_number,
    );
    if let Some(id) = filter.producer_id {
        all.compare("p.producer_id = {}", Bound::Id(id));
    }
    if let Some(set) = filter.product_set {
        all.compare("p.product_set = {}", Bound::Small(set));
    }
    if let Some(moment) = filter.changed_since {
        all.compare("l.changed_at >= {}", Bound::Moment(moment));
    }
    filter.held.require(&mut all);
    all
}

/// The products of `rows` in their order; one that has gone since is left out.
async fn records(
    connection: &mut AsyncPgConnection,
    rows: Vec<ListedRow>,
) -> StoreResult<Vec<(ProductRecord, Position)>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let found: Vec<ProductRecord> = products::table
        .inner_join(producers::table)
        .filter(products::id.eq_any(ids))
        .select((Product::as_select(), ProducerSummary::as_select()))
        .load(connection)
        .await?;
    let mut by_id: HashMap<Uuid, ProductRecord> = found.into_iter().map(|one| (one.0.id, one)).collect();
    let listed = rows
        .into_iter()
        .filter_map(|row| Some((by_id.remove(&row.id)?, (row.value, row.id))));
    Ok(listed.collect())
}
