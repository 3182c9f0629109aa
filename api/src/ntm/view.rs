//! The indicator as JSON.

use super::request::Question;
use crate::places::registry;
use crate::problem::Answer;
use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::ntm::{CommuneIndicator, Tally};
use shared::domain::units::{Generation, Level, UnitKind, UnitRef};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A commune on the day.
#[derive(Serialize, ToSchema)]
pub(super) struct CommuneView {
    generation: Generation,
    #[schema(example = "08782")]
    code: String,
    name: String,
    /// `xã`, `phường`, `đặc khu`, before the reform `thị trấn`.
    kind: UnitKind,
    province_code: String,
    /// Products that hold three stars or more on the day.
    products: i64,
    /// Whether the commune meets the indicator: at least one.
    met: bool,
}

impl CommuneView {
    pub(super) fn of(one: &CommuneIndicator<'_>) -> Self {
        let commune = one.commune;
        Self {
            generation: commune.unit.generation,
            code: commune.unit.code.clone(),
            name: commune.name.clone(),
            kind: commune.kind,
            province_code: commune.province_code.clone(),
            products: one.products,
            met: one.is_met(),
        }
    }
}

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

impl From<Tally> for TallyView {
    fn from(tally: Tally) -> Self {
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
    generation: Generation,
    /// By code.
    provinces: Vec<ProvinceView>,
    total: TallyView,
}

impl SummaryView {
    /// # Errors
    /// 500 where the data compiled in is broken.
    pub(super) fn of(question: &Question, provinces: &BTreeMap<&str, Tally>, total: Tally) -> Answer<Self> {
        let (registry, generation) = (registry()?, question.area.generation);
        let view = |(code, tally): (&&str, &Tally)| {
            let unit = registry.find(&UnitRef::new(generation, Level::Province, *code));
            ProvinceView {
                code: (*code).to_owned(),
                name: unit.map_or_else(|| (*code).to_owned(), |unit| unit.name.clone()),
                tally: TallyView::from(*tally),
            }
        };
        Ok(Self {
            as_of: question.day,
            generation,
            provinces: provinces.iter().map(view).collect(),
            total: total.into(),
        })
    }
}
