//! Lists of producers: filtered, searched and in any order, page by page.

use super::Producer;
use crate::database::conditions::{Bound, Conditions};
use crate::database::error::StoreResult;
use crate::database::listings::{ListedRow, PRODUCERS, Position, SortValue, Sorting, page, reach};
use crate::database::products::HeldFilter;
use crate::database::schema::producers;
use crate::domain::access::Scope;
use crate::domain::producers::ProducerKind;
use crate::domain::units::UnitRef;
use crate::text_enum;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

text_enum! {
    /// What a list of producers is ordered by.
    pub enum ProducerOrder {
        /// Registration, oldest first.
        Registered = "registered",
        /// Registration, newest first.
        RegisteredDesc = "registered_desc",
        /// The last change, oldest first.
        Changed = "changed",
        /// The last change, newest first.
        ChangedDesc = "changed_desc",
        /// Name without diacritics.
        Name = "name",
        /// Name, from the end.
        NameDesc = "name_desc",
    }
}

/// Which producers a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct ProducerFilter {
    /// Those that lie in this unit of either generation.
    pub unit: Option<UnitRef>,
    /// Those of this kind.
    pub kind: Option<ProducerKind>,
    /// The one with this tax code, with or without the hyphen of a branch.
    pub tax_code: Option<String>,
    /// Those that changed at this moment or later.
    pub changed_since: Option<DateTime<Utc>>,
    /// Those that are closed, or those that are not.
    pub closed: Option<bool>,
    /// Those that a search for these words finds.
    pub search: Option<Vec<String>>,
    /// Those with a product of this set.
    pub product_set: Option<i16>,
    /// Those with a product that holds this.
    pub held: HeldFilter,
}

/// Up to `limit` producers, without twins that another stands for, after `after` in `order`, or, where none is named, the best findings
/// of the search first, and else in that of their registration; each with its position.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &ProducerFilter,
    order: Option<ProducerOrder>,
    after: Option<Position>,
    limit: i64,
) -> StoreResult<Vec<(Producer, Position)>> {
    let conditions = conditions(scope, filter);
    let (asked, sorting) = (filter.search.as_deref(), order.map(sorting));
    let place = (after, limit);
    let rows = page(connection, &PRODUCERS, conditions, asked, sorting, place).await?;
    records(connection, rows).await
}

fn sorting(order: ProducerOrder) -> Sorting {
    use ProducerOrder as O;
    let (column, value, kind) = match order {
        O::Registered | O::RegisteredDesc => ("p.id", "''", SortValue::Id),
        O::Changed | O::ChangedDesc => (
            "p.updated_at",
            "(extract(epoch from p.updated_at) * 1000000)::bigint::text",
            SortValue::Moment,
        ),
        O::Name | O::NameDesc => ("l.name", "l.name", SortValue::Text),
    };
    Sorting {
        column,
        value,
        descending: matches!(order, O::RegisteredDesc | O::ChangedDesc | O::NameDesc),
        kind,
    }
}

/// Everything but the search.
fn conditions(scope: &Scope, filter: &ProducerFilter) -> Conditions {
    let searched = filter.search.is_some();
    let mut all = reach(scope, filter.unit.as_ref(), searched, "p.id");
    if let Some(kind) = filter.kind {
        all.compare("p.kind = {}", Bound::Text(kind.to_string()));
    }
    if let Some(code) = &filter.tax_code {
        all.compare(
            "tax_digits(p.tax_code) = tax_digits({})",
            Bound::Text(code.clone()),
        );
    }
    if let Some(moment) = filter.changed_since {
        all.compare("p.updated_at >= {}", Bound::Moment(moment));
    }
    if let Some(closed) = filter.closed {
        all.require(format!("(p.closed_on is not null) = {closed}"));
    }
    products(&mut all, filter);
    all
}

/// That one product of the producer is all that is asked of its products.
fn products(all: &mut Conditions, filter: &ProducerFilter) {
    if filter.held.is_empty() && filter.product_set.is_none() {
        return;
    }
    all.nest(
        "p.id in (select p.producer_id from products as p where {})",
        |all| {
            if let Some(set) = filter.product_set {
                all.compare("p.product_set = {}", Bound::Small(set));
            }
            filter.held.require(all);
        },
    );
}

/// The producers of `rows` in their order; one that has gone since is left out.
async fn records(
    connection: &mut AsyncPgConnection,
    rows: Vec<ListedRow>,
) -> StoreResult<Vec<(Producer, Position)>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let found: Vec<Producer> = producers::table
        .filter(producers::id.eq_any(ids))
        .select(Producer::as_select())
        .load(connection)
        .await?;
    let mut by_id: HashMap<Uuid, Producer> = found.into_iter().map(|one| (one.id, one)).collect();
    let listed = rows
        .into_iter()
        .filter_map(|row| Some((by_id.remove(&row.id)?, (row.value, row.id))));
    Ok(listed.collect())
}
