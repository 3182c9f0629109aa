//! The indicator of new rural areas (nông thôn mới, NTM) that OCOP serves, and targets (chỉ tiêu) against what was reached.
//!
//! A commune meets the indicator "has an OCOP product with a valid certificate" on a day where at least one of its products holds
//! three stars or more on that day, potential five stars included. Whether a product's stars hold is the rule of
//! [`super::recognition`].

use super::statistics::{Cell, Dimension};
use super::units::{Level, Unit, UnitKind};
use crate::text_enum;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// Valid products of three stars or more that a commune needs.
const PRODUCTS_NEEDED: i64 = 1;

/// A commune on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CommuneIndicator<'a> {
    /// The commune.
    pub commune: &'a Unit,
    /// Its kind on the day: a commune may become a ward.
    pub kind: UnitKind,
    /// Its valid products of three stars or more.
    pub products: i64,
}

impl CommuneIndicator<'_> {
    /// Whether the commune meets the indicator.
    #[must_use]
    pub const fn is_met(&self) -> bool {
        self.products >= PRODUCTS_NEEDED
    }
}

/// The products of each commune by its code, from `cells` of products that are broken down by commune.
pub fn products_by_commune(cells: impl IntoIterator<Item = Cell>) -> HashMap<String, i64> {
    cells
        .into_iter()
        .filter_map(|cell| {
            let code = cell.coordinates.code(Dimension::Commune)?;
            Some((code.to_owned(), cell.counts.products))
        })
        .collect()
}

/// The communes among `units` on `day`, each with its number of valid products by code, in the order of `units`. A commune
/// without an entry in `products` has none.
pub fn indicators<'a>(
    units: impl IntoIterator<Item = &'a Unit>,
    products: &HashMap<String, i64>,
    day: NaiveDate,
) -> Vec<CommuneIndicator<'a>> {
    units
        .into_iter()
        .filter(|unit| unit.unit.level == Level::Commune)
        .map(|commune| CommuneIndicator {
            commune,
            kind: commune.kind_on(day),
            products: products.get(&commune.unit.code).copied().unwrap_or_default(),
        })
        .collect()
}

/// How many communes there are, and how many meet the indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndicatorTally {
    /// Communes, wards and special zones.
    pub communes: u32,
    /// Those that meet the indicator.
    pub met: u32,
    /// Rural communes (xã) among them all: wards and towns are no rural areas.
    pub rural: u32,
    /// Rural communes that meet the indicator.
    pub rural_met: u32,
}

impl IndicatorTally {
    /// Counts one commune.
    fn add(&mut self, commune: &CommuneIndicator<'_>) {
        let (met, rural) = (commune.is_met(), commune.kind == UnitKind::Commune);
        let one = u32::from;
        self.communes = self.communes.saturating_add(1);
        self.met = self.met.saturating_add(one(met));
        self.rural = self.rural.saturating_add(one(rural));
        self.rural_met = self.rural_met.saturating_add(one(rural && met));
    }
}

/// The tally of each province by its code, and of all.
#[must_use]
pub fn tallies<'a>(communes: &[CommuneIndicator<'a>]) -> (BTreeMap<&'a str, IndicatorTally>, IndicatorTally) {
    let (mut provinces, mut total) = (BTreeMap::<&str, IndicatorTally>::new(), IndicatorTally::default());
    for commune in communes {
        provinces
            .entry(commune.commune.province_code.as_str())
            .or_default()
            .add(commune);
        total.add(commune);
    }
    (provinces, total)
}

text_enum! {
    /// What a target can be set for.
    pub enum TargetFigure {
        /// Products with valid three stars.
        ThreeStarProducts = "three_star_products",
        /// Products with valid four stars.
        FourStarProducts = "four_star_products",
        /// Products with valid five stars; potential ones are none yet.
        FiveStarProducts = "five_star_products",
        /// Communes that meet the indicator of new rural areas.
        CommunesMet = "communes_met",
        /// Producers whose first recognition is of the programme year.
        NewProducers = "new_producers",
    }
}

impl TargetFigure {
    /// Its name in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::ThreeStarProducts => ("Sản phẩm 3 sao", "Three-star products"),
            Self::FourStarProducts => ("Sản phẩm 4 sao", "Four-star products"),
            Self::FiveStarProducts => ("Sản phẩm 5 sao", "Five-star products"),
            Self::CommunesMet => ("Xã có sản phẩm OCOP", "Communes with OCOP products"),
            Self::NewProducers => ("Chủ thể mới", "New producers"),
        }
    }
}

/// The figure against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetProgress {
    /// What is counted.
    pub figure: TargetFigure,
    /// What should be reached.
    pub target: i64,
    /// What is reached.
    pub reached: i64,
}

impl TargetProgress {
    /// How many are missing; 0 where the target is met.
    #[must_use]
    pub const fn missing(&self) -> i64 {
        let missing = self.target.saturating_sub(self.reached);
        if missing > 0 { missing } else { 0 }
    }
}

/// Each target that is set against what is `reached`, in the order of [`TargetFigure::ALL`].
pub fn progress(
    target: impl Fn(TargetFigure) -> Option<i64>,
    reached: impl Fn(TargetFigure) -> i64,
) -> Vec<TargetProgress> {
    TargetFigure::ALL
        .iter()
        .filter_map(|figure| {
            Some(TargetProgress {
                figure: *figure,
                target: target(*figure)?,
                reached: reached(*figure),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Generation, REFORM, registry};

    fn of(code: &str, products: &[(&str, i64)]) -> Vec<CommuneIndicator<'static>> {
        let units = registry().unwrap().units_of(Generation::Current, None);
        let products = products
            .iter()
            .map(|(code, number)| ((*code).to_owned(), *number))
            .collect();
        indicators(
            units.iter().filter(|unit| unit.province_code == code),
            &products,
            REFORM,
        )
    }

    #[test]
    fn a_commune_needs_one_product_and_one_without_an_entry_has_none() {
        let communes = of("25", &[("08782", 1), ("08824", 3)]);
        let met: Vec<&str> = communes
            .iter()
            .filter(|one| one.is_met())
            .map(|one| one.commune.unit.code.as_str())
            .collect();
        assert_eq!(met, ["08782", "08824"]);
        assert!(
            communes
                .iter()
                .all(|one| one.commune.unit.level == Level::Commune)
        );
    }

    #[test]
    fn provinces_add_up_to_the_total_and_wards_are_no_rural_communes() {
        let units = registry().unwrap().units_of(Generation::Current, None);
        let ward = units.iter().find(|unit| unit.kind == UnitKind::Ward).unwrap();
        let products = HashMap::from([(ward.unit.code.clone(), 2), ("08782".to_owned(), 1)]);
        let (provinces, total) = tallies(&indicators(units, &products, REFORM));
        assert_eq!(provinces.len(), 34);
        assert_eq!((total.communes, total.met), (3_321, 2));
        assert_eq!((total.rural, total.rural_met), (2_621, 1));
        // 22 of them have become wards since.
        let (_, later) = tallies(&indicators(units, &products, "2026-09-20".parse().unwrap()));
        assert_eq!((later.communes, later.rural), (3_321, 2_599));
        assert_eq!(provinces.values().map(|one| one.communes).sum::<u32>(), 3_321);
    }

    #[test]
    fn only_what_is_set_is_measured_and_more_than_the_target_is_nothing_missing() {
        let target = |figure| match figure {
            TargetFigure::FourStarProducts => Some(5),
            TargetFigure::NewProducers => Some(2),
            _ => None,
        };
        let found = progress(target, |_| 3);
        assert_eq!(
            found
                .iter()
                .map(|one| (one.figure, one.missing()))
                .collect::<Vec<_>>(),
            [
                (TargetFigure::FourStarProducts, 2),
                (TargetFigure::NewProducers, 0)
            ]
        );
    }
}
