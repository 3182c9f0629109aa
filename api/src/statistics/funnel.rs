//! `GET /api/v1/statistics/funnel`: how many ideas, plans and dossiers of a year came how far.

use super::area::{AreaSelection, area_query, category, column, coordinates};
use super::cell_place::CellPlace;
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use crate::caller::{Authorized, StatisticsRead};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::day_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use serde::Serialize;
use serde_json::Value;
use shared::database::statistics::funnel;
use shared::domain::access::Scope;
use shared::domain::statistics::funnel::{Funnel, Stage};
use shared::domain::statistics::table::{
    Category, DimensionColumn, DimensionRole, MeasureColumn, StatisticsTable, TableEntry, TableRow,
};
use shared::domain::statistics::{Dimension, Labels};
use shared::domain::units::{Generation, Level};
use shared::domain::violation::Violation;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What it can be broken down by.
const OFFERED: [Dimension; 5] = [
    Dimension::Province,
    Dimension::District,
    Dimension::Commune,
    Dimension::ProductGroup,
    Dimension::ProductSet,
];

area_query! {
    /// What a client asks.
    FunnelQuery {
        /// One of province, district (legacy only), commune, product_group, product_set.
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
    /// The unit asked for; null: all that the caller may see.
    unit: Option<String>,
    /// Its level.
    level: Option<Level>,
    /// Boundaries.
    generation: Generation,
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
    #[serde(skip)]
    value: String,
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    coordinates: BTreeMap<&'static str, Value>,
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
    caller: Authorized<StatisticsRead>,
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
        let (mut totals, mut cells) = (Funnel::default(), BTreeMap::<String, Funnel>::new());
        for row in rows {
            let number = u64::try_from(row.number).unwrap_or_default();
            totals.add(row.stage, number);
            let value = self.asked.value(row.key, &state.regimes);
            cells.entry(value).or_default().add(row.stage, number);
        }
        let cells = by.iter().flat_map(|_| &cells).map(|(value, funnel)| FunnelCell {
            coordinates: coordinates(*by, value),
            value: value.clone(),
            funnel: funnel.into(),
        });
        let figures = FunnelFigures {
            as_of: self.day,
            year: self.year,
            unit: area.code().map(str::to_owned),
            level: area.level(),
            generation: area.generation,
            by: *by,
            cells: cells.collect(),
            totals: (&totals).into(),
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
    let first = first.ok_or_else(|| {
        Problem::query(Violation::new(
            pointer,
            "date_out_of_range",
            "Năm không hợp lệ.",
            "No such year.",
        ))
    })?;
    day_in_range(pointer, first)?;
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

impl Tabular for FunnelFigures {
    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (year, day) = (self.year, self.as_of.format("%d/%m/%Y"));
        let stage = DimensionColumn {
            code: "stage".to_owned(),
            label: labels.say("Bước", "Stage"),
            role: DimensionRole::Kind,
        };
        let rows_of = |at: &[Category], funnel: &FunnelView| -> Vec<TableRow> {
            let row = |one: &StageView| TableRow {
                at: at
                    .iter()
                    .cloned()
                    .chain([stage_category(one.stage, labels)])
                    .collect(),
                entries: vec![
                    TableEntry::Count(i64::try_from(one.count).unwrap_or(i64::MAX)),
                    TableEntry::decimal(one.of_previous.clone()),
                ],
            };
            funnel.stages.iter().map(row).collect()
        };
        let rows = match self.by {
            None => rows_of(&[], &self.totals),
            Some(_) => self
                .cells
                .iter()
                .flat_map(|cell| {
                    rows_of(
                        &category(self.by, &cell.value, self.generation, labels),
                        &cell.funnel,
                    )
                })
                .collect(),
        };
        StatisticsTable {
            title: labels.say(
                &format!("Phễu OCOP năm {year}, đến ngày {day}"),
                &format!("OCOP funnel of {year}, until {day}"),
            ),
            dimensions: column(self.by, labels).into_iter().chain([stage]).collect(),
            measures: vec![
                MeasureColumn::count("count", labels.say("Số lượng", "Number")),
                MeasureColumn::percent(
                    "of_previous",
                    labels.say("So với bước trước", "Of the stage before"),
                ),
            ],
            rows,
            totals: None,
        }
    }
}

fn stage_category(stage: Stage, labels: &Labels<'_>) -> Category {
    let (vi, en) = stage.name();
    Category {
        code: stage.as_str().to_owned(),
        label: labels.say(vi, en),
    }
}
