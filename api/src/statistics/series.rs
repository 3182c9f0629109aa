//! `GET /api/v1/statistics/series`: products over time.

use super::area::AreaView;
use super::columns::own_dimension;
use super::counting::count;
use super::figures::{CellList, CellView, CountPresentation, CountsView};
use super::polled::{Poll, Statistic, VersionedFigures};
use super::products::when;
use super::question::{products_query, wrong_order};
use super::small_numbers::{hide, refuse_filters};
use crate::caller::{Caller, StatisticsRead};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::days_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use serde::Serialize;
use shared::domain::access::Scope;
use shared::domain::statistics::series::{MAX_POINTS, SeriesPeriod, SeriesStep, periods};
use shared::domain::statistics::table::{Category, DimensionRole, StatisticsTable, TableRow};
use shared::domain::statistics::{Dimension, Labels, Measure, MeasureSelection, ProductQuestion};
use shared::domain::violation::Violation;
use utoipa::ToSchema;

/// The most dimensions beside time.
const MOST_DIMENSIONS: usize = 2;
/// The most figures, cells times points: what a client can still draw, and an answer of some megabytes.
const MOST_FIGURES: usize = 50_000;
/// Years that a series goes back where it does not say from when.
const YEARS_BACK: i32 = 1;

const SHOWN: CountPresentation = CountPresentation {
    shares: false,
    compare_to: None,
};

products_query! {
    /// What a client asks about products over time.
    SeriesQuery {
        /// Up to two dimensions, separated by commas: those of `/statistics/products`.
        #[param(example = "stars")]
        by: Option<String>,
        /// First day; left out: 1 January of the year before the last day's.
        from: Option<NaiveDate>,
        /// Last day; left out: today.
        to: Option<NaiveDate>,
        /// Length of the periods: `day`, `month` (default), `quarter` or `year`; at most 400 of them.
        step: Option<SeriesStep>,
    }
}

/// A question that can be answered.
#[derive(Debug, Hash)]
pub(super) struct SeriesQuestion {
    scope: Scope,
    question: ProductQuestion,
    measure: Measure,
    within_days: u16,
    step: SeriesStep,
    from: NaiveDate,
    to: NaiveDate,
    /// Numbers of fewer producers are hidden; 0 hides none.
    hidden_below: u32,
}

/// Counts over time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProductSeries {
    /// Raised with every change that a statistic can show.
    version: i64,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// What is counted: measures of a day on the last day of each period, measures of a period within it.
    measure: Measure,
    /// Length of the periods.
    step: SeriesStep,
    /// First day.
    from: NaiveDate,
    /// Last day.
    to: NaiveDate,
    /// The dimensions, as asked for.
    by: Vec<Dimension>,
    /// One for each period.
    points: Vec<Point>,
}

/// The counts of one period.
#[derive(Debug, Serialize, ToSchema)]
struct Point {
    /// Its name.
    #[schema(example = "2025-06")]
    period: String,
    /// First day.
    from: NaiveDate,
    /// Last day, on which measures of a day are counted.
    to: NaiveDate,
    /// One cell for each combination that has any product.
    #[schema(value_type = Vec<CellView>)]
    cells: CellList,
    /// Of the whole unit; producers count once, so they are not the sum of the cells.
    totals: CountsView,
}

/// Products and their producers over time: by day, month, quarter or year.
#[endpoint(get "/statistics/series", tag = "statistics", problems(InvalidFields))]
pub(super) async fn series(
    caller: Caller<StatisticsRead>,
    poll: Poll<SeriesQuery>,
) -> ApiResult<Figures<ProductSeries>> {
    poll.answer::<SeriesQuestion>(&caller).await
}

impl Statistic for SeriesQuestion {
    const NAME: &'static str = "series";
    type Query = SeriesQuery;
    type Figures = ProductSeries;

    fn ask(mut query: SeriesQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let common = query.common();
        let question = common.question(query.by.as_deref(), MOST_DIMENSIONS, scope)?;
        let (from, to) = days_in_range(query.from, query.to)?;
        let to = to.unwrap_or(today);
        let from = from
            .or_else(|| NaiveDate::from_ymd_opt(to.year() - YEARS_BACK, 1, 1))
            .unwrap_or(to);
        if from > to {
            return Err(wrong_order());
        }
        let asked = Self {
            scope: scope.clone(),
            question,
            measure: common.measure,
            within_days: common.within_days()?,
            step: query.step.unwrap_or_default(),
            from,
            to,
            hidden_below: 0,
        };
        asked.periods().map(|_| asked)
    }

    fn without_small_numbers(self, below: u32) -> ApiResult<Self> {
        refuse_filters(&self.question.filters, below)?;
        Ok(Self {
            hidden_below: below,
            ..self
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<ProductSeries>> {
        let periods = self.periods()?;
        let selections: Vec<MeasureSelection> = periods.iter().map(|period| self.selection(period)).collect();
        let (version, figures) = count(state, &self.scope, &self.question, &selections).await?;
        if figures.iter().map(|one| one.cells.len()).sum::<usize>() > MOST_FIGURES {
            return Err(too_many(
                "/by",
                &format!("quá {MOST_FIGURES} số liệu: bớt chiều hoặc kỳ"),
                &format!("more than {MOST_FIGURES} figures: ask for fewer dimensions or periods"),
            ));
        }
        let points = periods.into_iter().zip(figures).map(|(period, figures)| {
            let (totals, cells) = SHOWN.list(figures, None);
            Point {
                period: period.name,
                from: period.from,
                to: period.to,
                cells: hide(cells, &self.question.by, self.hidden_below),
                totals,
            }
        });
        let figures = ProductSeries {
            version,
            area: AreaView::of(&self.question.area, self.to)?,
            measure: self.measure,
            step: self.step,
            from: self.from,
            to: self.to,
            by: self.question.by.clone(),
            points: points.collect(),
        };
        Ok(VersionedFigures { version, figures })
    }
}

impl SeriesQuestion {
    fn periods(&self) -> ApiResult<Vec<SeriesPeriod>> {
        periods(self.step, self.from, self.to).ok_or_else(|| {
            too_many(
                "/from",
                &format!("quá {MAX_POINTS} kỳ: rút ngắn thời gian hoặc dùng step dài hơn"),
                &format!("more than {MAX_POINTS} periods: ask for less time or a longer step"),
            )
        })
    }

    const fn selection(&self, period: &SeriesPeriod) -> MeasureSelection {
        MeasureSelection {
            measure: self.measure,
            // A measure of a day does not look at the first one.
            from: period.from,
            to: period.to,
            within_days: self.within_days,
        }
    }
}

fn too_many(pointer: &str, vi: &str, en: &str) -> Problem {
    Problem::violation(Violation::new(pointer, "too_many_figures", vi, en))
}

impl Tabular for ProductSeries {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (vi, en) = self.measure.name();
        let when = when(self.from, self.to, labels);
        let period = own_dimension("period", labels.say("Kỳ", "Period"), DimensionRole::Time);
        let dimensions = self.by.iter().map(|one| labels.dimension(*one));
        let rows = self.points.iter().flat_map(|point| {
            let period = Category::plain(point.period.as_str());
            let cells = point
                .cells
                .rows(Some(&period), &self.by, labels, self.area.generation);
            let whole = TableRow {
                at: vec![period],
                entries: point.totals.entries(),
            };
            // Without a dimension the whole of each period is its row.
            cells.into_iter().chain(self.by.is_empty().then_some(whole))
        });
        StatisticsTable {
            title: labels.say(
                &format!("Sản phẩm OCOP {vi} {when}"),
                &format!("OCOP products {en} {when}"),
            ),
            dimensions: std::iter::once(period).chain(dimensions).collect(),
            measures: SHOWN.columns(labels),
            rows: rows.collect(),
            totals: None,
        }
    }
}
