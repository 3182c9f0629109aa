//! `GET /api/v1/statistics/products`: products on a day or in a period, broken down.

use super::area::AreaView;
use super::counting::count;
use super::figures::{CellList, CellView, CountPresentation, CountsView};
use super::polled::{Poll, Statistic, VersionedFigures};
use super::question::{products_query, selection};
use super::small_numbers::{hide, refuse_filters};
use crate::caller::{Caller, StatisticsRead};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::day_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use endpoint::endpoint;
use serde::Serialize;
use shared::domain::access::Scope;
use shared::domain::statistics::table::StatisticsTable;
use shared::domain::statistics::{
    Dimension, Labels, MAX_DIMENSIONS, Measure, MeasureSelection, ProductQuestion,
};
use utoipa::ToSchema;

products_query! {
    /// What a client asks about products.
    ProductsQuery {
        /// Up to four dimensions, separated by commas: stars, product_group, product_set, producer_type, sector, gender,
        /// ethnic_minority, province, district (legacy only), commune, kind, year, decision_year.
        #[param(example = "stars,product_group")]
        by: Option<String>,
        /// The day, Vietnamese time; left out: today.
        as_of: Option<NaiveDate>,
        /// First day of the period, for `new`, `upgraded` and `renewed`; left out: 1 January of the year of the last day.
        from: Option<NaiveDate>,
        /// Last day of the period; left out: `as_of`.
        to: Option<NaiveDate>,
        /// Another day to compare with; for a period, its last day.
        compare_to: Option<NaiveDate>,
        /// `true`: with percentages of the whole.
        shares: Option<bool>,
    }
}

/// A question that can be answered.
#[derive(Debug, Hash)]
pub(super) struct ProductsQuestion {
    scope: Scope,
    question: ProductQuestion,
    selection: MeasureSelection,
    compare_to: Option<MeasureSelection>,
    shares: bool,
    /// Numbers of fewer producers are hidden; 0 hides none.
    hidden_below: u32,
}

/// The counts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProductStatistics {
    /// The day, or the last day of the period.
    as_of: NaiveDate,
    /// What is counted.
    measure: Measure,
    /// First day of the period, for measures of a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<NaiveDate>,
    /// Last day of the period, for measures of a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<NaiveDate>,
    /// For `expiring`: days to the first one without stars.
    #[serde(skip_serializing_if = "Option::is_none")]
    within_days: Option<u16>,
    /// The day compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    compare_to: Option<NaiveDate>,
    /// First day of the period compared with, for measures of a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    compare_from: Option<NaiveDate>,
    /// Raised with every change that a statistic can show.
    version: i64,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// The dimensions, as asked for.
    by: Vec<Dimension>,
    /// One cell for each combination that has any product.
    #[schema(value_type = Vec<CellView>)]
    cells: CellList,
    /// Of the whole unit; producers count once, so they are not the sum of the cells.
    totals: CountsView,
    #[serde(skip)]
    shares: bool,
}

/// Products and their producers on a day or in a period: by up to four dimensions, in today's or in the old boundaries.
#[endpoint(get "/statistics/products", tag = "statistics")]
pub(super) async fn products(
    caller: Caller<StatisticsRead>,
    poll: Poll<ProductsQuery>,
) -> ApiResult<Figures<ProductStatistics>> {
    poll.answer::<ProductsQuestion>(&caller).await
}

impl Statistic for ProductsQuestion {
    const NAME: &'static str = "products";
    type Query = ProductsQuery;
    type Figures = ProductStatistics;

    fn ask(mut query: ProductsQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let common = query.common();
        let question = common.question(query.by.as_deref(), MAX_DIMENSIONS, scope)?;
        let selection = selection(&common, query.as_of, (query.from, query.to), today)?;
        let other = query.compare_to.map(|day| day_in_range("/compare_to", day));
        Ok(Self {
            scope: scope.clone(),
            question,
            selection,
            compare_to: other.transpose()?.map(|day| selection.ending(day)),
            shares: query.shares.unwrap_or_default(),
            hidden_below: 0,
        })
    }

    fn without_small_numbers(self, below: u32) -> ApiResult<Self> {
        refuse_filters(&self.question.filters, below)?;
        Ok(Self {
            hidden_below: below,
            ..self
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<ProductStatistics>> {
        let selections: Vec<MeasureSelection> = [Some(self.selection), self.compare_to]
            .into_iter()
            .flatten()
            .collect();
        let (version, figures) = count(state, &self.scope, &self.question, &selections).await?;
        let mut figures = figures.into_iter();
        let now = figures.next().ok_or_else(|| Problem::internal(&"no figures"))?;
        let manner = CountPresentation {
            shares: self.shares,
            compare_to: self.compare_to.map(|other| other.to),
        };
        let (totals, cells) = manner.list(now, figures.next());
        let cells = hide(cells, &self.question.by, self.hidden_below);
        let (selection, area) = (self.selection, &self.question.area);
        let is_of_a_period = selection.measure.is_of_a_period();
        let figures = ProductStatistics {
            as_of: selection.to,
            measure: selection.measure,
            from: is_of_a_period.then_some(selection.from),
            to: is_of_a_period.then_some(selection.to),
            within_days: (selection.measure == Measure::Expiring).then_some(selection.within_days),
            compare_to: manner.compare_to,
            compare_from: self.compare_to.filter(|_| is_of_a_period).map(|other| other.from),
            version,
            area: AreaView::of(area, selection.to)?,
            by: self.question.by.clone(),
            cells,
            totals,
            shares: self.shares,
        };
        Ok(VersionedFigures { version, figures })
    }
}

impl Tabular for ProductStatistics {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let manner = CountPresentation {
            shares: self.shares,
            compare_to: self.compare_to,
        };
        let (vi, en) = self.measure.name();
        let when = when(self.from.unwrap_or(self.as_of), self.as_of, labels);
        StatisticsTable {
            title: labels.say(
                &format!("Sản phẩm OCOP {vi} {when}"),
                &format!("OCOP products {en} {when}"),
            ),
            dimensions: self.by.iter().map(|one| labels.dimension(*one)).collect(),
            measures: manner.columns(labels),
            rows: self.cells.rows(None, &self.by, labels, self.area.generation),
            totals: Some(self.totals.entries()),
        }
    }

    /// There may be hundreds of thousands of cells, so they are not left to `serde`.
    fn json(&self) -> serde_json::Result<Vec<u8>> {
        const NO_CELLS: &str = "\"cells\":[]";
        let without = Self {
            area: self.area.clone(),
            by: self.by.clone(),
            cells: CellList::Shown(Vec::new()),
            totals: self.totals.clone(),
            ..*self
        };
        let frame = serde_json::to_string(&without)?;
        let Some((head, tail)) = frame.split_once(NO_CELLS) else {
            return serde_json::to_vec(self);
        };
        let mut json = format!("{head}\"cells\":").into_bytes();
        self.cells.write_json(&mut json)?;
        json.extend_from_slice(tail.as_bytes());
        Ok(json)
    }
}

/// A day or a period as part of a title.
pub(super) fn when(from: NaiveDate, to: NaiveDate, labels: &Labels<'_>) -> String {
    let (first, last) = (from.format("%d/%m/%Y"), to.format("%d/%m/%Y"));
    if from == to {
        labels.say(&format!("ngày {last}"), &format!("on {last}"))
    } else {
        labels.say(
            &format!("từ {first} đến {last}"),
            &format!("from {first} to {last}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::figures::CellFigures;
    use shared::domain::statistics::{Area, Cell, CellPosition, Counts, ProductFigures};
    use shared::domain::units::{Generation, Level};
    use std::sync::Arc;

    const BY: [Dimension; 3] = [Dimension::Commune, Dimension::Stars, Dimension::Gender];

    fn figures(cells: &[([&str; 3], i64)]) -> ProductFigures {
        let code = |code: &str| (!code.is_empty()).then(|| Arc::from(code));
        let counts = |number| Counts {
            products: number,
            producers: 1,
        };
        let cells = cells
            .iter()
            .map(|(codes, number)| (codes.map(code).to_vec(), counts(*number)));
        let cells = CellPosition::listed(&BY, cells).into_iter();
        let cells = cells.map(|(coordinates, counts)| Cell { coordinates, counts });
        ProductFigures::new(counts(100), cells.collect())
    }

    /// In each manner, with cells that both days have and that one has, and those of two listings next to each other.
    #[test]
    fn json_is_what_serde_would_write() {
        let now = [
            (["08848", "3", "female"], 4),
            (["00004", "5_potential", ""], 2),
            (["\"", "4", "male"], 1),
        ];
        let then = [(["00004", "5_potential", ""], 1), (["08848", "4", "female"], 7)];
        for (cells, shares, compared, expected) in [
            (&now[..0], false, false, 0),
            (&now, false, false, 3),
            (&now, true, false, 3),
            (&now, true, true, 4),
        ] {
            let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
            let area = Area {
                generation: Generation::Current,
                unit: Some((Level::Province, "25".to_owned())),
            };
            let compare_to = compared.then_some(day);
            let manner = CountPresentation { shares, compare_to };
            let (totals, mut cells) = manner.list(figures(cells), compared.then(|| figures(&then)));
            if let CellList::Shown(cells) = &mut cells
                && let Some(first) = cells.first_mut()
            {
                first.counts = CellFigures::hidden(2);
            }
            let told = ProductStatistics {
                as_of: day,
                measure: Measure::Valid,
                from: None,
                to: None,
                within_days: None,
                compare_to,
                compare_from: None,
                version: 7,
                area: AreaView::of(&area, day).unwrap(),
                by: BY.to_vec(),
                cells,
                totals,
                shares,
            };
            let written = String::from_utf8(told.json().unwrap()).unwrap();
            assert_eq!(written, serde_json::to_string(&told).unwrap());
            assert_eq!(told.cells.into_views().len(), expected);
        }
    }
}
