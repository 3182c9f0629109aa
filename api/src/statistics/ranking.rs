//! `GET /api/v1/statistics/ranking`: units by their products.

use super::area::AreaView;
use super::columns::{columns, entries, headings, own_dimension, whole};
use super::counting::count;
use super::page_of::page_of;
use super::polled::{Poll, Statistic, VersionedFigures};
use super::products::when;
use super::question::{products_query, selection};
use super::refusal::invalid;
use super::small_numbers::refuse_filters;
use crate::caller::{Caller, StatisticsRead};
use crate::formats::Tabular;
use crate::places::units_within;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::Page;
use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use endpoint::endpoint;
use serde::Serialize;
use shared::domain::access::Scope;
use shared::domain::statistics::ranking::{Order, ranked};
use shared::domain::statistics::ratio::share;
use shared::domain::statistics::table::{Category, DimensionRole, StatisticsTable, TableEntry, TableRow};
use shared::domain::statistics::{Counts, Dimension, Labels, Measure, MeasureSelection, ProductQuestion};
use shared::domain::units::{Level, Unit};
use std::collections::HashMap;
use utoipa::ToSchema;

products_query! {
    /// What a client asks about the order of units.
    RankingQuery {
        /// The units to be ranked: `province`, `district` (legacy only) or `commune`.
        #[param(required = true, value_type = Level)]
        of: Option<Level>,
        /// `desc` (default): most products first; `asc`: fewest.
        #[param(inline)]
        order: Option<Order>,
        /// The day, Vietnamese time; left out: today.
        as_of: Option<NaiveDate>,
        /// First day of the period, for `new`, `upgraded` and `renewed`.
        from: Option<NaiveDate>,
        /// Last day of the period.
        to: Option<NaiveDate>,
        /// Where to go on: `next` of the page before.
        cursor: Option<String>,
        /// Entries a page, 50 by default, at most 500.
        #[param(minimum = 1, maximum = 500)]
        page_size: Option<u16>,
    }
}

/// A question that can be answered.
#[derive(Debug, Hash)]
pub(super) struct RankingQuestion {
    scope: Scope,
    question: ProductQuestion,
    selection: MeasureSelection,
    of: Level,
    order: Order,
    /// Positions in the order.
    page: Page<i64>,
}

/// A page of ranked units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ranking {
    /// The day, or the last day of the period.
    as_of: NaiveDate,
    /// Raised with every change that a statistic can show: pages of one version fit together.
    version: i64,
    /// What is counted.
    measure: Measure,
    /// The units ranked.
    of: Level,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// The units of this page, in order.
    items: Vec<RankedUnit>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
    #[serde(skip)]
    from: NaiveDate,
}

/// One unit in its place.
#[derive(Debug, Serialize, ToSchema)]
struct RankedUnit {
    /// 1 for the first; equal ones share a rank.
    rank: u32,
    /// Its code.
    #[schema(example = "25")]
    unit: String,
    /// Its level.
    level: Level,
    /// Its name.
    name: String,
    /// Products.
    products: i64,
    /// Distinct producers of these.
    producers: i64,
    /// Percent of all products of the area asked for, one decimal.
    #[schema(example = "1.2")]
    products_share: String,
}

/// Units by their products, those without any too. Equal ones share a rank.
#[endpoint(get "/statistics/ranking", tag = "statistics")]
pub(super) async fn ranking(
    caller: Caller<StatisticsRead>,
    poll: Poll<RankingQuery>,
) -> ApiResult<Figures<Ranking>> {
    poll.answer::<RankingQuestion>(&caller).await
}

impl Statistic for RankingQuestion {
    const NAME: &'static str = "ranking";
    type Query = RankingQuery;
    type Figures = Ranking;

    fn ask(mut query: RankingQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        let common = query.common();
        let Some(of) = query.of else {
            return Err(invalid(
                "/of",
                "missing",
                "Cần of: province, district hoặc commune.",
                "of is needed: province, district or commune.",
            ));
        };
        let dimension = match of {
            Level::Province => Dimension::Province,
            Level::District => Dimension::District,
            Level::Commune => Dimension::Commune,
        };
        let question = common.question(Some(dimension.as_str()), 1, scope)?;
        Ok(Self {
            scope: scope.clone(),
            question,
            selection: selection(&common, query.as_of, (query.from, query.to), today)?,
            of,
            order: query.order.unwrap_or_default(),
            page: Page::new(query.cursor.as_deref(), query.page_size)?,
        })
    }

    fn without_small_numbers(self, below: u32) -> ApiResult<Self> {
        refuse_filters(&self.question.filters, below).map(|()| self)
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<Ranking>> {
        let (version, figures) = count(state, &self.scope, &self.question, &[self.selection]).await?;
        let figures = figures
            .into_iter()
            .next()
            .ok_or_else(|| Problem::internal(&"no figures"))?;
        let by = self.question.by.first().copied();
        let mut counts: HashMap<&str, Counts> = HashMap::with_capacity(figures.cells.len());
        for cell in &figures.cells {
            if let Some(code) = by.and_then(|by| cell.coordinates.code(by)) {
                counts.insert(code, cell.counts);
            }
        }
        let units = units_within(&self.question.area, &self.scope, self.of)?;
        let counted = units.into_iter().map(|unit| {
            let counts = counts.get(unit.unit.code.as_str()).copied().unwrap_or_default();
            (unit, counts)
        });
        let whole = figures.totals.products;
        let view = |(rank, unit, counts): (u32, &Unit, Counts)| {
            Ok(RankedUnit {
                rank,
                unit: unit.unit.code.clone(),
                level: self.of,
                name: unit.name_on(self.selection.to).to_owned(),
                products: counts.products,
                producers: counts.producers,
                products_share: share(counts.products, whole).unwrap_or_else(|| "0.0".to_owned()),
            })
        };
        let page = page_of(&self.page, ranked(counted.collect(), self.order), view)?;
        let figures = Ranking {
            as_of: self.selection.to,
            version,
            measure: self.selection.measure,
            of: self.of,
            area: AreaView::of(&self.question.area, self.selection.to)?,
            items: page.items,
            next: page.next,
            from: self.selection.from,
        };
        Ok(VersionedFigures { version, figures })
    }

    fn next(figures: &Ranking) -> Option<&str> {
        figures.next.as_deref()
    }
}

columns! {
    /// What is said of a unit.
    COLUMNS of RankedUnit {
        Count "rank", "Hạng", "Rank", |one| whole(one.rank);
        Count "products", "Số sản phẩm", "Products", |one| whole(one.products);
        Count "producers", "Số chủ thể", "Producers", |one| whole(one.producers);
        Percent "products_share", "Tỷ lệ sản phẩm", "Share of products", |one| TableEntry::Decimal(one.products_share.clone());
    }
}

impl Tabular for Ranking {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (vi, en) = self.measure.name();
        let when = when(self.from, self.as_of, labels);
        let unit = labels.say("Đơn vị", "Unit");
        let rows = self.items.iter().map(|one| TableRow {
            at: vec![Category {
                code: one.unit.clone(),
                label: one.name.clone(),
            }],
            entries: entries(COLUMNS, one),
        });
        StatisticsTable {
            title: labels.say(
                &format!("Xếp hạng theo sản phẩm OCOP {vi} {when}"),
                &format!("Ranking by OCOP products {en} {when}"),
            ),
            dimensions: vec![own_dimension(self.of.as_str(), unit, DimensionRole::Place)],
            measures: headings(COLUMNS, labels),
            rows: rows.collect(),
            totals: None,
        }
    }
}
