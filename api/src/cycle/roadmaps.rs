//! Roadmaps (lộ trình): `/api/v1/roadmaps`.

use super::query::{HistoryQuery, UnitQuery};
use super::records;
use super::resource::resource;
use super::view::{HistoryView, RecordView};
use crate::caller::{Authorized, Creation, ProgrammeRead, ProgrammeWrite};
use crate::http::extract::{Body, IfMatch, IfNoneMatch, ListAnswer, NoQuery, PathOf, QueryOf};
use crate::http::problem::{Answer, ProblemDocument};
use crate::state::AppState;
use actix_web::{HttpRequest, get, patch, post, web};
use serde_json::{Map, Value};
use shared::domain::cycle::Roadmap;
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
    Roadmap by UnitQuery, tag "programme",
    read ProgrammeRead "programme:read", write ProgrammeWrite "programme:write",
    at "/roadmaps" "/roadmaps/{id}" "/roadmaps/{id}/history",
    /// Makes the roadmap of a unit for a year; 409 where there is one.
    create,
    /// Roadmaps in the caller's reach and those of the units above it, in the order in which they were made.
    list,
}
