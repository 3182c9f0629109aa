//! Counts as answers show them: with shares of the whole and against another day, and as columns of a table.

mod cells;

pub(super) use cells::CellList;

use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::statistics::ratio::{growth, share};
use shared::domain::statistics::table::{Entry, MeasureColumn};
use shared::domain::statistics::{Counts, Figures, Labels, Position};
use utoipa::ToSchema;

/// One cell: its coordinates and counts. Potential five stars (a province's, before the ministry has decided) are cells of
/// their own with `potential: true`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CellView {
    /// The value of each dimension.
    #[serde(flatten)]
    #[schema(value_type = Object, example = json!({"stars": 3, "product_group": "I"}))]
    pub(super) coordinates: Position,
    /// What is counted there.
    #[serde(flatten)]
    pub(super) counts: Shown,
}

/// What is shown of a cell.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Shown {
    /// Its counts.
    Counts(CountsView),
    /// Nothing: they are small numbers of a personal dimension, or would tell one.
    Hidden(HiddenCounts),
}

/// Counts that are hidden.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HiddenCounts {
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
pub(super) struct CountsView {
    /// Products.
    pub(super) products: i64,
    /// Distinct producers of these.
    pub(super) producers: i64,
    /// Percent of all products, one decimal, where shares are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "76.2")]
    products_share: Option<String>,
    /// Percent of all producers. One with products in several cells is in each, so these add up to more than 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    producers_share: Option<String>,
    /// Against another day or period, where one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<Box<ComparedView>>,
}

/// The counts of another day or period, and what has changed since.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ComparedView {
    /// Products then.
    products: i64,
    /// Producers then.
    producers: i64,
    /// Products now, less those then.
    products_change: i64,
    /// Producers now, less those then.
    producers_change: i64,
    /// The change in percent of then, one decimal; null from nothing.
    #[schema(example = "12.3")]
    products_growth: Option<String>,
    /// The same of producers.
    producers_growth: Option<String>,
}

/// How counts are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// With shares of the whole.
    pub(super) shares: bool,
    /// With those of this other day.
    pub(super) compare_to: Option<NaiveDate>,
}

impl Manner {
    /// The whole and the cells of an answer: as they were counted, where nothing is added to them.
    pub(super) fn list(self, now: Figures, then: Option<Figures>) -> (CountsView, CellList) {
        if self.shares || then.is_some() {
            let (totals, cells) = self.show(now, then);
            return (totals, CellList::Shown(cells));
        }
        (now.totals.into(), CellList::Counted(now.cells))
    }

    /// Figures, in comparison with those of another day or period where there are any.
    fn show(self, now: Figures, then: Option<Figures>) -> (CountsView, Vec<CellView>) {
        let whole = now.totals;
        let totals = self.counts(now.totals, whole, then.as_ref().map(|then| then.totals));
        let is_compared = then.is_some();
        // Both are in order, so they go side by side.
        let mut before = then
            .map(|then| then.cells)
            .unwrap_or_default()
            .into_iter()
            .peekable();
        let mut gone = Vec::new();
        let mut cells: Vec<CellView> = Vec::with_capacity(now.cells.len());
        for cell in now.cells {
            while let Some(passed) = before.next_if(|then| then.coordinates < cell.coordinates) {
                gone.push(passed);
            }
            let then = is_compared.then(|| {
                let same = before.next_if(|then| then.coordinates == cell.coordinates);
                same.map(|then| then.counts).unwrap_or_default()
            });
            cells.push(CellView {
                counts: Shown::Counts(self.counts(cell.counts, whole, then)),
                coordinates: cell.coordinates,
            });
        }
        // What there was then and is no longer comes last.
        cells.extend(gone.into_iter().chain(before).map(|then| CellView {
            counts: Shown::Counts(self.counts(Counts::default(), whole, Some(then.counts))),
            coordinates: then.coordinates,
        }));
        (totals, cells)
    }

    fn counts(self, now: Counts, whole: Counts, then: Option<Counts>) -> CountsView {
        let percent = |part, whole| {
            // Of nothing there is no share to tell, but the field stays where it is asked for.
            self.shares
                .then(|| share(part, whole).unwrap_or_else(|| "0.0".to_owned()))
        };
        CountsView {
            products_share: percent(now.products, whole.products),
            producers_share: percent(now.producers, whole.producers),
            compared: then.map(|then| {
                Box::new(ComparedView {
                    products: then.products,
                    producers: then.producers,
                    products_change: now.products.saturating_sub(then.products),
                    producers_change: now.producers.saturating_sub(then.producers),
                    products_growth: growth(now.products, then.products),
                    producers_growth: growth(now.producers, then.producers),
                })
            }),
            ..now.into()
        }
    }

    /// The columns of a table.
    pub(super) fn columns(self, labels: &Labels<'_>) -> Vec<MeasureColumn> {
        let products = labels.say("Số sản phẩm", "Products");
        let producers = labels.say("Số chủ thể", "Producers");
        let mut columns = vec![
            MeasureColumn::count("products", products.clone()),
            MeasureColumn::count("producers", producers.clone()),
        ];
        if self.shares {
            let of = labels.say("tỷ lệ", "share");
            columns.push(MeasureColumn::percent(
                "products_share",
                format!("{products}, {of}"),
            ));
            columns.push(MeasureColumn::percent(
                "producers_share",
                format!("{producers}, {of}"),
            ));
        }
        if let Some(day) = self.compare_to {
            let day = day.format("%d/%m/%Y");
            let grown = labels.say("tăng", "growth");
            columns.push(MeasureColumn::count(
                "products_compared",
                format!("{products} {day}"),
            ));
            columns.push(MeasureColumn::count(
                "producers_compared",
                format!("{producers} {day}"),
            ));
            columns.push(MeasureColumn::percent(
                "products_growth",
                format!("{products}, {grown}"),
            ));
            columns.push(MeasureColumn::percent(
                "producers_growth",
                format!("{producers}, {grown}"),
            ));
        }
        columns
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
    /// In the order of [`Manner::columns`].
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![Entry::Count(self.products), Entry::Count(self.producers)];
        let shares = [&self.products_share, &self.producers_share];
        entries.extend(shares.into_iter().flatten().cloned().map(Entry::Decimal));
        if let Some(compared) = &self.compared {
            entries.push(Entry::Count(compared.products));
            entries.push(Entry::Count(compared.producers));
            entries.push(Entry::decimal(compared.products_growth.clone()));
            entries.push(Entry::decimal(compared.producers_growth.clone()));
        }
        entries
    }
}

impl Shown {
    /// Hidden, in a table of so many columns.
    pub(super) const fn hidden(columns: usize) -> Self {
        Self::Hidden(HiddenCounts {
            products: None,
            producers: None,
            protected: true,
            columns,
        })
    }

    /// In the order of [`Manner::columns`].
    pub(super) fn entries(&self) -> Vec<Entry> {
        match self {
            Self::Counts(counts) => counts.entries(),
            Self::Hidden(hidden) => vec![Entry::Missing; hidden.columns],
        }
    }

    /// Producers, of each day that is told.
    pub(super) fn producers(&self) -> Vec<i64> {
        match self {
            Self::Counts(counts) => {
                let then = counts.compared.as_ref().map(|compared| compared.producers);
                [counts.producers].into_iter().chain(then).collect()
            }
            Self::Hidden(_) => Vec::new(),
        }
    }
}
