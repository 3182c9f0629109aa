//! The league as JSON and as a table.

use super::question::LeagueQuestion;
use crate::formats::Tabular;
use crate::places::units_within;
use crate::statistics::area::AreaView;
use crate::statistics::columns::{columns, decimal, entries, headings, own_dimension, whole};
use crate::statistics::page_of::page_of;
use crate::statistics::targets::FigureView;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Serialize;
use shared::database::statistics::Area;
use shared::database::targets::Target;
use shared::domain::access::Scope;
use shared::domain::ntm::{TargetFigure, progress};
use shared::domain::statistics::Labels;
use shared::domain::statistics::league::{LeagueRank, StarCounts};
use shared::domain::statistics::ratio::growth;
use shared::domain::statistics::table::{DimensionRole, StatisticsTable, TableRow};
use shared::domain::units::{Generation, Level, Unit};
use std::collections::HashMap;
use utoipa::ToSchema;

/// What the league is made of, by the codes of its units.
pub(super) struct LeagueCounts {
    pub(super) held: HashMap<String, StarCounts>,
    /// A year before.
    pub(super) held_before: HashMap<String, StarCounts>,
    pub(super) communes_met: HashMap<String, i64>,
    /// Only counted where a target asks for them.
    pub(super) new_producers: HashMap<String, i64>,
    pub(super) targets: Vec<Target>,
}

/// A page of the league.
#[derive(Serialize, ToSchema)]
pub(in crate::statistics) struct LeagueStatistics {
    /// The day.
    as_of: NaiveDate,
    /// Level of the units.
    of: Level,
    #[serde(flatten)]
    #[schema(inline)]
    area: AreaView,
    /// Units in the league, over all pages.
    units: i64,
    /// The units of this page, in order.
    items: Vec<LeaguePlace>,
    /// Cursor of the next page; null on the last.
    pub(super) next: Option<String>,
}

/// A unit in its place.
#[derive(Serialize, ToSchema)]
struct LeaguePlace {
    /// 1 for the first; equal ones share a rank and leave the next ones out. More products come first, then more with five stars,
    /// with potential five, with four.
    rank: u32,
    /// Code of the unit.
    #[schema(example = "08782")]
    unit: String,
    name: String,
    /// Products that hold stars.
    products: i64,
    /// Those with three stars.
    three_star_products: i64,
    /// Those with four stars.
    four_star_products: i64,
    /// Those with potential five stars.
    potential_five_star_products: i64,
    /// Those with five stars.
    five_star_products: i64,
    /// Communes in the unit; 1 for a commune.
    communes: i64,
    /// Those that meet the indicator of new rural areas: a product of three stars or more.
    communes_met: i64,
    /// Products that held stars on the same day a year before.
    products_a_year_before: i64,
    /// What there is more, in percent of that; null from nothing.
    #[schema(example = "12.5")]
    growth: Option<String>,
    /// The year's targets that are set, against what is reached on the day; null where none are set.
    targets: Option<Vec<FigureView>>,
}

impl LeagueStatistics {
    pub(super) fn of(
        question: &LeagueQuestion,
        places: &[LeagueRank<'_>],
        counts: &LeagueCounts,
    ) -> ApiResult<Self> {
        let view = |place| LeaguePlace::of(place, question, counts);
        let page = page_of(&question.page, places.iter().collect(), view)?;
        Ok(Self {
            as_of: question.day,
            of: question.of,
            area: AreaView::of(&question.area, question.day)?,
            units: i64::try_from(places.len()).unwrap_or(i64::MAX),
            items: page.items,
            next: page.next,
        })
    }
}

impl LeaguePlace {
    fn of(place: &LeagueRank<'_>, question: &LeagueQuestion, counts: &LeagueCounts) -> ApiResult<Self> {
        let (unit, held) = (&place.unit.unit, &place.held);
        let code = &unit.code;
        let before = counts
            .held_before
            .get(code)
            .map(StarCounts::products)
            .unwrap_or_default();
        let communes = communes_in(place.unit, question.area.generation)?;
        let communes_met = counts.communes_met.get(code).copied().unwrap_or_default();
        let reached = |figure| match figure {
            TargetFigure::ThreeStarProducts => held.three,
            TargetFigure::FourStarProducts => held.four,
            TargetFigure::FiveStarProducts => held.five,
            TargetFigure::CommunesMet => communes_met,
            TargetFigure::NewProducers => counts.new_producers.get(code).copied().unwrap_or_default(),
        };
        let mut targets = counts.targets.iter();
        let target = targets.find(|one| one.unit().as_ref() == Some(unit));
        Ok(Self {
            rank: place.rank,
            unit: code.clone(),
            name: place.unit.name_on(question.day).to_owned(),
            products: held.products(),
            three_star_products: held.three,
            four_star_products: held.four,
            potential_five_star_products: held.potential,
            five_star_products: held.five,
            communes,
            communes_met,
            products_a_year_before: before,
            growth: growth(held.products(), before),
            targets: target.map(|target| {
                let set = |figure| target.of(figure).map(i64::from);
                progress(set, reached).into_iter().map(FigureView::from).collect()
            }),
        })
    }
}

/// How many communes lie in `unit`.
fn communes_in(unit: &Unit, generation: Generation) -> ApiResult<i64> {
    let (level, code) = (unit.unit.level, unit.unit.code.clone());
    if level == Level::Commune {
        return Ok(1);
    }
    let inside = Area {
        generation,
        unit: Some((level, code)),
    };
    let communes = units_within(&inside, &Scope::Nation, Level::Commune)?;
    Ok(i64::try_from(communes.len()).unwrap_or(i64::MAX))
}

columns! {
    /// The targets are in the JSON alone: a figure each, they would make a table of their own.
    COLUMNS of LeaguePlace {
        Count "rank", "Thứ hạng", "Rank", |place| whole(place.rank);
        Count "products", "Số sản phẩm", "Products", |place| whole(place.products);
        Count "three_star_products", "3 sao", "3 stars", |place| whole(place.three_star_products);
        Count "four_star_products", "4 sao", "4 stars", |place| whole(place.four_star_products);
        Count "potential_five_star_products", "Tiềm năng 5 sao", "Potential 5 stars", |place| whole(place.potential_five_star_products);
        Count "five_star_products", "5 sao", "5 stars", |place| whole(place.five_star_products);
        Count "communes", "Số xã", "Communes", |place| whole(place.communes);
        Count "communes_met", "Số xã đạt chỉ tiêu nông thôn mới", "Communes that meet the indicator", |place| whole(place.communes_met);
        Count "products_a_year_before", "Số sản phẩm năm trước", "Products a year before", |place| whole(place.products_a_year_before);
        Percent "growth", "Tăng trưởng", "Growth", |place| decimal(&place.growth);
    }
}

impl Tabular for LeagueStatistics {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let day = self.as_of.format("%d/%m/%Y");
        let unit = labels.say("Đơn vị", "Unit");
        StatisticsTable {
            title: labels.say(
                &format!("Bảng xếp hạng OCOP ngày {day}"),
                &format!("OCOP league on {day}"),
            ),
            dimensions: vec![own_dimension(self.of.as_str(), unit, DimensionRole::Place)],
            measures: headings(COLUMNS, labels),
            rows: self
                .items
                .iter()
                .map(|place| TableRow {
                    at: vec![labels.unit(self.area.generation, self.of, &place.unit)],
                    entries: entries(COLUMNS, place),
                })
                .collect(),
            totals: None,
        }
    }
}
