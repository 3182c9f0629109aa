//! `GET /api/v1/statistics/ranking`: units by their products.

use super::counting::count;
use super::polled::{Poll, Statistic, VersionedFigures};
use super::products::when;
use super::question::{products_query, selection};
use super::refusal::invalid;
use super::small_numbers::refuse_filters;
use crate::caller::{Authorized, StatisticsRead};
use crate::formats::Tabular;
use crate::places::registry;
use crate::state::AppState;
use crate::statistics::polled::Figures;
use api_http::extract::{ListAnswer, Page};
use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use endpoint::endpoint;
use serde::Serialize;
use shared::domain::access::Scope;
use shared::domain::statistics::ranking::{Order, ranked};
use shared::domain::statistics::ratio::share;
use shared::domain::statistics::table::{
    Category, DimensionColumn, DimensionRole, MeasureColumn, StatisticsTable, TableEntry, TableRow,
};
use shared::domain::statistics::{
    Area, Counts, Dimension, Labels, Measure, MeasureSelection, ProductQuestion,
};
use shared::domain::units::{Generation, Level, Registry, Unit};
use std::collections::{HashMap, HashSet};
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
    cursor: Option<String>,
    page_size: Option<u16>,
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
    /// Boundaries.
    generation: Generation,
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
    caller: Authorized<StatisticsRead>,
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
        Page::<i64>::new(query.cursor.as_deref(), query.page_size)?;
        Ok(Self {
            scope: scope.clone(),
            question,
            selection: selection(&common, query.as_of, (query.from, query.to), today)?,
            of,
            order: query.order.unwrap_or_default(),
            cursor: query.cursor,
            page_size: query.page_size,
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
        let units = units(registry()?, &self.question.area, self.of, &self.scope);
        let counted = units.into_iter().map(|unit| {
            let counts = counts.get(unit.unit.code.as_str()).copied().unwrap_or_default();
            (unit, counts)
        });
        let page = Page::<i64>::new(self.cursor.as_deref(), self.page_size)?;
        let after = page.after.unwrap_or_default();
        let rows = (1..)
            .zip(ranked(counted.collect(), self.order))
            .filter(|(position, _)| *position > after)
            .take(usize::try_from(page.limit()).unwrap_or(usize::MAX));
        let whole = figures.totals.products;
        let page = ListAnswer::of(
            &page,
            rows.collect(),
            |(position, _)| *position,
            |(_, (rank, unit, counts))| RankedUnit {
                rank,
                unit: unit.unit.code.clone(),
                level: self.of,
                name: unit.name.clone(),
                products: counts.products,
                producers: counts.producers,
                products_share: share(counts.products, whole).unwrap_or_else(|| "0.0".to_owned()),
            },
        );
        let figures = Ranking {
            as_of: self.selection.to,
            version,
            measure: self.selection.measure,
            of: self.of,
            generation: self.question.area.generation,
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

/// The units of `level` in `area` that `scope` reaches, by their codes. A former unit is reached where one of its communes is.
fn units<'a>(registry: &'a Registry, area: &Area, level: Level, scope: &Scope) -> Vec<&'a Unit> {
    let within = |unit: &Unit| match &area.unit {
        None => true,
        Some((Level::Province, code)) => unit.province_code == *code,
        Some((Level::District, code)) => {
            unit.parent_code.as_ref() == Some(code)
                || (unit.unit.level == Level::District && unit.unit.code == *code)
        }
        Some((Level::Commune, code)) => unit.unit.level == Level::Commune && unit.unit.code == *code,
    };
    let reached = reached(registry, area.generation, level, scope);
    let units = registry.units_of(area.generation, Some(level)).iter();
    units
        .filter(|unit| {
            within(unit)
                && reached
                    .as_ref()
                    .is_none_or(|codes| codes.contains(unit.unit.code.as_str()))
        })
        .collect()
}

/// Codes of the units of `level` with a commune that `scope` reaches; none where it reaches all.
fn reached<'a>(
    registry: &'a Registry,
    generation: Generation,
    level: Level,
    scope: &Scope,
) -> Option<HashSet<&'a str>> {
    let seen = |commune: &Unit| match scope {
        Scope::Nation => true,
        Scope::Province(code) => commune.province_code == *code,
        Scope::Commune(code) => commune.unit.code == *code,
        Scope::Producer(_) | Scope::Seat(_) | Scope::Nothing => false,
    };
    if matches!(scope, Scope::Nation) {
        return None;
    }
    let communes = registry.units_of(generation, Some(Level::Commune)).iter();
    let seen = communes.filter(|commune| match generation {
        Generation::Current => seen(commune),
        Generation::Legacy => registry.counterpart(&commune.unit).is_some_and(seen),
    });
    let codes = seen.filter_map(|commune| match level {
        Level::Province => Some(commune.province_code.as_str()),
        Level::District => commune.parent_code.as_deref(),
        Level::Commune => Some(commune.unit.code.as_str()),
    });
    Some(codes.collect())
}

impl Tabular for Ranking {
    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let (vi, en) = self.measure.name();
        let when = when(self.from, self.as_of, labels);
        let rows = self.items.iter().map(|one| TableRow {
            at: vec![Category {
                code: one.unit.clone(),
                label: one.name.clone(),
            }],
            entries: vec![
                TableEntry::Count(one.rank.into()),
                TableEntry::Count(one.products),
                TableEntry::Count(one.producers),
                TableEntry::Decimal(one.products_share.clone()),
            ],
        });
        StatisticsTable {
            title: labels.say(
                &format!("Xếp hạng theo sản phẩm OCOP {vi} {when}"),
                &format!("Ranking by OCOP products {en} {when}"),
            ),
            dimensions: vec![DimensionColumn {
                code: self.of.as_str().to_owned(),
                label: labels.say("Đơn vị", "Unit"),
                role: DimensionRole::Place,
            }],
            measures: vec![
                MeasureColumn::count("rank", labels.say("Hạng", "Rank")),
                MeasureColumn::count("products", labels.say("Số sản phẩm", "Products")),
                MeasureColumn::count("producers", labels.say("Số chủ thể", "Producers")),
                MeasureColumn::percent(
                    "products_share",
                    labels.say("Tỷ lệ sản phẩm", "Share of products"),
                ),
            ],
            rows: rows.collect(),
            totals: None,
        }
    }
}
