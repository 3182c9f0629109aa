//! Lists of products: filtered, searched and in any order, page by page.

use super::position::{ListedRow, Position};
use super::search::{SearchTier, WordSearch};
use super::{ProducerSummary, Product, ProductRecord};
use crate::database::conditions::{Bound, Conditions};
use crate::database::error::StoreResult;
use crate::database::last_day::ENDS;
use crate::database::schema::{producers, products};
use crate::database::statistics::place_column;
use crate::domain::access::Scope;
use crate::domain::products::ProductStatus;
use crate::domain::units::UnitRef;
use crate::text_enum;
use chrono::{DateTime, NaiveDate, Utc};
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
    /// Those that hold these stars.
    pub stars: Option<i16>,
    /// Those that stand so.
    pub status: Option<ProductStatus>,
    /// Those whose stars hold, and no longer on the day after this one.
    pub ends_until: Option<NaiveDate>,
    /// Those that changed at this moment or later.
    pub changed_since: Option<DateTime<Utc>>,
    /// Those that a search for this finds, by their names and those of their producers.
    pub search: Option<Vec<String>>,
    /// The day that stars and status are of.
    pub day: NaiveDate,
}

/// Columns and direction of an order. The value of the first is what a position names.
struct Sorting {
    column: &'static str,
    value: &'static str,
    descending: bool,
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
    let rows = match &filter.search {
        Some(asked) => {
            let search = WordSearch::of(connection, asked).await?;
            match order {
                None => search.ranked(connection, &conditions, after, limit).await?,
                Some(order) => {
                    let mut conditions = conditions;
                    search.require(&mut conditions, SearchTier::ANY);
                    sorted(connection, conditions, order, after, limit).await?
                }
            }
        }
        None => {
            let order = order.unwrap_or(ProductOrder::Registered);
            sorted(connection, conditions, order, after, limit).await?
        }
    };
    records(connection, rows).await
}

async fn sorted(
    connection: &mut AsyncPgConnection,
    mut conditions: Conditions,
    order: ProductOrder,
    after: Option<Position>,
    limit: i64,
) -> StoreResult<Vec<ListedRow>> {
    let Sorting {
        column,
        value,
        descending,
    } = sorting(order);
    let (sign, direction) = if descending { ("<", "desc") } else { (">", "") };
    if let Some((value, id)) = after {
        let id = conditions.bind(Bound::Id(id));
        match position(order, value) {
            Some(bound) => {
                let place = conditions.bind(bound);
                conditions.require(format!("({column}, p.id) {sign} ({place}, {id})"));
            }
            None => conditions.require(format!("p.id {sign} {id}")),
        }
    }
    let limit = conditions.bind(Bound::Number(limit));
    let sql = format!(
        "select p.id, {value} as value {FROM} where {} order by {column} {direction}, p.id {direction} limit {limit}",
        conditions.text()
    );
    Ok(conditions.statement(sql).load(connection).await?)
}

/// The tables that conditions speak of.
const FROM: &str = "from products as p join product_listings as l on l.product_id = p.id";

fn sorting(order: ProductOrder) -> Sorting {
    use ProductOrder as O;
    let (column, value) = match order {
        O::Registered | O::RegisteredDesc => ("p.id", "''"),
        O::Changed | O::ChangedDesc => (
            "l.changed_at",
            "(extract(epoch from l.changed_at) * 1000000)::bigint::text",
        ),
        O::Name | O::NameDesc => ("l.name", "l.name"),
        O::Code | O::CodeDesc => ("p.code", "p.code"),
    };
    let descending = matches!(
        order,
        O::RegisteredDesc | O::ChangedDesc | O::NameDesc | O::CodeDesc
    );
    Sorting {
        column,
        value,
        descending,
    }
}

/// The value of a position in `order`; none where the id alone is the order.
fn position(order: ProductOrder, value: String) -> Option<Bound> {
    use ProductOrder as O;
    match order {
        O::Registered | O::RegisteredDesc => None,
        O::Changed | O::ChangedDesc => {
            let micros = value.parse().unwrap_or_default();
            Some(Bound::Moment(
                DateTime::from_timestamp_micros(micros).unwrap_or_default(),
            ))
        }
        O::Name | O::NameDesc | O::Code | O::CodeDesc => Some(Bound::Text(value)),
    }
}

/// Everything but the search.
fn conditions(scope: &Scope, filter: &ProductFilter) -> Conditions {
    let mut all = Conditions::default();
    let word = |kind: &str, code: &str| Bound::Texts(vec![format!("{kind}{code}")]);
    match scope {
        Scope::Nation => {}
        // Among the words the index finds both at once.
        Scope::Province(code) if filter.search.is_some() => all.compare("l.words @> {}", word("p:", code)),
        Scope::Commune(code) if filter.search.is_some() => all.compare("l.words @> {}", word("c:", code)),
        Scope::Province(code) => all.compare("p.current_province_code = {}", Bound::Text(code.clone())),
        Scope::Commune(code) => all.compare("p.current_commune_code = {}", Bound::Text(code.clone())),
        Scope::Producer(id) => all.compare("p.producer_id = {}", Bound::Id(*id)),
        Scope::Seat(_) | Scope::Nothing => all.require("false".to_owned()),
    }
    if let Some(unit) = &filter.unit {
        let column = place_column(unit.level, unit.generation);
        all.compare(&format!("p.{column} = {{}}"), Bound::Text(unit.code.clone()));
    }
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
    recognised(&mut all, filter);
    all
}

/// What is asked of what the products hold on the day of the filter.
fn recognised(all: &mut Conditions, filter: &ProductFilter) {
    if filter.stars.is_none() && filter.status.is_none() && filter.ends_until.is_none() {
        return;
    }
    let day = all.bind(Bound::Day(filter.day));
    let holding = format!(
        "exists (select from recognitions as r where r.product_id = p.id and r.valid_from <= {day} and {day} < {ENDS}"
    );
    if let Some(stars) = filter.stars {
        all.compare(&format!("{holding} and r.stars = {{}})"), Bound::Small(stars));
    }
    if let Some(until) = filter.ends_until {
        all.compare(&format!("{holding} and {ENDS} - 1 <= {{}})"), Bound::Day(until));
    }
    let Some(status) = filter.status else { return };
    let begun =
        format!("exists (select from recognitions as r where r.product_id = p.id and r.valid_from <= {day})");
    let last = format!(
        "(select case when r.end_reason is not distinct from 'revoked' then 'revoked'
             when {ENDS} <= r.valid_from then 'not_recorded' else 'expired' end
          from recognitions as r where r.product_id = p.id and r.valid_from <= {day}
          order by {ENDS} desc, r.valid_from desc limit 1)"
    );
    all.require(match status {
        ProductStatus::Valid => format!("{holding} and {day} <= r.valid_to)"),
        ProductStatus::Extended => format!("{holding} and {day} > r.valid_to)"),
        ProductStatus::Expired | ProductStatus::Revoked | ProductStatus::NotRecorded => {
            format!("not {holding}) and {last} = '{status}'")
        }
        ProductStatus::Unrecognised => format!("not {begun}"),
    });
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
