//! Guidance documents (văn bản hướng dẫn): `/api/v1/guidance-documents`.

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
use shared::domain::cycle::GuidanceDocument;
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
    GuidanceDocument by UnitQuery, tag "programme",
    read ProgrammeRead "programme:read", write ProgrammeWrite "programme:write",
    at "/guidance-documents" "/guidance-documents/{id}" "/guidance-documents/{id}/history",
    /// Records a document; everybody below the unit sees it and its files.
    create,
    /// Documents in the caller's reach and those of the units above it, in the order in which they were recorded.
    list,
}
