//! Counts as answers show them: with shares of the whole and against another day, and as columns of a table.

mod cells;
mod view;

pub(super) use cells::CellList;
pub(super) use view::{CellFigures, CellView, CountsView};

use chrono::NaiveDate;
use shared::domain::statistics::ratio::{growth, share};
use shared::domain::statistics::table::MeasureColumn;
use shared::domain::statistics::{Counts, Labels, ProductFigures};
use view::ComparedView;

/// How counts are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountPresentation {
    /// With shares of the whole.
    pub(super) shares: bool,
    /// With those of this other day.
    pub(super) compare_to: Option<NaiveDate>,
}

impl CountPresentation {
    /// The whole and the cells of an answer: as they were counted, where nothing is added to them.
    pub(super) fn list(self, now: ProductFigures, then: Option<ProductFigures>) -> (CountsView, CellList) {
        if self.shares || then.is_some() {
            let (totals, cells) = self.show(now, then);
            return (totals, CellList::Shown(cells));
        }
        (now.totals.into(), CellList::Counted(now.cells))
    }

    /// Figures, in comparison with those of another day or period where there are any.
    fn show(self, now: ProductFigures, then: Option<ProductFigures>) -> (CountsView, Vec<CellView>) {
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
                counts: CellFigures::Counts(self.counts(cell.counts, whole, then)),
                coordinates: cell.coordinates,
            });
        }
        // What there was then and is no longer comes last.
        cells.extend(gone.into_iter().chain(before).map(|then| CellView {
            counts: CellFigures::Counts(self.counts(Counts::default(), whole, Some(then.counts))),
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
        let percent =
            |code: &str, of: &str, word: &str| MeasureColumn::percent(code, format!("{of}, {word}"));
        if self.shares {
            let share = labels.say("tỷ lệ", "share");
            columns.push(percent("products_share", &products, &share));
            columns.push(percent("producers_share", &producers, &share));
        }
        if let Some(day) = self.compare_to {
            let day = day.format("%d/%m/%Y");
            let grown = labels.say("tăng", "growth");
            let then = |code: &str, of: &str| MeasureColumn::count(code, format!("{of} {day}"));
            columns.push(then("products_compared", &products));
            columns.push(then("producers_compared", &producers));
            columns.push(percent("products_growth", &products, &grown));
            columns.push(percent("producers_growth", &producers, &grown));
        }
        columns
    }
}
