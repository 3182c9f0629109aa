//! `GET /api/v1/statistics/league`: communes, districts or provinces in the order of what they hold.

mod question;
mod view;

use super::area::area_query;
use super::breakdown::district_is_legacy;
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use super::refusal::invalid;
use crate::caller::{Caller, StatisticsRead};
use crate::places::units_within;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::{Page, day_in_range};
use api_http::problem::ApiResult;
use chrono::{Datelike, Months, NaiveDate};
use endpoint::endpoint;
use question::LeagueQuestion;
use shared::database::{StoreError, ntm, statistics, targets};
use shared::domain::access::Scope;
use shared::domain::ntm::TargetFigure;
use shared::domain::statistics::league::league as ranked;
use shared::domain::units::{Generation, Level};
use view::{LeagueCounts, LeagueStatistics};

/// A year before the day, for growth.
const YEAR: Months = Months::new(12);

area_query! {
    /// Which units.
    LeagueQuery {
        /// Level of the units in the league: `commune` (default), `province`, or `district` in the old boundaries.
        of: Option<Level>,
        /// The day, Vietnamese time; left out: today.
        as_of: Option<NaiveDate>,
        /// Where to go on: `next` of the page before.
        cursor: Option<String>,
        /// Entries a page, 50 by default, at most 500.
        #[param(minimum = 1, maximum = 500)]
        page_size: Option<u16>,
    }
}

/// Communes, districts or provinces by the products that hold stars on a day: with the indicator of new rural areas, the growth
/// over a year and what is reached of the year's targets. Units without a product are in it; equal ones share a rank.
#[endpoint(get "/statistics/league", tag = "statistics")]
pub(super) async fn league(
    caller: Caller<StatisticsRead>,
    poll: Poll<LeagueQuery>,
) -> ApiResult<Figures<LeagueStatistics>> {
    poll.answer::<LeagueQuestion>(&caller).await
}

impl Statistic for LeagueQuestion {
    const NAME: &'static str = "league";
    // Targets raise no version.
    const FRESHNESS: Freshness = Freshness::Brief;
    type Query = LeagueQuery;
    type Figures = LeagueStatistics;

    fn ask(mut query: LeagueQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let area = query.area().within(scope)?;
        let of = query.of.unwrap_or(Level::Commune);
        if of == Level::District && area.generation == Generation::Current {
            return Err(district_is_legacy("/of"));
        }
        if area.level().is_some_and(|level| level > of) {
            return Err(invalid(
                "/of",
                "above_the_unit",
                "Cấp xếp hạng không được cao hơn cấp của unit.",
                "The level of the league must not lie above that of unit.",
            ));
        }
        Ok(Self {
            scope: scope.clone(),
            area,
            of,
            day: day_in_range("/as_of", query.as_of.unwrap_or(today))?,
            page: Page::new(query.cursor.as_deref(), query.page_size)?,
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<LeagueStatistics>> {
        let units = units_within(&self.area, &self.scope, self.of)?;
        let counts = self.counts(state).await?;
        let places = ranked(units, &counts.held);
        let figures = LeagueStatistics::of(self, &places, &counts)?;
        Ok(VersionedFigures { version: 0, figures })
    }

    fn next(figures: &LeagueStatistics) -> Option<&str> {
        figures.next.as_deref()
    }
}

impl LeagueQuestion {
    /// Everything that the league shows, in one snapshot.
    async fn counts(&self, state: &AppState) -> ApiResult<LeagueCounts> {
        let (scope, area, of, day) = (&self.scope, &self.area, self.of, self.day);
        let year_before = day.checked_sub_months(YEAR).unwrap_or(day);
        let year = i16::try_from(day.year()).unwrap_or(i16::MAX);
        let mut connection = state.database.connection().await?;
        let counts = connection
            .build_transaction()
            .read_only()
            .repeatable_read()
            .run(async |snapshot| {
                // Only units of today set themselves targets.
                let targets = match area.generation {
                    Generation::Current => targets::of_year(snapshot, scope, of, year).await?,
                    Generation::Legacy => Vec::new(),
                };
                let counts_producers = targets
                    .iter()
                    .any(|one| one.of(TargetFigure::NewProducers).is_some());
                Ok::<_, StoreError>(LeagueCounts {
                    held: statistics::league::held(snapshot, scope, area, of, day).await?,
                    held_before: statistics::league::held(snapshot, scope, area, of, year_before).await?,
                    communes_met: statistics::league::communes_met(snapshot, scope, area, of, day).await?,
                    new_producers: if counts_producers {
                        ntm::new_producers_by(snapshot, area, of, year, day).await?
                    } else {
                        Default::default()
                    },
                    targets,
                })
            })
            .await?;
        Ok(counts)
    }
}
