//! Regimes and their score sheets, with labels: `GET /api/v1/regimes…`.

mod view;

use crate::caller::Authenticated;
use crate::http::extract::{ETag, IfNoneMatch, ListAnswer, NoQuery, PathOf, QueryOf};
use crate::http::problem::{Answer, Problem, ProblemDocument};
use crate::http::request_context::RequestContext;
use crate::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use actix_web::{get, web};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;
use view::{ProductSetDetail, RegimeDetail, RegimeSummary};

/// The rules change with a release only; clients ask again after a day, or at once with the `ETag`.
const CACHED: &str = "private, max-age=86400";

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(one).service(product_set);
}

/// The regimes, oldest first; a dossier's dates choose among them.
#[utoipa::path(
    tag = "regimes",
    responses(
        (status = 200, description = "All regimes", body = ListAnswer<RegimeSummary>),
        (status = 304, description = "Unchanged"),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = [])),
)]
#[get("/regimes")]
async fn list(
    _: Authenticated,
    context: RequestContext,
    state: web::Data<AppState>,
    _: QueryOf<NoQuery>,
    seen: IfNoneMatch,
) -> Answer {
    let items = state
        .regimes
        .iter()
        .map(|regime| RegimeSummary::new(regime, context.language))
        .collect();
    answer(&seen, &ListAnswer::whole(items))
}

/// One regime with its product sets and who recognises which star.
#[utoipa::path(
    tag = "regimes",
    params(("regime" = String, Path, description = "E.g. `26-2026`")),
    responses(
        (status = 200, description = "The regime", body = RegimeDetail),
        (status = 304, description = "Unchanged"),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = [])),
)]
#[get("/regimes/{regime}")]
async fn one(
    _: Authenticated,
    context: RequestContext,
    state: web::Data<AppState>,
    PathOf(id): PathOf<String>,
    _: QueryOf<NoQuery>,
    seen: IfNoneMatch,
) -> Answer {
    let regime = state.regimes.get(&id).ok_or_else(Problem::not_found)?;
    answer(&seen, &RegimeDetail::new(regime, context.language))
}

/// The score sheet of a product set: parts, sections, criteria and options with their points and labels.
#[utoipa::path(
    tag = "regimes",
    params(
        ("regime" = String, Path, description = "E.g. `26-2026`"),
        ("no" = u32, Path, description = "Product set, 1 to 26"),
    ),
    responses(
        (status = 200, description = "The sheet", body = ProductSetDetail),
        (status = 304, description = "Unchanged"),
        (status = "default", description = "A problem", body = ProblemDocument,
            content_type = "application/problem+json"),
    ),
    security(("oauth2" = [])),
)]
#[get("/regimes/{regime}/product-sets/{no}")]
async fn product_set(
    _: Authenticated,
    context: RequestContext,
    state: web::Data<AppState>,
    PathOf((id, no)): PathOf<(String, u32)>,
    _: QueryOf<NoQuery>,
    seen: IfNoneMatch,
) -> Answer {
    let regime = state.regimes.get(&id).ok_or_else(Problem::not_found)?;
    let set = regime.product_set(no).ok_or_else(Problem::not_found)?;
    answer(&seen, &ProductSetDetail::new(regime, set, context.language))
}

/// The document with an `ETag` of its content, or 304.
fn answer(seen: &IfNoneMatch, document: &impl Serialize) -> Answer {
    let content = serde_json::to_vec(document).map_err(|error| Problem::internal(&error))?;
    let mut response = seen.answer_written(&ETag::of_content(&content), content.into());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(CACHED));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}
