//! `POST /api/v1/scorings`: scores a council's sheets at once and stores nothing.

use crate::caller::{Authorized, ScoringsRun};
use crate::http::extract::{Body, NoQuery, QueryOf};
use crate::http::problem::{Answer, ProblemDocument};
use crate::http::request_context::RequestContext;
use crate::state::AppState;
use actix_web::{HttpResponse, post, web};
use shared::domain::scoring::{ScoringRequest, ScoringResult, score, validate};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(score_sheets);
}

/// Scores sheets: band on the exact mean, minimums, unmet minimums, and the cheapest way to the next star.
#[utoipa::path(
    tag = "scorings",
    request_body = ScoringRequest,
    responses(
        (status = 200, description = "The result; nothing is stored", body = ScoringResult),
        (status = "default", description = "A problem; 422 names every broken rule by pointer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth2" = ["scorings:run"])),
)]
#[post("/scorings")]
async fn score_sheets(
    _: Authorized<ScoringsRun>,
    context: RequestContext,
    state: web::Data<AppState>,
    _: QueryOf<NoQuery>,
    Body(request): Body<ScoringRequest>,
) -> Answer {
    let checked = validate(&state.regimes, &request)?;
    Ok(HttpResponse::Ok().json(score(&checked, context.language)))
}
