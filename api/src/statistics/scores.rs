//! `GET /api/v1/statistics/scores`: what councils' evaluations tell: success, points, minimums missed.

mod table;
mod view;

use super::area::{AreaSelection, AreaView, area_query};
use super::breakdown::one_dimension;
use super::funnel::year_in_range;
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use super::question::unknown_regime;
use super::refusal::invalid;
use super::tallies::{CellAt, Tallies};
use crate::caller::{Caller, StatisticsRead};
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::days_in_range;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use endpoint::endpoint;
use shared::database::statistics::scores::{EvaluationRow, ScoresFilter};
use shared::database::{StoreError, statistics};
use shared::domain::access::Scope;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::{ProductSet, Regime, Regimes};
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::scoring::{ScoringOutcome, ScoringRequest, UnmetMinimum};
use shared::domain::statistics::Dimension;
use shared::domain::statistics::scores::{ScoreTally, SheetTally};
use utoipa::openapi::Object;
pub(super) use view::ScoreFigures;
use view::{ScoreCell, ScoresView, SheetScores};

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
    ScoresQuery {
        /// One of province, district (legacy only), commune, product_group, product_set, kind.
        #[param(schema_with = offered)]
        by: Option<Dimension>,
        /// The regime whose sheets were scored; left out: the newest in force today. Points of different regimes are never added up.
        #[param(example = "26-2026")]
        regime: Option<String>,
        /// Evaluations of this product set only, 1 to 26: then sections, criteria and minimums are told too.
        #[param(example = 1, minimum = 1, maximum = 26)]
        product_set: Option<i16>,
        /// Councils of this level only.
        council: Option<EvaluationLevel>,
        /// Applications of this kind only.
        kind: Option<ApplicationKind>,
        /// The programme year: that of the council's round, without one that of the result's day. Instead of `from` and `to`.
        #[param(example = 2026)]
        #[param(minimum = 2000, maximum = 2199)]
        programme_year: Option<i16>,
        /// Results of this day or later.
        from: Option<NaiveDate>,
        /// Results of this day or earlier.
        to: Option<NaiveDate>,
    }
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ScoresQuestion {
    asked: AreaSelection,
    regime: Option<String>,
    product_set: Option<i16>,
    council: Option<EvaluationLevel>,
    kind: Option<ApplicationKind>,
    programme_year: Option<i16>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    today: NaiveDate,
}

/// What councils' evaluations tell: how many end how, success, means and distributions of points by part and, within one product
/// set, by section and criterion, and the minimums most often missed.
#[endpoint(get "/statistics/scores", tag = "statistics")]
pub(super) async fn scores(
    caller: Caller<StatisticsRead>,
    poll: Poll<ScoresQuery>,
) -> ApiResult<Figures<ScoreFigures>> {
    poll.answer::<ScoresQuestion>(&caller).await
}

impl Statistic for ScoresQuestion {
    const NAME: &'static str = "scores";
    const FRESHNESS: Freshness = Freshness::Brief;
    type Query = ScoresQuery;
    type Figures = ScoreFigures;

    fn ask(mut query: ScoresQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let asked = AreaSelection::new(&query.area(), query.by, &OFFERED, scope)?;
        let (from, to) = days_in_range(query.from, query.to)?;
        let programme_year = query
            .programme_year
            .map(|year| year_in_range("/programme_year", year))
            .transpose()?;
        if programme_year.is_some() && (from.is_some() || to.is_some()) {
            return Err(invalid(
                "/programme_year",
                "period_given_twice",
                "Chỉ dùng programme_year hoặc from/to.",
                "Use either programme_year or from and to.",
            ));
        }
        Ok(Self {
            asked,
            regime: query.regime,
            product_set: query.product_set,
            council: query.council,
            kind: query.kind,
            programme_year,
            from,
            to,
            today,
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<ScoreFigures>> {
        let regime = self.regime(&state.regimes)?;
        let set = self.set(regime)?;
        let filter = self.filter(regime);
        let AreaSelection { scope, area, by } = &self.asked;
        let mut sheets = set.and_then(SheetTally::of);
        let mut tallies = Tallies::new(ScoreTally::of(regime));
        let mut connection = state.database.connection().await?;
        statistics::scores::evaluated(&mut connection, scope, area, &filter, *by, |row| {
            tallies.add(&self.asked, &state.regimes, &row.key, |tally| add(tally, &row));
            add_sheets(sheets.as_mut(), &row)
        })
        .await?;
        drop(connection);
        let cells = tallies.cells.iter().map(|(value, tally)| ScoreCell {
            at: CellAt::new(*by, value),
            scores: ScoresView::of(tally),
        });
        let figures = ScoreFigures {
            area: AreaView::of(area, self.to.unwrap_or(self.today))?,
            regime: filter.regime,
            product_set: filter.product_set,
            council: filter.council,
            kind: filter.kind,
            programme_year: filter.programme_year,
            from: filter.from,
            to: filter.to,
            by: *by,
            cells: cells.collect(),
            totals: ScoresView::of(&tallies.totals),
            sheet: sheets.as_ref().map(SheetScores::of),
        };
        Ok(VersionedFigures { version: 0, figures })
    }
}

impl ScoresQuestion {
    /// The regime asked for, or the newest in force.
    fn regime<'a>(&self, regimes: &'a Regimes) -> ApiResult<&'a Regime> {
        let scored = || regimes.iter().filter(|regime| !regime.recorded_only);
        let found = match &self.regime {
            Some(id) => scored().find(|regime| regime.id == *id),
            None => scored()
                .filter(|regime| regime.effective_from <= self.today)
                .last(),
        };
        found.ok_or_else(|| unknown_regime(scored()))
    }

    /// The product set asked for.
    fn set<'a>(&self, regime: &'a Regime) -> ApiResult<Option<&'a ProductSet>> {
        let Some(no) = self.product_set else {
            return Ok(None);
        };
        let set = u32::try_from(no).ok().and_then(|no| regime.product_set(no));
        set.map(Some).ok_or_else(|| {
            invalid(
                "/product_set",
                "unknown_product_set",
                format!("Bộ tiêu chí {} không có bộ sản phẩm {no}.", regime.id),
                format!("The regime {} has no product set {no}.", regime.id),
            )
        })
    }

    fn filter(&self, regime: &Regime) -> ScoresFilter {
        ScoresFilter {
            regime: regime.id.clone(),
            product_set: self.product_set,
            council: self.council,
            kind: self.kind,
            programme_year: self.programme_year,
            from: self.from,
            to: self.to,
        }
    }
}

fn add(tally: &mut ScoreTally, row: &EvaluationRow) {
    if row.superseded {
        tally.add_superseded();
    } else {
        tally.add(&row.evaluated);
    }
}

/// Reads the sheets of a rated evaluation that counts.
fn add_sheets(tally: Option<&mut SheetTally<'_>>, row: &EvaluationRow) -> Result<(), StoreError> {
    let counts = !row.superseded && row.evaluated.outcome == ScoringOutcome::Rated;
    let (Some(tally), Some((request, unmet)), true) = (tally, &row.sheets, counts) else {
        return Ok(());
    };
    let unreadable = |error: serde_json::Error| StoreError::Internal(error.to_string());
    let request: ScoringRequest = request.parse().map_err(unreadable)?;
    let unmet: Vec<UnmetMinimum> = unmet.parse().map_err(unreadable)?;
    tally.add(&request.sheets, &unmet);
    Ok(())
}
