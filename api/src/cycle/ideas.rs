//! Ideas (đăng ký ý tưởng sản phẩm): `/api/v1/ideas`.

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
use shared::domain::cycle::Idea;
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
    Idea by PlanQuery, tag "plans",
    read PlansRead "plans:read", write PlansWrite "plans:write",
    at "/ideas" "/ideas/{id}" "/ideas/{id}/history",
    /// Hands in an idea of a producer, or of a commune that looks for one.
    create,
    /// Ideas in the caller's reach, in the order in which they were handed in.
    list,
}

reviewed! {
    Idea, tag "plans", at "/ideas/{id}/decision" "/ideas/{id}/submission"
}
