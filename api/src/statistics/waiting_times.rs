//! `GET /api/v1/statistics/waiting-times`: how long dossiers wait at each step of their way.

use super::area::{AreaSelection, area_query, category, column, coordinates};
use super::cell_place::CellPlace;
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use super::question::unknown_regime;
use crate::caller::{Authorized, StatisticsRead};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::days_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use serde::Serialize;
use serde_json::Value;
use shared::database::statistics::waiting::{self, StayRow, WaitingFilter};
use shared::domain::access::Scope;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::calendar::embedded;
use shared::domain::statistics::table::{
    Category, DimensionColumn, DimensionRole, MeasureColumn, StatisticsTable, TableEntry, TableRow,
};
use shared::domain::statistics::waiting::{StateTally, Stay, StayDays, WaitingDossier, WaitingTally};
use shared::domain::statistics::{Dimension, Labels};
use shared::domain::units::{Generation, Level};
use shared::domain::workflow::DossierState;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What they can be broken down by.
const OFFERED: [Dimension; 6] = [
    Dimension::Province,
    Dimension::District,
    Dimension::Commune,
    Dimension::ProductGroup,
    Dimension::ProductSet,
    Dimension::Kind,
];

area_query! {
    /// What a client asks.
    WaitingTimesQuery {
        /// One of province, district (legacy only), commune, product_group, product_set, kind.
        by: Option<Dimension>,
        /// Stays that ended on this day or later; left out: the first day of the year of `to`.
        from: Option<NaiveDate>,
        /// Stays that ended on this day or earlier, and who waits at its end; left out: today.
        to: Option<NaiveDate>,
        /// Dossiers of this kind only.
        kind: Option<ApplicationKind>,
        /// Dossiers evaluated under this regime only.
        #[param(example = "26-2026")]
        regime: Option<String>,
    }
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WaitingQuestion {
    asked: AreaSelection,
    filter: WaitingFilter,
}

/// How long dossiers wait.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingTimes {
    /// The first day on which stays ended.
    from: NaiveDate,
    /// The last; who waits is counted at its end.
    to: NaiveDate,
    /// The unit asked for; null: all that the caller may see.
    unit: Option<String>,
    /// Its level.
    level: Option<Level>,
    /// Boundaries.
    generation: Generation,
    /// The kind of dossier asked for.
    kind: Option<ApplicationKind>,
    /// The regime asked for.
    regime: Option<String>,
    /// The dimension asked for.
    by: Option<Dimension>,
    /// One cell for each of its values that has anything.
    cells: Vec<WaitingCell>,
    /// Of the whole unit.
    totals: StepsView,
}

/// One cell.
#[derive(Serialize, ToSchema)]
struct WaitingCell {
    #[serde(skip)]
    value: String,
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    coordinates: BTreeMap<&'static str, Value>,
    #[serde(flatten)]
    steps: StepsView,
}

/// The states in the order of the way.
#[derive(Serialize, ToSchema)]
struct StepsView {
    steps: Vec<StepTimes>,
}

/// One state.
#[derive(Serialize, ToSchema)]
struct StepTimes {
    state: DossierState,
    /// Stays that ended in the period.
    ended: u64,
    /// Their calendar days; null where none ended.
    days: Option<DaysView>,
    /// Their working days, where the law counts in them.
    working_days: Option<DaysView>,
    /// Of the stays that ended, those with a last day.
    with_deadline: u64,
    /// Of these, those that ended after it.
    late: u64,
    /// Late of those with a last day, in percent.
    #[schema(example = "3.5")]
    late_share: Option<String>,
    /// Dossiers that wait there at the end of the period.
    waiting: u64,
    /// Calendar days that they have waited; null where none waits.
    waiting_days: Option<DaysView>,
    /// Of these, those whose last day has passed.
    overdue: u64,
}

/// Days of many stays.
#[derive(Serialize, ToSchema)]
struct DaysView {
    /// Half of them took no longer (nearest rank).
    median: u32,
    /// Nine of ten took no longer (nearest rank).
    p90: u32,
    /// The longest.
    max: u32,
    /// The mean, one decimal, half up.
    #[schema(example = "7.4")]
    mean: String,
}

/// How long dossiers wait in each state of their way: stays that ended in a period, and who waits at its end.
#[endpoint(get "/statistics/waiting-times", tag = "statistics")]
pub(super) async fn waiting_times(
    caller: Authorized<StatisticsRead>,
    poll: Poll<WaitingTimesQuery>,
) -> ApiResult<Figures<WaitingTimes>> {
    poll.answer::<WaitingQuestion>(&caller).await
}

impl Statistic for WaitingQuestion {
    const NAME: &'static str = "waiting-times";
    const FRESHNESS: Freshness = Freshness::Brief;
    type Query = WaitingTimesQuery;
    type Figures = WaitingTimes;

    fn ask(mut query: WaitingTimesQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let asked = AreaSelection::new(&query.area(), query.by, &OFFERED, scope)?;
        let to = query.to.unwrap_or(today);
        let first_of_year = NaiveDate::from_ymd_opt(to.year(), 1, 1).unwrap_or(to);
        let from = query.from.unwrap_or(first_of_year);
        days_in_range(Some(from), Some(to))?;
        Ok(Self {
            asked,
            filter: WaitingFilter {
                kind: query.kind,
                regime: query.regime,
                from,
                to,
            },
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<WaitingTimes>> {
        let AreaSelection { scope, area, by } = &self.asked;
        let filter = &self.filter;
        let is_known = |id: &String| state.regimes.iter().any(|regime| regime.id == *id);
        if !filter.regime.as_ref().is_none_or(is_known) {
            return Err(unknown_regime(state.regimes.iter()));
        }
        let mut connection = state.database.connection().await?;
        let rows = waiting::stays(&mut connection, scope, area, filter, *by).await?;
        drop(connection);
        let calendar = embedded().map_err(|error| Problem::internal(error))?;
        let none = WaitingTally::new(calendar);
        let (mut totals, mut cells) = (none.clone(), BTreeMap::<String, WaitingTally<'_>>::new());
        for row in rows {
            add(&mut totals, &row, filter.to);
            if by.is_some() {
                let value = self.asked.value(row.key.clone(), &state.regimes);
                add(
                    cells.entry(value).or_insert_with(|| none.clone()),
                    &row,
                    filter.to,
                );
            }
        }
        let cells = cells.iter().map(|(value, tally)| WaitingCell {
            coordinates: coordinates(*by, value),
            value: value.clone(),
            steps: tally.into(),
        });
        let figures = WaitingTimes {
            from: filter.from,
            to: filter.to,
            unit: area.code().map(str::to_owned),
            level: area.level(),
            generation: area.generation,
            kind: filter.kind,
            regime: filter.regime.clone(),
            by: *by,
            cells: cells.collect(),
            totals: (&totals).into(),
        };
        Ok(VersionedFigures { version: 0, figures })
    }
}

fn add(tally: &mut WaitingTally<'_>, row: &StayRow, day: NaiveDate) {
    let (state, entered, due) = (row.state, row.entered, row.due_on);
    match row.left_on {
        Some(left) => tally.ended(&Stay {
            state,
            entered,
            left,
            due,
        }),
        None => tally.waiting(&WaitingDossier { state, entered, due }, day),
    }
}

impl From<&WaitingTally<'_>> for StepsView {
    fn from(tally: &WaitingTally<'_>) -> Self {
        let steps = tally.steps().map(|(state, step)| StepTimes::of(state, step));
        Self {
            steps: steps.collect(),
        }
    }
}

impl StepTimes {
    fn of(state: DossierState, step: &StateTally) -> Self {
        Self {
            state,
            ended: step.days.number(),
            days: DaysView::of(&step.days),
            working_days: step.working_days.as_ref().and_then(DaysView::of),
            with_deadline: step.with_deadline,
            late: step.late,
            late_share: step.late_share(),
            waiting: step.waiting.number(),
            waiting_days: DaysView::of(&step.waiting),
            overdue: step.overdue,
        }
    }
}

impl DaysView {
    fn of(days: &StayDays) -> Option<Self> {
        Some(Self {
            median: days.percentile(50)?,
            p90: days.percentile(90)?,
            max: days.longest()?,
            mean: days.mean()?,
        })
    }
}

impl Tabular for WaitingTimes {
    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (from, to) = (self.from.format("%d/%m/%Y"), self.to.format("%d/%m/%Y"));
        let state = DimensionColumn {
            code: "state".to_owned(),
            label: labels.say("Trạng thái hồ sơ", "State of the dossier"),
            role: DimensionRole::Kind,
        };
        let rows_of = |at: &[Category], steps: &StepsView| -> Vec<TableRow> {
            let row = |step: &StepTimes| TableRow {
                at: at
                    .iter()
                    .cloned()
                    .chain([state_category(step.state, labels)])
                    .collect(),
                entries: step.entries(),
            };
            steps.steps.iter().map(row).collect()
        };
        let rows = match self.by {
            None => rows_of(&[], &self.totals),
            Some(_) => self
                .cells
                .iter()
                .flat_map(|cell| {
                    rows_of(
                        &category(self.by, &cell.value, self.generation, labels),
                        &cell.steps,
                    )
                })
                .collect(),
        };
        StatisticsTable {
            title: labels.say(
                &format!("Thời gian giải quyết hồ sơ OCOP từ {from} đến {to}"),
                &format!("Waiting times of OCOP dossiers from {from} to {to}"),
            ),
            dimensions: column(self.by, labels).into_iter().chain([state]).collect(),
            measures: measures(labels),
            rows,
            totals: None,
        }
    }
}

fn measures(labels: &Labels<'_>) -> Vec<MeasureColumn> {
    let count = |code: &str, vi: &str, en: &str| MeasureColumn::count(code, labels.say(vi, en));
    let days = |code: &str, vi: &str, en: &str, decimals: u8| MeasureColumn {
        code: code.to_owned(),
        label: labels.say(vi, en),
        unit: Some(labels.say("ngày", "days")),
        decimals,
    };
    vec![
        count("ended", "Số lượt đã xong", "Stays that ended"),
        days("median", "Trung vị", "Median", 0),
        days("p90", "Phân vị 90", "90th percentile", 0),
        days("max", "Lâu nhất", "Longest", 0),
        days("mean", "Trung bình", "Mean", 1),
        days(
            "working_median",
            "Trung vị (ngày làm việc)",
            "Median (working days)",
            0,
        ),
        count("with_deadline", "Số lượt có thời hạn", "With a last day"),
        count("late", "Quá hạn", "Late"),
        MeasureColumn::percent("late_share", labels.say("Tỷ lệ quá hạn", "Share of the late")),
        count("waiting", "Đang chờ", "Waiting"),
        count("overdue", "Đang quá hạn", "Overdue"),
    ]
}

impl StepTimes {
    /// In the order of [`measures`].
    fn entries(&self) -> Vec<TableEntry> {
        let whole = |number: u64| TableEntry::Count(i64::try_from(number).unwrap_or(i64::MAX));
        let of = |days: &Option<DaysView>, told: fn(&DaysView) -> u32| {
            days.as_ref().map_or(TableEntry::Missing, |days| {
                TableEntry::Count(i64::from(told(days)))
            })
        };
        vec![
            whole(self.ended),
            of(&self.days, |days| days.median),
            of(&self.days, |days| days.p90),
            of(&self.days, |days| days.max),
            TableEntry::decimal(self.days.as_ref().map(|days| days.mean.clone())),
            of(&self.working_days, |days| days.median),
            whole(self.with_deadline),
            whole(self.late),
            TableEntry::decimal(self.late_share.clone()),
            whole(self.waiting),
            whole(self.overdue),
        ]
    }
}

fn state_category(state: DossierState, labels: &Labels<'_>) -> Category {
    Category {
        code: state.as_str().to_owned(),
        label: state.name().get(labels.language).to_owned(),
    }
}
