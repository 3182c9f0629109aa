//! Business plans (phương án sản xuất kinh doanh): `/api/v1/business-plans`.

use super::query::PlanQuery;
use super::resource::{resource, reviewed};
use crate::caller::{PlansRead, PlansWrite};
use shared::domain::cycle::BusinessPlan;

resource! {
    BusinessPlan by PlanQuery, tag "plans", of "business_plans", read PlansRead, write PlansWrite,
    at "/business-plans" "/business-plans/{id}" "/business-plans/{id}/history", further decide submit,
    /// Hands in the plan for an accepted idea or for a product. All money in whole đồng.
    create,
    /// Plans in the caller's reach, in the order in which they were handed in.
    list,
}

reviewed! {
    BusinessPlan, tag "plans", of "business_plans", at "/business-plans/{id}/decision" "/business-plans/{id}/submission"
}
