//! `GET /api/v1/statistics/funnel`: how many ideas, plans and dossiers of a year came how far.

use super::area::{AreaSelection, AreaView, area_query, column};
use super::breakdown::one_dimension;
use super::cell_place::CellPlace;
use super::columns::{category_called, columns, decimal, entries, headings, own_dimension, whole};
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use super::refusal::invalid;
use super::tallies::{CellAt, Tallies, rows_of};
use crate::caller::{Caller, StatisticsRead};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::day_in_range;
use api_http::problem::ApiResult;
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use serde::Serialize;
use shared::database::statistics::funnel;
use shared::domain::access::Scope;
use shared::domain::statistics::funnel::{Funnel, Stage};
use shared::domain::statistics::table::{DimensionRole, StatisticsTable};
use shared::domain::statistics::{Dimension, Labels};
use utoipa::ToSchema;
use utoipa::openapi::Object;

/// What it can be broken down by.
const OFFERED: [Dimension; 5] = [
    Dimension::Province,
    Dimension::District,
    Dimension::Commune,
    Dimension::ProductGroup,
    Dimension::ProductSet,
];

/// What it can be broken down by, in the document.
fn offered() -> Object {
    one_dimension(&OFFERED)
}

area_query! {
    /// What a client asks.
    FunnelQuery {
        /// One of province, district (legacy only), commune, product_group, product_set.
        #[param(schema_with = offered)]
        by: Option<Dimension>,
        /// The year; left out: that of `as_of`.
        #[param(example = 2026)]
        #[param(minimum = 2000, maximum = 2199)]
        year: Option<i16>,
        /// The day, Vietnamese time; left out: today.
        as_of: Option<NaiveDate>,
    }
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FunnelQuestion {
    asked: AreaSelection,
    year: i16,
    day: NaiveDate,
}

/// How far ideas, plans and dossiers came.
#[derive(Serialize, ToSchema)]
pub(super) struct FunnelFigures {
    /// The day: what happened later is not counted.
    as_of: NaiveDate,
    /// The year of the ideas and plans, and in which the dossiers were begun.
    year: i16,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// The dimension asked for.
    by: Option<Dimension>,
    /// One cell for each of its values that has anything.
    cells: Vec<FunnelCell>,
    /// Of the whole unit.
    totals: FunnelView,
}

/// One cell.
#[derive(Serialize, ToSchema)]
struct FunnelCell {
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    at: CellAt,
    #[serde(flatten)]
    funnel: FunnelView,
}

/// The stages in their order.
#[derive(Serialize, ToSchema)]
struct FunnelView {
    stages: Vec<StageView>,
}

/// One stage.
#[derive(Serialize, ToSchema)]
struct StageView {
    stage: Stage,
    /// How many reached it.
    count: u64,
    /// Of the stage before, in percent; null for the first and after an empty one. Dossiers follow no plan, so theirs may be
    /// more than 100.
    #[schema(example = "66.7")]
    of_previous: Option<String>,
}

/// The funnel of a year: how many ideas, business plans and first dossiers came how far until a day.
#[endpoint(get "/statistics/funnel", tag = "statistics")]
pub(super) async fn year_funnel(
    caller: Caller<StatisticsRead>,
    poll: Poll<FunnelQuery>,
) -> ApiResult<Figures<FunnelFigures>> {
    poll.answer::<FunnelQuestion>(&caller).await
}

impl Statistic for FunnelQuestion {
    const NAME: &'static str = "funnel";
    const FRESHNESS: Freshness = Freshness::Brief;
    type Query = FunnelQuery;
    type Figures = FunnelFigures;

    fn ask(mut query: FunnelQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let asked = AreaSelection::new(&query.area(), query.by, &OFFERED, scope)?;
        let day = day_in_range("/as_of", query.as_of.unwrap_or(today))?;
        let year = query
            .year
            .unwrap_or_else(|| i16::try_from(day.year()).unwrap_or_default());
        Ok(Self {
            asked,
            year: year_in_range("/year", year)?,
            day,
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<FunnelFigures>> {
        let AreaSelection { scope, area, by } = &self.asked;
        let mut connection = state.database.connection().await?;
        let rows = funnel::stages(&mut connection, scope, area, (self.year, self.day), *by).await?;
        drop(connection);
        let mut tallies = Tallies::new(Funnel::default());
        for row in rows {
            let number = u64::try_from(row.number).unwrap_or_default();
            tallies.add(&self.asked, &state.regimes, &row.key, |funnel| {
                funnel.add(row.stage, number);
            });
        }
        let cells = tallies.cells.iter().map(|(value, funnel)| FunnelCell {
            at: CellAt::new(*by, value),
            funnel: funnel.into(),
        });
        let figures = FunnelFigures {
            as_of: self.day,
            year: self.year,
            area: AreaView::of(area, self.day)?,
            by: *by,
            cells: cells.collect(),
            totals: (&tallies.totals).into(),
        };
        Ok(VersionedFigures { version: 0, figures })
    }
}

/// `year`, which the parameter at `pointer` named.
///
/// # Errors
/// 400 for a year in which no day can be asked for.
pub(super) fn year_in_range(pointer: &str, year: i16) -> ApiResult<i16> {
    let first = NaiveDate::from_ymd_opt(i32::from(year), 1, 1);
    let no_year = || invalid(pointer, "date_out_of_range", "Năm không hợp lệ.", "No such year.");
    day_in_range(pointer, first.ok_or_else(no_year)?)?;
    Ok(year)
}

impl From<&Funnel> for FunnelView {
    fn from(funnel: &Funnel) -> Self {
        let stages = funnel.stages().into_iter().map(|one| StageView {
            stage: one.stage,
            count: one.count,
            of_previous: one.of_previous,
        });
        Self {
            stages: stages.collect(),
        }
    }
}

columns! {
    /// What is said of a stage.
    COLUMNS of StageView {
        Count "count", "Số lượng", "Number", |one| whole(one.count);
        Percent "of_previous", "So với bước trước", "Of the stage before", |one| decimal(&one.of_previous);
    }
}

impl Tabular for FunnelFigures {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (year, day) = (self.year, self.as_of.format("%d/%m/%Y"));
        let stage = own_dimension("stage", labels.say("Bước", "Stage"), DimensionRole::Kind);
        let cells = self.cells.iter();
        let cells = cells.map(|cell| {
            let at = cell.at.category(self.by, self.area.generation, labels);
            (at, &cell.funnel)
        });
        let line = |one: &StageView| {
            let stage = category_called(one.stage.as_str(), one.stage.name(), labels);
            (stage, entries(COLUMNS, one))
        };
        let lines = |funnel: &FunnelView| funnel.stages.iter().map(line).collect();
        StatisticsTable {
            title: labels.say(
                &format!("Phễu OCOP năm {year}, đến ngày {day}"),
                &format!("OCOP funnel of {year}, until {day}"),
            ),
            dimensions: column(self.by, labels).into_iter().chain([stage]).collect(),
            measures: headings(COLUMNS, labels),
            rows: rows_of(self.by, &self.totals, cells, lines),
            totals: None,
        }
    }
}
