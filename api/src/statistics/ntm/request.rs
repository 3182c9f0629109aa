//! What clients ask about the indicator.

use crate::places::units_within;
use crate::state::AppState;
use crate::statistics::area::{AreaQuery, area_query};
use crate::statistics::count;
use api_http::extract::day_in_range;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use shared::database::statistics::Area;
use shared::domain::access::Scope;
use shared::domain::ntm::{CommuneIndicator, indicators, products_by_commune};
use shared::domain::statistics::{self, Dimension, Filters, Measure, MeasureSelection};
use shared::domain::units::{Level, UnitKind};

area_query! {
    /// Which communes a list shows.
    CommunesQuery {
        /// The day, Vietnamese time; left out: today.
        pub(super) as_of: Option<NaiveDate>,
        /// Only communes that meet the indicator, or only those that do not.
        pub(super) met: Option<bool>,
        /// Only communes of this kind, e.g. `xã`.
        pub(super) kind: Option<UnitKind>,
        /// Where to go on: `next` of the page before.
        pub(super) cursor: Option<String>,
        /// Entries a page, 50 by default, at most 500.
        #[param(minimum = 1, maximum = 500)]
        pub(super) page_size: Option<u16>,
    }
}

area_query! {
    /// Which communes are counted.
    SummaryQuery {
        /// The day, Vietnamese time; left out: today.
        pub(super) as_of: Option<NaiveDate>,
    }
}

/// A question that can be answered: which communes, on which day.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct NtmQuestion {
    /// What the caller may see.
    scope: Scope,
    /// Boundaries and unit.
    pub(super) area: Area,
    /// The day.
    pub(super) day: NaiveDate,
}

impl NtmQuestion {
    /// The question about `area` on the day `as_of`, today where none is given, for a caller who sees `scope`.
    ///
    /// # Errors
    /// 400 for parameters that cannot be read together, 404 for a unit that is not for this caller.
    pub(super) fn new(
        area: &AreaQuery,
        as_of: Option<NaiveDate>,
        scope: &Scope,
        today: NaiveDate,
    ) -> ApiResult<Self> {
        Ok(Self {
            scope: scope.clone(),
            area: area.within(scope)?,
            day: day_in_range("/as_of", as_of.unwrap_or(today))?,
        })
    }

    /// The communes asked for that lie in the caller's reach, by code, with their products, and the version that these are of.
    pub(super) async fn communes(
        &self,
        state: &AppState,
    ) -> ApiResult<(i64, Vec<CommuneIndicator<'static>>)> {
        let question = statistics::ProductQuestion {
            area: self.area.clone(),
            by: vec![Dimension::Commune],
            filters: Filters::default(),
        };
        let selection = MeasureSelection::on(Measure::Valid, self.day);
        let (version, figures) = count(state, &self.scope, &question, &[selection]).await?;
        let cells = figures.into_iter().flat_map(|one| one.cells);
        let units = units_within(&self.area, &self.scope, Level::Commune)?;
        Ok((version, indicators(units, &products_by_commune(cells), self.day)))
    }
}
