//! `POST /api/v1/scorings`: scores a council's sheets at once and stores nothing.

use crate::caller::{Caller, ScoringsRun};
use api_http::answer::Document;
use api_http::extract::Body;
use api_http::problem::ApiResult;
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use shared::domain::scoring::{ScoringRequest, ScoringResult, score, validate};

api_http::routes! { create }

/// Scores sheets: band on the exact mean, minimums, unmet minimums, and the cheapest way to the next star.
#[endpoint(post "/scorings", tag = "scorings")]
async fn create(
    caller: Caller<ScoringsRun>,
    context: RequestContext,
    Body(request): Body<ScoringRequest>,
) -> ApiResult<Document<ScoringResult>> {
    let checked = validate(&caller.state.regimes, &request)?;
    Ok(Document::new(&score(&checked, context.language)))
}
