//! `GET /api/v1/statistics/cohorts`: what became of the certificates that were issued together.

use super::area::{AreaView, area_query};
use super::breakdown::{breakdown, categories, dimension_list};
use super::cell_place::CellPlace;
use super::columns::{columns, decimal, entries, headings};
use super::polled::{Freshness, Poll, Statistic, VersionedFigures};
use crate::caller::{Caller, StatisticsRead};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::day_in_range;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use endpoint::endpoint;
use serde::Serialize;
use shared::database::statistics::{self, Area};
use shared::domain::access::Scope;
use shared::domain::statistics::cohorts::{COHORT_DIMENSIONS, Fate, Fates, MAX_COHORT_DIMENSIONS};
use shared::domain::statistics::disclosure::Coordinates;
use shared::domain::statistics::ratio::share;
use shared::domain::statistics::table::{MeasureColumn, StatisticsTable, TableEntry, TableRow};
use shared::domain::statistics::{Dimension, Labels};
use utoipa::ToSchema;
use utoipa::openapi::Object;

/// What it can be broken down by, in the document.
fn offered() -> Object {
    dimension_list(COHORT_DIMENSIONS, MAX_COHORT_DIMENSIONS)
}

area_query! {
    /// Which certificates.
    CohortsQuery {
        /// What makes a cohort, up to two of: year (the programme year; default), decision_year, stars, product_group, product_set, producer_type,
        /// sector, kind, province, district (legacy only), commune.
        #[param(example = "year,stars", schema_with = offered)]
        by: Option<String>,
        /// The day until which fates are followed, Vietnamese time; left out: today.
        as_of: Option<NaiveDate>,
    }
}

/// A question that can be answered.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CohortsQuestion {
    scope: Scope,
    area: Area,
    dimensions: Vec<Dimension>,
    day: NaiveDate,
}

/// Cohorts of certificates.
#[derive(Serialize, ToSchema)]
pub(super) struct CohortStatistics {
    /// The day until which fates are followed.
    as_of: NaiveDate,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// What makes a cohort.
    by: Vec<Dimension>,
    /// One entry for each cohort with a certificate.
    cells: Vec<Cohort>,
    /// Of all.
    totals: FatesView,
}

/// One cohort: its coordinates and what became of its certificates.
#[derive(Serialize, ToSchema)]
struct Cohort {
    #[serde(flatten)]
    #[schema(value_type = CellPlace, inline)]
    coordinates: Coordinates,
    #[serde(flatten)]
    fates: FatesView,
}

/// What became of certificates. Each has exactly one fate, so the fates add up to `issued`; `renewed_lower` is a part of `renewed`.
#[derive(Serialize, ToSchema)]
struct FatesView {
    /// Certificates issued until the day.
    issued: i64,
    /// In force within their 36 months, no renewal under way.
    valid: i64,
    /// In force within their 36 months, the dossier of a renewal handed in and not decided.
    awaiting_renewal: i64,
    /// Past their 36 months, carried over until the result of the renewal.
    extended: i64,
    /// A renewal followed.
    renewed: i64,
    /// Of those renewed: with fewer stars.
    renewed_lower: i64,
    /// An upgrade followed.
    upgraded: i64,
    /// A first recognition took their place while they were in force.
    replaced: i64,
    /// Their time is over and nothing followed.
    lapsed: i64,
    /// Revoked.
    revoked: i64,
    /// Those in force (valid, awaiting renewal or extended) among the issued, in percent.
    #[schema(example = "76.2")]
    in_force_share: Option<String>,
    /// Those renewed or upgraded among the issued, in percent.
    #[schema(example = "40.0")]
    followed_share: Option<String>,
}

/// What became of certificates, by cohort: still valid, renewed, upgraded, lapsed, revoked.
#[endpoint(get "/statistics/cohorts", tag = "statistics")]
pub(super) async fn cohorts(
    caller: Caller<StatisticsRead>,
    poll: Poll<CohortsQuery>,
) -> ApiResult<Figures<CohortStatistics>> {
    poll.answer::<CohortsQuestion>(&caller).await
}

impl Statistic for CohortsQuestion {
    const NAME: &'static str = "cohorts";
    // Dossiers of renewals raise no version.
    const FRESHNESS: Freshness = Freshness::Brief;
    type Query = CohortsQuery;
    type Figures = CohortStatistics;

    fn ask(mut query: CohortsQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let area = query.area().within(scope)?;
        let by = query.by.as_deref().or(Some(Dimension::Year.as_str()));
        Ok(Self {
            scope: scope.clone(),
            dimensions: breakdown(by, COHORT_DIMENSIONS, MAX_COHORT_DIMENSIONS, area.generation)?,
            area,
            day: day_in_range("/as_of", query.as_of.unwrap_or(today))?,
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<CohortStatistics>> {
        let mut connection = state.database.connection().await?;
        let (scope, area, by) = (&self.scope, &self.area, &self.dimensions);
        let (totals, cells) = statistics::cohorts::count(&mut connection, scope, area, by, self.day).await?;
        let figures = CohortStatistics {
            as_of: self.day,
            area: AreaView::of(&self.area),
            by: self.dimensions.clone(),
            cells: cells.into_iter().map(Cohort::of).collect(),
            totals: FatesView::of(&totals),
        };
        Ok(VersionedFigures { version: 0, figures })
    }
}

impl Cohort {
    fn of((coordinates, fates): (Coordinates, Fates)) -> Self {
        let fates = FatesView::of(&fates);
        Self { coordinates, fates }
    }
}

impl FatesView {
    fn of(fates: &Fates) -> Self {
        let issued = fates.issued();
        let renewed = fates
            .with(Fate::Renewed)
            .saturating_add(fates.with(Fate::RenewedLower));
        let followed = renewed.saturating_add(fates.with(Fate::Upgraded));
        Self {
            issued,
            valid: fates.with(Fate::Valid),
            awaiting_renewal: fates.with(Fate::AwaitingRenewal),
            extended: fates.with(Fate::Extended),
            renewed,
            renewed_lower: fates.with(Fate::RenewedLower),
            upgraded: fates.with(Fate::Upgraded),
            replaced: fates.with(Fate::Replaced),
            lapsed: fates.with(Fate::Lapsed),
            revoked: fates.with(Fate::Revoked),
            in_force_share: share(fates.in_force(), issued),
            followed_share: share(followed, issued),
        }
    }

    /// In the order of [`measures`].
    fn entries(&self) -> Vec<TableEntry> {
        let counts = [
            self.issued,
            self.valid,
            self.awaiting_renewal,
            self.extended,
            self.renewed,
            self.renewed_lower,
            self.upgraded,
            self.replaced,
            self.lapsed,
            self.revoked,
        ];
        let counts = counts.into_iter().map(TableEntry::Count);
        counts.chain(entries(SHARES, self)).collect()
    }
}

columns! {
    /// What follows the counts.
    SHARES of FatesView {
        Percent "in_force_share", "Tỷ lệ còn hiệu lực", "Share in force", |fates| decimal(&fates.in_force_share);
        Percent "followed_share", "Tỷ lệ đánh giá lại hoặc nâng hạng", "Share renewed or upgraded", |fates| decimal(&fates.followed_share);
    }
}

fn measures(labels: &Labels<'_>) -> Vec<MeasureColumn> {
    let fates = Fate::ALL.iter().map(|fate| (fate.as_str(), fate.name()));
    let counts = [("issued", ("Đã cấp", "Issued"))].into_iter().chain(fates);
    let counts = counts.map(|(code, (vi, en))| MeasureColumn::count(code, labels.say(vi, en)));
    counts.chain(headings(SHARES, labels)).collect()
}

impl Tabular for CohortStatistics {
    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let day = self.as_of.format("%d/%m/%Y");
        StatisticsTable {
            title: labels.say(
                &format!("Giấy chứng nhận OCOP theo lứa, đến ngày {day}"),
                &format!("OCOP certificates by cohort, until {day}"),
            ),
            dimensions: self.by.iter().map(|one| labels.dimension(*one)).collect(),
            measures: measures(labels),
            rows: self
                .cells
                .iter()
                .map(|cell| TableRow {
                    at: categories(&cell.coordinates, &self.by, labels, self.area.generation),
                    entries: cell.fates.entries(),
                })
                .collect(),
            totals: Some(self.totals.entries()),
        }
    }
}
