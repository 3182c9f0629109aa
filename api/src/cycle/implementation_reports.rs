//! Reports of implementation (kết quả triển khai): `/api/v1/implementation-reports`.

use super::query::{HistoryQuery, PlanQuery};
use super::records;
use super::resource::resource;
use super::view::{HistoryView, RecordView};
use crate::caller::{Authorized, Creation, PlansRead, PlansWrite};
use crate::http::extract::{Body, IfMatch, IfNoneMatch, ListAnswer, NoQuery, PathOf, QueryOf};
use crate::http::problem::{Answer, ProblemDocument};
use crate::state::AppState;
use actix_web::{HttpRequest, get, patch, post, web};
use serde_json::{Map, Value};
use shared::domain::cycle::ImplementationReport;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create)
        .service(list)
        .service(history)
        .service(one)
        .service(change);
}

resource! {
    ImplementationReport by PlanQuery, tag "plans",
    read PlansRead "plans:read", write PlansWrite "plans:write",
    at "/implementation-reports" "/implementation-reports/{id}" "/implementation-reports/{id}/history",
    /// Reports what an accepted plan or a product brought in a year; 409 where that year is reported.
    create,
    /// Reports in the caller's reach, in the order in which they were made.
    list,
}
