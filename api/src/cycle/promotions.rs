//! Trade promotion (xúc tiến thương mại): `/api/v1/promotions`.

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
use shared::domain::cycle::Promotion;
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
    Promotion by UnitQuery, tag "programme",
    read ProgrammeRead "programme:read", write ProgrammeWrite "programme:write",
    at "/promotions" "/promotions/{id}" "/promotions/{id}/history",
    /// Records a fair, a shop, a channel or a meeting of trade.
    create,
    /// Promotions in the caller's reach and those of the units above it, in the order in which they were recorded.
    list,
}
