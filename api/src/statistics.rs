//! `GET /api/v1/statistics/products`: which products hold stars on a day, broken down; polled for nearly nothing.

mod answer;
mod follow;
mod question;
mod version;

pub use follow::follow;
pub use version::Statistics;

use crate::auth::{Authorized, StatisticsRead};
use crate::extract::{IfNoneMatch, QueryOf};
use crate::problem::{Answer, ProblemDocument};
use crate::server::AppState;
use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::{HttpResponse, get, web};
use answer::ProductStatistics;
use question::{Question, StatisticsQuery};
use utoipa_actix_web::service_config::ServiceConfig;

/// Clients may keep an answer, but ask with its `ETag` each time: a 304 costs next to nothing.
const POLLED: &str = "private, no-cache";

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(products);
}

/// Products that hold stars, and their producers, on a day: by up to four dimensions, in today's or in the old boundaries.
#[utoipa::path(
    tag = "statistics",
    params(StatisticsQuery),
    responses(
        (status = 200, description = "The counts", body = ProductStatistics),
        (status = 304, description = "Nothing has changed since the `ETag` of `If-None-Match`"),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["statistics:read"])),
)]
#[get("/statistics/products")]
async fn products(
    caller: Authorized<StatisticsRead>,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<StatisticsQuery>,
    seen: IfNoneMatch,
) -> Answer {
    let question = Question::new(query, caller.scope(), state.clock.today())?;
    let version = state.statistics.version(&state.database).await?;
    let etag = question.etag(version);
    if seen.has(&etag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag.header()))
            .insert_header((CACHE_CONTROL, POLLED))
            .finish());
    }
    let answer = state
        .statistics
        .answer(&state.database, question, version)
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, answer.etag.header()))
        .insert_header((CACHE_CONTROL, POLLED))
        .content_type("application/json")
        .body(answer.body.clone()))
}
