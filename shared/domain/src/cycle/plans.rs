//! Business plans (phương án sản xuất kinh doanh): the third step of the cycle. All money in whole đồng.

use super::fields::RecordCheck;
use super::owner::{Content, OwnerClaim, RecordKind};
use super::roadmaps::{RoadmapStep, check_steps};
use crate::money::Dong;
use crate::text_enum;
use crate::violation::Violation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

text_enum! {
    /// Where capital comes from.
    pub enum CapitalSource {
        /// Vốn tự có.
        Own = "own",
        /// Vốn vay.
        Loan = "loan",
        /// Ngân sách nhà nước hỗ trợ.
        StateSupport = "state_support",
        /// Another source.
        Other = "other",
    }
}

/// The plan for an accepted idea, or for a product that is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessPlan {
    /// The accepted idea; this or `product_id`.
    pub idea_id: Option<Uuid>,
    /// The product; this or `idea_id`.
    pub product_id: Option<Uuid>,
    /// The programme's year in which it begins.
    #[schema(example = 2026, minimum = 2018, maximum = 2100)]
    pub year: i16,
    /// What is to be invested; the sum of `capital`.
    pub investment: Dong,
    /// Where it comes from.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub capital: Vec<CapitalShare>,
    /// Planned revenue, a year each.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub revenue: Vec<PlannedRevenue>,
    /// Jobs to be kept or made.
    #[schema(maximum = 100_000_000)]
    pub jobs: u32,
    /// Who will buy, and where.
    #[schema(max_length = 5000)]
    pub market: String,
    /// Steps, in their order.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub schedule: Vec<RoadmapStep>,
}

/// A source of capital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CapitalShare {
    /// The source.
    pub source: CapitalSource,
    /// How much.
    pub amount: Dong,
}

/// Revenue of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedRevenue {
    /// The year.
    #[schema(minimum = 2018, maximum = 2100)]
    pub year: i16,
    /// How much.
    pub amount: Dong,
}

impl Content for BusinessPlan {
    const KIND: RecordKind = RecordKind::BusinessPlan;
    const FIXED: &'static [&'static str] = &["idea_id", "product_id"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.one_of(("/idea_id", self.idea_id), ("/product_id", self.product_id));
        check.year("/year", self.year);
        check.money("/investment", self.investment);
        check.entries("/capital", self.capital.len());
        for (index, share) in self.capital.iter().enumerate() {
            check.money(&format!("/capital/{index}/amount"), share.amount);
        }
        if Dong::sum(self.capital.iter().map(|share| share.amount)) != self.investment {
            check.refuse(
                "/capital",
                "sum_differs",
                "tổng các nguồn vốn phải bằng vốn đầu tư",
                "the sources must add up to the investment",
            );
        }
        check.entries("/revenue", self.revenue.len());
        for (index, revenue) in self.revenue.iter().enumerate() {
            check.year(&format!("/revenue/{index}/year"), revenue.year);
            check.money(&format!("/revenue/{index}/amount"), revenue.amount);
            let earlier = self.revenue.iter().take(index);
            if earlier.into_iter().any(|other| other.year == revenue.year) {
                check.refuse(
                    &format!("/revenue/{index}/year"),
                    "given_twice",
                    "mỗi năm chỉ một lần",
                    "each year once",
                );
            }
        }
        check.count("/jobs", self.jobs);
        check.text("/market", Some(&self.market));
        check_steps(&mut check, "/schedule", &self.schedule);
        check.finish()
    }

    fn named(&self) -> OwnerClaim {
        OwnerClaim::Follows {
            kind: RecordKind::Idea,
            earlier: self.idea_id,
            product: self.product_id,
        }
    }

    fn year(&self) -> Option<i16> {
        Some(self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_sources_add_up_and_each_year_comes_once() {
        let plan = |amount: i64, second: i16| -> Vec<String> {
            let plan: BusinessPlan = serde_json::from_value(json!({
                "idea_id": Uuid::nil(), "year": 2026, "investment": 500, "jobs": 3, "market": "",
                "capital": [{"source": "own", "amount": 200}, {"source": "loan", "amount": amount}],
                "revenue": [{"year": 2026, "amount": 1}, {"year": second, "amount": 2}],
            }))
            .unwrap();
            plan.check().into_iter().map(|broken| broken.pointer).collect()
        };
        assert!(plan(300, 2027).is_empty());
        assert_eq!(plan(299, 2026), ["/capital", "/revenue/1/year"]);
        assert_eq!(plan(-1, 2027), ["/capital/1/amount", "/capital"]);
    }
}
