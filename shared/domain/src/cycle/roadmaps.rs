//! Roadmaps (lộ trình): which products a unit builds on, by which steps, to which targets.

use super::fields::RecordCheck;
use super::owner::{Content, OwnerUnit, RecordKind, of_its_unit};
use crate::violation::Violation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The roadmap of a unit for a year; a unit has one a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Roadmap {
    /// Whose; the caller's own unit where left out.
    pub unit: Option<OwnerUnit>,
    /// The programme's year.
    #[schema(example = 2026, minimum = 2018, maximum = 2100)]
    pub year: i16,
    /// Products of advantage (sản phẩm lợi thế).
    #[serde(default)]
    #[schema(max_items = 200)]
    pub products: Vec<AdvantageProduct>,
    /// Steps, in their order.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub steps: Vec<RoadmapStep>,
    /// What is to be reached by the end of the year.
    #[serde(default)]
    pub targets: RoadmapTargets,
}

/// A product in which the unit has an advantage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvantageProduct {
    /// Its name.
    #[schema(
        example = "Thanh long ruột đỏ",
        min_length = 1,
        max_length = 300,
        pattern = r"\S"
    )]
    pub name: String,
    /// Product set, 1 to 26.
    #[schema(minimum = 1, maximum = 26)]
    pub product_set: i16,
    /// Why here.
    #[schema(max_length = 5000)]
    pub why: Option<String>,
}

/// A step with its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoadmapStep {
    /// What is done.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub title: String,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// The day it was done; none as long as it is open.
    pub done_on: Option<NaiveDate>,
}

/// Numbers to reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RoadmapTargets {
    /// Products with three stars.
    #[schema(maximum = 100_000_000)]
    pub stars_3: u32,
    /// Products with four stars.
    #[schema(maximum = 100_000_000)]
    pub stars_4: u32,
    /// Products with five stars.
    #[schema(maximum = 100_000_000)]
    pub stars_5: u32,
    /// Producers that are new to the programme.
    #[schema(maximum = 100_000_000)]
    pub new_producers: u32,
    /// Products evaluated again after three years.
    #[schema(maximum = 100_000_000)]
    pub renewed_products: u32,
    /// Communes with at least one product of three stars or more.
    #[schema(maximum = 100_000_000)]
    pub communes_with_product: u32,
}

impl Content for Roadmap {
    const KIND: RecordKind = RecordKind::Roadmap;
    const FIXED: &'static [&'static str] = &["unit", "year"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.year("/year", self.year);
        check.entries("/products", self.products.len());
        for (index, product) in self.products.iter().enumerate() {
            let at = |field| format!("/products/{index}/{field}");
            check.name(&at("name"), &product.name);
            check.product_set(&at("product_set"), product.product_set);
            check.text(&at("why"), product.why.as_deref());
        }
        check_steps(&mut check, "/steps", &self.steps);
        let targets = &self.targets;
        for (pointer, count) in [
            ("/targets/stars_3", targets.stars_3),
            ("/targets/stars_4", targets.stars_4),
            ("/targets/stars_5", targets.stars_5),
            ("/targets/new_producers", targets.new_producers),
            ("/targets/renewed_products", targets.renewed_products),
            ("/targets/communes_with_product", targets.communes_with_product),
        ] {
            check.count(pointer, count);
        }
        check.finish()
    }

    of_its_unit!();

    fn year(&self) -> Option<i16> {
        Some(self.year)
    }
}

/// The rules of a list of steps.
pub(super) fn check_steps(check: &mut RecordCheck, pointer: &str, steps: &[RoadmapStep]) {
    check.entries(pointer, steps.len());
    for (index, step) in steps.iter().enumerate() {
        check.name(&format!("{pointer}/{index}/title"), &step.title);
        check.day(&format!("{pointer}/{index}/due_on"), step.due_on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_rule_has_its_pointer() {
        let roadmap: Roadmap = serde_json::from_value(serde_json::json!({
            "year": 2017,
            "products": [{"name": "Ổi", "product_set": 1}, {"name": " ", "product_set": 27}],
            "steps": [{"title": "Tập huấn", "due_on": "1999-01-01"}],
            "targets": {"stars_3": 100_000_001},
        }))
        .unwrap();
        let pointers: Vec<String> = roadmap.check().into_iter().map(|broken| broken.pointer).collect();
        assert_eq!(
            pointers,
            [
                "/year",
                "/products/1/name",
                "/products/1/product_set",
                "/steps/0/due_on",
                "/targets/stars_3"
            ]
        );
    }
}
