//! Business plans (phương án sản xuất kinh doanh): `/api/v1/business-plans`.

use super::query::{HistoryQuery, PlanQuery};
use super::records;
use super::resource::{resource, reviewed};
use super::review::{self, DecisionRequest, Submission};
use super::view::{HistoryView, RecordView};
use crate::caller::{Authorized, Creation, PlansRead, PlansWrite};
use crate::http::extract::{Body, IfMatch, IfNoneMatch, ListAnswer, NoQuery, PathOf, QueryOf};
use crate::http::problem::{Answer, ProblemDocument};
use crate::state::AppState;
use actix_web::{HttpRequest, get, patch, post, web};
use serde_json::{Map, Value};
use shared::domain::cycle::BusinessPlan;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create)
        .service(list)
        .service(history)
        .service(one)
        .service(change)
        .service(decide)
        .service(submit);
}

resource! {
    BusinessPlan by PlanQuery, tag "plans",
    read PlansRead "plans:read", write PlansWrite "plans:write",
    at "/business-plans" "/business-plans/{id}" "/business-plans/{id}/history",
    /// Hands in the plan for an accepted idea or for a product. All money in whole đồng.
    create,
    /// Plans in the caller's reach, in the order in which they were handed in.
    list,
}

reviewed! {
    BusinessPlan, tag "plans", at "/business-plans/{id}/decision" "/business-plans/{id}/submission"
}
