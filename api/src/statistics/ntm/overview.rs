//! How many communes meet the indicator, by province: as JSON and as a table.

use super::request::{NtmQuestion, SummaryQuery};
use crate::formats::Tabular;
use crate::places::unit_name;
use crate::state::AppState;
use crate::statistics::area::AreaView;
use crate::statistics::columns::{columns, entries, headings, whole};
use crate::statistics::folders::NTM;
use crate::statistics::{Statistic, VersionedFigures};
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::access::Scope;
use shared::domain::ntm::{IndicatorTally, tallies};
use shared::domain::statistics::table::{StatisticsTable, TableRow};
use shared::domain::statistics::{Dimension, Labels};
use shared::domain::units::{Level, UnitRef};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Communes counted.
#[derive(Serialize, ToSchema)]
pub(super) struct TallyView {
    /// Communes, wards and special zones.
    communes: u32,
    /// Those that meet the indicator.
    met: u32,
    /// Those that do not.
    unmet: u32,
    /// Rural communes (xã) among them all.
    rural: u32,
    /// Rural communes that meet the indicator.
    rural_met: u32,
}

impl From<IndicatorTally> for TallyView {
    fn from(tally: IndicatorTally) -> Self {
        Self {
            communes: tally.communes,
            met: tally.met,
            unmet: tally.communes.saturating_sub(tally.met),
            rural: tally.rural,
            rural_met: tally.rural_met,
        }
    }
}

/// A province's communes counted.
#[derive(Serialize, ToSchema)]
pub(super) struct ProvinceView {
    #[schema(example = "25")]
    code: String,
    name: String,
    #[serde(flatten)]
    tally: TallyView,
}

/// The counts of a day.
#[derive(Serialize, ToSchema)]
pub(super) struct SummaryView {
    as_of: NaiveDate,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// By code.
    provinces: Vec<ProvinceView>,
    total: TallyView,
}

impl SummaryView {
    pub(super) fn of(
        question: &NtmQuestion,
        provinces: &BTreeMap<&str, IndicatorTally>,
        total: IndicatorTally,
    ) -> ApiResult<Self> {
        let view = |(code, tally): (&&str, &IndicatorTally)| {
            let unit = UnitRef::new(question.area.generation, Level::Province, *code);
            Ok(ProvinceView {
                name: unit_name(&unit, question.day)?,
                code: unit.code,
                tally: TallyView::from(*tally),
            })
        };
        Ok(Self {
            as_of: question.day,
            area: AreaView::of(&question.area, question.day)?,
            provinces: provinces.iter().map(view).collect::<ApiResult<_>>()?,
            total: total.into(),
        })
    }
}

impl Statistic for NtmQuestion {
    const FOLDER: &'static str = NTM;
    const NAME: &'static str = "summary";
    const FILE: &'static str = "ntm-summary";
    type Query = SummaryQuery;
    type Figures = SummaryView;

    fn ask(mut query: SummaryQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        Self::new(&query.area(), query.as_of, scope, today)
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<SummaryView>> {
        let (version, communes) = self.communes(state).await?;
        let (provinces, total) = tallies(&communes);
        let figures = SummaryView::of(self, &provinces, total)?;
        Ok(VersionedFigures { version, figures })
    }
}

columns! {
    /// Communes counted.
    COLUMNS of TallyView {
        Count "communes", "Số xã", "Communes", |tally| whole(tally.communes);
        Count "met", "Số xã đạt chỉ tiêu", "Communes that meet the indicator", |tally| whole(tally.met);
        Count "unmet", "Số xã chưa đạt chỉ tiêu", "Communes that do not meet the indicator", |tally| whole(tally.unmet);
        Count "rural", "Số xã nông thôn", "Rural communes", |tally| whole(tally.rural);
        Count "rural_met", "Số xã nông thôn đạt chỉ tiêu", "Rural communes that meet the indicator", |tally| whole(tally.rural_met);
    }
}

impl Tabular for SummaryView {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let day = self.as_of.format("%d/%m/%Y");
        StatisticsTable {
            title: labels.say(
                &format!("Chỉ tiêu nông thôn mới về sản phẩm OCOP ngày {day}"),
                &format!("OCOP's indicator of new rural areas on {day}"),
            ),
            dimensions: vec![labels.dimension(Dimension::Province)],
            measures: headings(COLUMNS, labels),
            rows: self
                .provinces
                .iter()
                .map(|province| TableRow {
                    at: vec![labels.unit(self.area.generation, Level::Province, &province.code)],
                    entries: entries(COLUMNS, &province.tally),
                })
                .collect(),
            totals: Some(entries(COLUMNS, &self.total)),
        }
    }
}
