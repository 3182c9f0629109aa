//! `GET /api/v1/statistics/products`: which products hold stars on a day, broken down; polled for nearly nothing.

mod answer;
mod follow;
mod question;
mod recent;
mod version;

pub(crate) use recent::RecentPolls;

pub use follow::follow;
pub use version::Statistics;

use crate::auth::{Authorized, StatisticsRead};
use crate::extract::{IfNoneMatch, QueryOf};
use crate::problem::{Answer, ProblemDocument};
use crate::server::AppState;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, web};
use answer::{KeptAnswer, ProductStatistics};
use question::{Question, StatisticsQuery};
use std::sync::Arc;
use utoipa_actix_web::service_config::ServiceConfig;

/// Clients may keep an answer, but ask with its `ETag` each time: a 304 costs next to nothing.
const POLLED: HeaderValue = HeaderValue::from_static("private, no-cache");

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
    request: HttpRequest,
    seen: IfNoneMatch,
) -> Answer {
    let (scope, query, today) = (caller.scope(), request.query_string(), state.clock.today());
    let recent = request.app_data::<RecentPolls>();
    if let (Some(recent), Some(version)) = (recent, state.statistics.followed_version())
        && let Some(answer) = recent.find(scope, query, today, version)
    {
        return Ok(poll(&answer, &seen));
    }
    let QueryOf(asked) = QueryOf::<StatisticsQuery>::of(&request)?;
    let question = Question::new(asked, scope, today)?;
    let version = state.statistics.version(&state.database).await?;
    let answer = state
        .statistics
        .answer(&state.database, question, version)
        .await?;
    if let Some(recent) = recent {
        recent.keep(scope, query, today, Arc::clone(&answer));
    }
    Ok(poll(&answer, &seen))
}

/// 304 where the client has the answer, otherwise the answer.
fn poll(answer: &KeptAnswer, seen: &IfNoneMatch) -> HttpResponse {
    let mut response = seen.answer_written(&answer.etag, answer.body.clone());
    response.headers_mut().insert(CACHE_CONTROL, POLLED);
    response
}
