//! `GET /api/v1/statistics/effects`: revenue, output and jobs as reports of implementation say.

mod question;
mod told;
mod view;

use super::area::area_query;
use super::breakdown::{breakdown, dimension_list};
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use super::refusal::invalid;
use crate::caller::{Caller, StatisticsRead};
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::problem::ApiResult;
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use question::EffectsQuestion;
use shared::database::statistics;
use shared::database::statistics::effects::EffectsFilter;
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::statistics::effects::{EFFECT_DIMENSIONS, MAX_EFFECT_DIMENSIONS};
use std::collections::BTreeMap;
use told::told;
use utoipa::openapi::Object;
use view::EffectStatistics;

/// What it can be broken down by, in the document.
fn offered() -> Object {
    dimension_list(EFFECT_DIMENSIONS, MAX_EFFECT_DIMENSIONS)
}

area_query! {
    /// Which reports.
    EffectsQuery {
        /// Up to two dimensions: stars (on the last day of the year), product_group, product_set, producer_type, province,
        /// district (legacy only), commune.
        #[param(example = "product_group", schema_with = offered)]
        by: Option<String>,
        /// The year of the reports; left out: the year before this one, for which reports are in.
        #[param(example = 2026)]
        #[param(minimum = 2018, maximum = 2199)]
        year: Option<i16>,
        /// Another year, whose figures stand beside.
        #[param(example = 2025)]
        #[param(minimum = 2018, maximum = 2199)]
        compare_to: Option<i16>,
    }
}

/// What reports of implementation say: revenue, export, investment, jobs and output of a year, against another year.
#[endpoint(get "/statistics/effects", tag = "statistics")]
pub(super) async fn effects(
    caller: Caller<StatisticsRead>,
    poll: Poll<EffectsQuery>,
) -> ApiResult<Figures<EffectStatistics>> {
    poll.answer::<EffectsQuestion>(&caller).await
}

impl Statistic for EffectsQuestion {
    const NAME: &'static str = "effects";
    // Reports raise no version.
    const FRESHNESS: Freshness = Freshness::Brief;
    type Query = EffectsQuery;
    type Figures = EffectStatistics;

    fn ask(mut query: EffectsQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let area = query.area().within(scope)?;
        let last = i16::try_from(today.year() - 1).unwrap_or(i16::MAX);
        let by = query.by.as_deref();
        let asked = year("/year", query.year.unwrap_or(last))?;
        let end = NaiveDate::from_ymd_opt(asked.into(), 12, 31);
        let question = Self {
            scope: scope.clone(),
            dimensions: breakdown(by, EFFECT_DIMENSIONS, MAX_EFFECT_DIMENSIONS, area.generation)?,
            area,
            year: asked,
            day: end.map_or(today, |end| end.min(today)),
            compare_to: query
                .compare_to
                .map(|other| year("/compare_to", other))
                .transpose()?,
            hidden_below: 0,
        };
        if question.compare_to == Some(question.year) {
            return Err(invalid(
                "/compare_to",
                "the_same_year",
                "Năm so sánh phải khác năm được hỏi.",
                "The year to compare to must be another one.",
            ));
        }
        Ok(question)
    }

    fn without_small_numbers(self, below: u32) -> ApiResult<Self> {
        Ok(Self {
            hidden_below: below,
            ..self
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<EffectStatistics>> {
        let groups = groups(&state.regimes);
        let asked = |year, compare_to| EffectsFilter {
            scope: &self.scope,
            area: &self.area,
            dimensions: &self.dimensions,
            year,
            compare_to,
            groups: &groups,
        };
        let mut connection = state.database.connection().await?;
        let now = statistics::effects::sum(&mut connection, &asked(self.year, self.compare_to)).await?;
        let before = match self.compare_to {
            None => None,
            Some(year) => Some(statistics::effects::sum(&mut connection, &asked(year, None)).await?),
        };
        let tell = |cells| told(cells, self.dimensions.len(), self.hidden_below);
        let figures = EffectStatistics::of(self, tell(now), before.map(tell))?;
        Ok(VersionedFigures { version: 0, figures })
    }
}

/// The group of each product set, in the newest regime that has it.
fn groups(regimes: &Regimes) -> Vec<(i16, String)> {
    let sets = regimes.iter().flat_map(|regime| &regime.sets);
    let groups: BTreeMap<i16, String> = sets
        .filter_map(|set| Some((i16::try_from(set.no).ok()?, set.group.clone())))
        .collect();
    groups.into_iter().collect()
}

/// A year in which there are reports: the programme began in 2018.
fn year(pointer: &str, year: i16) -> ApiResult<i16> {
    const YEARS: std::ops::RangeInclusive<i16> = 2018..=2199;
    if YEARS.contains(&year) {
        return Ok(year);
    }
    let (first, last) = (YEARS.start(), YEARS.end());
    Err(invalid(
        pointer,
        "year_out_of_range",
        format!("Năm phải từ {first} đến {last}."),
        format!("The year must be from {first} to {last}."),
    ))
}
