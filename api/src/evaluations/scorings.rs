//! `POST /api/v1/scorings`: scores a council's sheets at once and stores nothing.

use crate::caller::{Authorized, ScoringsRun};
use crate::state::AppState;
use actix_web::web;
use api_http::answer::Document;
use api_http::extract::Body;
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use shared::domain::scoring::{ScoringRequest, ScoringResult, score, validate};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create);
}

/// Scores sheets: band on the exact mean, minimums, unmet minimums, and the cheapest way to the next star.
#[endpoint(post "/scorings", tag = "scorings")]
async fn create(
    _: Authorized<ScoringsRun>,
    context: RequestContext,
    state: web::Data<AppState>,
    Body(request): Body<ScoringRequest>,
) -> ApiResult<Document<ScoringResult>> {
    let checked = validate(&state.regimes, &request)?;
    Ok(Document::new(&score(&checked, context.language)))
}
