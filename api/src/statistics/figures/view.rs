//! Counts as JSON, and as entries of a table.

use crate::statistics::cell_place::CellPlace;
use api_http::contract::{NamedSchema, boolean, nullable};
use serde::Serialize;
use shared::domain::statistics::table::TableEntry;
use shared::domain::statistics::{CellPosition, Counts};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// One cell: its coordinates and counts. Potential five stars (a province's, before the ministry has decided) are cells of
/// their own with `potential: true`.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::statistics) struct CellView {
    /// The value of each dimension.
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    pub(in crate::statistics) coordinates: CellPosition,
    /// What is counted there.
    #[serde(flatten)]
    #[schema(inline)]
    pub(in crate::statistics) counts: CellFigures,
}

/// What is shown of a cell.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(in crate::statistics) enum CellFigures {
    /// Its counts.
    Counts(CountsView),
    /// Nothing: they are small numbers of a personal dimension, or would tell one.
    Hidden(HiddenCounts),
}

/// Counts that are hidden.
#[derive(Debug, Serialize)]
pub(in crate::statistics) struct HiddenCounts {
    /// Null.
    products: Option<i64>,
    /// Null.
    producers: Option<i64>,
    /// Always true.
    protected: bool,
    /// Columns of a table that stay empty.
    #[serde(skip)]
    columns: usize,
}

/// Counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::statistics) struct CountsView {
    /// Products.
    pub(in crate::statistics) products: i64,
    /// Distinct producers of these.
    pub(in crate::statistics) producers: i64,
    /// Percent of all products, one decimal, where shares are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "76.2")]
    pub(super) products_share: Option<String>,
    /// Percent of all producers. One with products in several cells is in each, so these add up to more than 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) producers_share: Option<String>,
    /// Against another day or period, where one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) compared: Option<Box<ComparedView>>,
}

/// The counts of another day or period, and what has changed since.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ComparedView {
    /// Products then.
    pub(super) products: i64,
    /// Producers then.
    pub(super) producers: i64,
    /// Products now, less those then.
    pub(super) products_change: i64,
    /// Producers now, less those then.
    pub(super) producers_change: i64,
    /// The change in percent of then, one decimal; null from nothing.
    #[schema(example = "12.3")]
    pub(super) products_growth: Option<String>,
    /// The same of producers.
    pub(super) producers_growth: Option<String>,
}

impl ToSchema for CellFigures {
    fn schemas(schemas: &mut Vec<NamedSchema>) {
        CountsView::schemas(schemas);
    }
}

/// One object for both, which clients can read without a look at what it has: numbers that may be null.
impl PartialSchema for CellFigures {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut counts)) = CountsView::schema() else {
            return CountsView::schema();
        };
        for name in ["products", "producers"] {
            if let Some(number) = counts.properties.remove(name) {
                counts.properties.insert(name.to_owned(), nullable(number));
            }
        }
        let protected = boolean().enum_values(Some([true])).description(Some(
            "There where both are null: small numbers of a personal dimension, or what would tell one.",
        ));
        counts.properties.insert("protected".to_owned(), protected.into());
        counts.into()
    }
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            products: counts.products,
            producers: counts.producers,
            products_share: None,
            producers_share: None,
            compared: None,
        }
    }
}

impl CountsView {
    /// In the order of [`super::CountPresentation::columns`].
    pub(in crate::statistics) fn entries(&self) -> Vec<TableEntry> {
        let mut entries = vec![
            TableEntry::Count(self.products),
            TableEntry::Count(self.producers),
        ];
        let shares = [&self.products_share, &self.producers_share];
        entries.extend(shares.into_iter().flatten().cloned().map(TableEntry::Decimal));
        if let Some(compared) = &self.compared {
            entries.push(TableEntry::Count(compared.products));
            entries.push(TableEntry::Count(compared.producers));
            entries.push(TableEntry::decimal(compared.products_growth.clone()));
            entries.push(TableEntry::decimal(compared.producers_growth.clone()));
        }
        entries
    }
}

impl CellFigures {
    /// Hidden, in a table of so many columns.
    pub(in crate::statistics) const fn hidden(columns: usize) -> Self {
        Self::Hidden(HiddenCounts {
            products: None,
            producers: None,
            protected: true,
            columns,
        })
    }

    /// In the order of [`super::CountPresentation::columns`].
    pub(in crate::statistics) fn entries(&self) -> Vec<TableEntry> {
        match self {
            Self::Counts(counts) => counts.entries(),
            Self::Hidden(hidden) => vec![TableEntry::Missing; hidden.columns],
        }
    }

    /// Producers, of each day that is told.
    pub(in crate::statistics) fn producers(&self) -> Vec<i64> {
        match self {
            Self::Counts(counts) => {
                let then = counts.compared.as_ref().map(|compared| compared.producers);
                [counts.producers].into_iter().chain(then).collect()
            }
            Self::Hidden(_) => Vec::new(),
        }
    }
}
