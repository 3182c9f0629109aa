//! Lists of records page by page: in any order, or the best findings of a search first.

mod page;
mod position;
mod reach;
mod search;
mod stretches;

pub(super) use page::page;
pub(super) use position::ListedRow;
pub use position::Position;
pub(super) use reach::reach;

use super::conditions::{Bound, Conditions};
use super::error::StoreResult;
use chrono::DateTime;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A table with the names of records as they are searched, `l` in conditions; the records are `p`.
pub(super) struct NameTable {
    table: &'static str,
    /// Its column with the id of the record.
    id: &'static str,
    /// How the records come to it.
    joined: &'static str,
    /// The records with it.
    pub(super) from: &'static str,
}

/// Names of products, with the words of their producers' names.
pub(super) const PRODUCTS: NameTable = NameTable {
    table: "product_listings",
    id: "product_id",
    joined: "join products as p on p.id = l.product_id",
    from: "from products as p join product_listings as l on l.product_id = p.id",
};

/// Names of producers.
pub(super) const PRODUCERS: NameTable = NameTable {
    table: "producer_listings",
    id: "producer_id",
    joined: "join producers as p on p.id = l.producer_id",
    from: "from producers as p join producer_listings as l on l.producer_id = p.id",
};

/// Columns and direction of an order. The value of the first is what a position names.
pub(super) struct Sorting {
    /// What is ordered by.
    pub(super) column: &'static str,
    /// Its value as text.
    pub(super) value: &'static str,
    /// From the end.
    pub(super) descending: bool,
    /// What the value of a position is.
    pub(super) kind: SortValue,
}

impl Sorting {
    /// By registration, oldest first.
    const REGISTERED: Self = Self {
        column: "p.id",
        value: "''",
        descending: false,
        kind: SortValue::Id,
    };
}

/// What a position names of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SortValue {
    /// Nothing: the id alone is the order.
    Id,
    /// Microseconds since 1970.
    Moment,
    /// A text.
    Text,
}

impl SortValue {
    fn bound(self, value: String) -> Option<Bound> {
        match self {
            Self::Id => None,
            Self::Moment => {
                let micros = value.parse().unwrap_or_default();
                Some(Bound::Moment(
                    DateTime::from_timestamp_micros(micros).unwrap_or_default(),
                ))
            }
            Self::Text => Some(Bound::Text(value)),
        }
    }
}

/// Up to `limit` records after `after` that keep `conditions`, in the order of `sorting`.
async fn sorted(
    connection: &mut AsyncPgConnection,
    names: &NameTable,
    mut conditions: Conditions,
    sorting: &Sorting,
    after: Option<Position>,
    limit: i64,
) -> StoreResult<Vec<ListedRow>> {
    let Sorting {
        column,
        value,
        descending,
        kind,
    } = sorting;
    let (sign, direction) = if *descending { ("<", "desc") } else { (">", "") };
    if let Some((last, id)) = after {
        let id = conditions.bind(Bound::Id(id));
        match kind.bound(last) {
            Some(bound) => {
                let place = conditions.bind(bound);
                conditions.require(format!("({column}, p.id) {sign} ({place}, {id})"));
            }
            None => conditions.require(format!("p.id {sign} {id}")),
        }
    }
    let limit = conditions.bind(Bound::Number(limit));
    let sql = format!(
        "select p.id, {value} as value {} where {} order by {column} {direction}, p.id {direction} limit {limit}",
        names.from,
        conditions.text()
    );
    Ok(conditions.statement(sql).load(connection).await?)
}
