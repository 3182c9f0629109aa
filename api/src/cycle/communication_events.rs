//! Communication and training (tuyên truyền, tập huấn): `/api/v1/communication-events`.

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
use shared::domain::cycle::CommunicationEvent;
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
    CommunicationEvent by UnitQuery, tag "programme",
    read ProgrammeRead "programme:read", write ProgrammeWrite "programme:write",
    at "/communication-events" "/communication-events/{id}" "/communication-events/{id}/history",
    /// Records an event of communication or training.
    create,
    /// Events in the caller's reach and those of the units above it, in the order in which they were recorded.
    list,
}
