//! Regimes and their score sheets, with labels: `GET /api/v1/regimes…`.

mod view;

use crate::caller::AnyCaller;
use crate::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use actix_web::web;
use api_http::answer::Resource;
use api_http::extract::{IfNoneMatch, ListAnswer, PathOf};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use serde::Serialize;
use view::{ProductSetDetail, RegimeDetail, RegimeSummary};

/// The rules change with a release only; clients ask again after a day, or at once with the `ETag`.
const CACHED: &str = "private, max-age=86400";

api_http::routes! { list, show, product_set }

/// The regimes, oldest first; a dossier's dates choose among them.
#[endpoint(get "/regimes", tag = "regimes")]
async fn list(
    _: AnyCaller,
    context: RequestContext,
    state: web::Data<AppState>,
    seen: IfNoneMatch,
) -> ApiResult<Resource<ListAnswer<RegimeSummary>>> {
    let items = state
        .regimes
        .iter()
        .map(|regime| RegimeSummary::new(regime, context.language))
        .collect();
    answer(&seen, &ListAnswer::whole(items))
}

/// One regime with its product sets and who recognises which star.
#[endpoint(get "/regimes/{regime}", tag = "regimes")]
async fn show(
    _: AnyCaller,
    context: RequestContext,
    state: web::Data<AppState>,
    PathOf(id): PathOf<String>,
    seen: IfNoneMatch,
) -> ApiResult<Resource<RegimeDetail>> {
    let regime = state.regimes.get(&id).ok_or_else(Problem::not_found)?;
    answer(&seen, &RegimeDetail::new(regime, context.language))
}

/// The score sheet of a product set: parts, sections, criteria and options with their points and labels.
#[endpoint(get "/regimes/{regime}/product-sets/{no}", tag = "regimes")]
async fn product_set(
    _: AnyCaller,
    context: RequestContext,
    state: web::Data<AppState>,
    PathOf((id, no)): PathOf<(String, u32)>,
    seen: IfNoneMatch,
) -> ApiResult<Resource<ProductSetDetail>> {
    let regime = state.regimes.get(&id).ok_or_else(Problem::not_found)?;
    let set = regime.product_set(no).ok_or_else(Problem::not_found)?;
    answer(&seen, &ProductSetDetail::new(regime, set, context.language))
}

/// The document with an `ETag` of its content, or 304.
fn answer<T: Serialize>(seen: &IfNoneMatch, document: &T) -> ApiResult<Resource<T>> {
    Ok(seen
        .answer_content(document)?
        .header(CACHE_CONTROL, HeaderValue::from_static(CACHED))
        .header(VARY, HeaderValue::from_static("accept-language")))
}
