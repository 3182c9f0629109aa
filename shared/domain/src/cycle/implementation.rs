//! Reports of implementation (kết quả triển khai): the fourth step of the cycle, a year each.

use super::fields::RecordCheck;
use super::owner::{Content, OwnerClaim, RecordKind};
use crate::money::Dong;
use crate::violation::Violation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a plan or a product brought in a year; one a year of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImplementationReport {
    /// The accepted plan; this or `product_id`.
    pub plan_id: Option<Uuid>,
    /// The product; this or `plan_id`.
    pub product_id: Option<Uuid>,
    /// The year.
    #[schema(example = 2026, minimum = 2018, maximum = 2100)]
    pub year: i16,
    /// Revenue, in đồng.
    pub revenue: Dong,
    /// The part of it from abroad.
    #[serde(default)]
    pub export_revenue: Dong,
    /// What was made.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub output: Vec<Output>,
    /// People who work for it.
    pub jobs: EmploymentCounts,
    /// Invested in the year, in đồng.
    #[serde(default)]
    pub investment: Dong,
}

/// An amount of goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// How many units, a whole number.
    pub quantity: u32,
    /// The unit.
    #[schema(example = "kg", min_length = 1, max_length = 300, pattern = r"\S")]
    pub unit: String,
}

/// Jobs, and who has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmploymentCounts {
    /// All.
    #[schema(maximum = 100_000_000)]
    pub total: u32,
    /// Those of women.
    #[serde(default)]
    #[schema(maximum = 100_000_000)]
    pub female: u32,
    /// Those of ethnic minorities.
    #[serde(default)]
    #[schema(maximum = 100_000_000)]
    pub ethnic_minority: u32,
}

impl Content for ImplementationReport {
    const KIND: RecordKind = RecordKind::ImplementationReport;
    const FIXED: &'static [&'static str] = &["plan_id", "product_id", "year"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.one_of(("/plan_id", self.plan_id), ("/product_id", self.product_id));
        check.year("/year", self.year);
        check.money("/revenue", self.revenue);
        check.money("/export_revenue", self.export_revenue);
        if self.export_revenue > self.revenue {
            check.refuse(
                "/export_revenue",
                "more_than_the_whole",
                "doanh thu xuất khẩu không được lớn hơn doanh thu",
                "the export revenue must not be more than the revenue",
            );
        }
        check.entries("/output", self.output.len());
        for (index, output) in self.output.iter().enumerate() {
            check.name(&format!("/output/{index}/unit"), &output.unit);
        }
        check.count("/jobs/total", self.jobs.total);
        check.at_most("/jobs/female", self.jobs.female, self.jobs.total);
        check.at_most(
            "/jobs/ethnic_minority",
            self.jobs.ethnic_minority,
            self.jobs.total,
        );
        check.money("/investment", self.investment);
        check.finish()
    }

    fn named(&self) -> OwnerClaim {
        OwnerClaim::Follows {
            kind: RecordKind::BusinessPlan,
            earlier: self.plan_id,
            product: self.product_id,
        }
    }

    fn year(&self) -> Option<i16> {
        Some(self.year)
    }
}
