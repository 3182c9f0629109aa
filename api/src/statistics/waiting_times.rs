//! `GET /api/v1/statistics/waiting-times`: how long dossiers wait at each step of their way.

use super::area::{AreaSelection, AreaView, area_query, column};
use super::breakdown::one_dimension;
use super::cell_place::CellPlace;
use super::columns::{columns, decimal, entries, headings, own_dimension, whole};
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use super::question::unknown_regime;
use super::tallies::{CellAt, Tallies, rows_of};
use crate::caller::{Caller, StatisticsRead};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::days_in_range;
use api_http::problem::{ApiResult, Problem};
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use serde::Serialize;
use shared::database::statistics::waiting::{self, StayRow, WaitingFilter};
use shared::domain::access::Scope;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::calendar::embedded;
use shared::domain::statistics::table::{Category, DimensionRole, StatisticsTable, TableEntry};
use shared::domain::statistics::waiting::{StateTally, Stay, StayDays, WaitingDossier, WaitingTally};
use shared::domain::statistics::{Dimension, Labels};
use shared::domain::workflow::DossierState;
use utoipa::ToSchema;
use utoipa::openapi::Object;

/// What they can be broken down by.
const OFFERED: [Dimension; 6] = [
    Dimension::Province,
    Dimension::District,
    Dimension::Commune,
    Dimension::ProductGroup,
    Dimension::ProductSet,
    Dimension::Kind,
];

/// What it can be broken down by, in the document.
fn offered() -> Object {
    one_dimension(&OFFERED)
}

area_query! {
    /// What a client asks.
    WaitingTimesQuery {
        /// One of province, district (legacy only), commune, product_group, product_set, kind.
        #[param(schema_with = offered)]
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
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
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
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    at: CellAt,
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
    caller: Caller<StatisticsRead>,
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
        let mut tallies = Tallies::new(WaitingTally::new(calendar));
        for row in rows {
            tallies.add(&self.asked, &state.regimes, &row.key, |tally| {
                add(tally, &row, filter.to);
            });
        }
        let cells = tallies.cells.iter().map(|(value, tally)| WaitingCell {
            at: CellAt::new(*by, value),
            steps: tally.into(),
        });
        let figures = WaitingTimes {
            from: filter.from,
            to: filter.to,
            area: AreaView::of(area, filter.to)?,
            kind: filter.kind,
            regime: filter.regime.clone(),
            by: *by,
            cells: cells.collect(),
            totals: (&tallies.totals).into(),
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
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (from, to) = (self.from.format("%d/%m/%Y"), self.to.format("%d/%m/%Y"));
        let state = labels.say("Trạng thái hồ sơ", "State of the dossier");
        let state = own_dimension("state", state, DimensionRole::Kind);
        let cells = self.cells.iter();
        let cells = cells.map(|cell| {
            let at = cell.at.category(self.by, self.area.generation, labels);
            (at, &cell.steps)
        });
        let line = |step: &StepTimes| (state_category(step.state, labels), entries(COLUMNS, step));
        let lines = |steps: &StepsView| steps.steps.iter().map(line).collect();
        StatisticsTable {
            title: labels.say(
                &format!("Thời gian giải quyết hồ sơ OCOP từ {from} đến {to}"),
                &format!("Waiting times of OCOP dossiers from {from} to {to}"),
            ),
            dimensions: column(self.by, labels).into_iter().chain([state]).collect(),
            measures: headings(COLUMNS, labels),
            rows: rows_of(self.by, &self.totals, cells, lines),
            totals: None,
        }
    }
}

columns! {
    /// What is said of a state.
    COLUMNS of StepTimes {
        Count "ended", "Số lượt đã xong", "Stays that ended", |step| whole(step.ended);
        Days "median", "Trung vị", "Median", |step| of(&step.days, |days| days.median);
        Days "p90", "Phân vị 90", "90th percentile", |step| of(&step.days, |days| days.p90);
        Days "max", "Lâu nhất", "Longest", |step| of(&step.days, |days| days.max);
        MeanDays "mean", "Trung bình", "Mean", |step| TableEntry::decimal(step.days.as_ref().map(|days| days.mean.clone()));
        Days "working_median", "Trung vị (ngày làm việc)", "Median (working days)", |step| of(&step.working_days, |days| days.median);
        Count "with_deadline", "Số lượt có thời hạn", "With a last day", |step| whole(step.with_deadline);
        Count "late", "Quá hạn", "Late", |step| whole(step.late);
        Percent "late_share", "Tỷ lệ quá hạn", "Share of the late", |step| decimal(&step.late_share);
        Count "waiting", "Đang chờ", "Waiting", |step| whole(step.waiting);
        Count "overdue", "Đang quá hạn", "Overdue", |step| whole(step.overdue);
    }
}

/// What is `told` of days, where there are any.
fn of(days: &Option<DaysView>, told: fn(&DaysView) -> u32) -> TableEntry {
    days.as_ref()
        .map_or(TableEntry::Missing, |days| whole(told(days)))
}

fn state_category(state: DossierState, labels: &Labels<'_>) -> Category {
    Category {
        code: state.as_str().to_owned(),
        label: state.name().get(labels.language).to_owned(),
    }
}
