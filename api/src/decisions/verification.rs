//! Verification of certificates by anybody, without a token: `/api/v1/certificates/verification` for programs, `/verify` for
//! people and the codes on the paper.

mod answer;
mod page;

pub(crate) use page::STYLE;

use crate::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use answer::{CertificateVerification, look_up};
use api_http::answer::{Document, HtmlPage, Media};
use api_http::extract::{PathOf, QueryOf};
use api_http::problem::{ApiResult, Problem};
use endpoint::endpoint;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// A revocation shows at once.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

// Before those of the certificates, whose ids are matched by the same pattern.
api_http::routes! { verify }

/// The pages, outside `/api/v1`.
pub(crate) fn page_routes(config: &mut ServiceConfig<'_>) {
    config.service(form).service(scanned);
}

/// What is looked up.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CodeQuery {
    /// The printed code (with or without hyphens), the number of the certificate, or its signed credential.
    #[param(example = "7K3M-9QXT-2WHB-5CDE")]
    code: String,
}

/// What is looked up, where something was typed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FormQuery {
    /// The printed code or the number of the certificate.
    code: Option<String>,
}

/// How a certificate stands today: valid, expiring, extended, expired, revoked (with date and ground), replaced, or unknown.
///
/// Who looks up the printed code also gets the certificate as a signed credential, to be checked offline from then on. Needs no
/// token and shows nothing personal. So many look-ups a minute and address, then 429.
#[endpoint(get "/certificates/verification", tag = "verification", of = "certificates", problems(NotFound, TooManyRequests))]
async fn verify(
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<CodeQuery>,
) -> ApiResult<Document<CertificateVerification>> {
    state.visits.enter(request.peer_addr())?;
    let found = look_up(&state, &query.code).await?;
    let mut response = HttpResponse::Ok();
    Ok(Document::of(
        response.insert_header((CACHE_CONTROL, NOT_KEPT)).json(found),
    ))
}

/// The page on which people look a certificate up by its printed code or number.
#[endpoint(get "/verify", tag = "verification", of = "verify", problems(TooManyRequests))]
async fn form(
    request: HttpRequest,
    state: web::Data<AppState>,
    QueryOf(query): QueryOf<FormQuery>,
) -> ApiResult<Media<HtmlPage>> {
    let code = query.code.unwrap_or_default();
    respond(&request, &state, code.trim()).await
}

/// The page that the code on a certificate opens.
#[endpoint(get "/verify/{code}", tag = "verification", of = "verify", problems(TooManyRequests))]
async fn scanned(
    request: HttpRequest,
    state: web::Data<AppState>,
    PathOf(code): PathOf<String>,
) -> ApiResult<Media<HtmlPage>> {
    respond(&request, &state, code.trim()).await
}

async fn respond(request: &HttpRequest, state: &AppState, code: &str) -> ApiResult<Media<HtmlPage>> {
    if code.is_empty() {
        return Ok(Media::of(shown(HttpResponse::Ok(), page::form())));
    }
    if let Err(problem) = state.visits.enter(request.peer_addr()) {
        return Ok(Media::of(too_often(&problem, code)));
    }
    let found = look_up(state, code).await?;
    Ok(Media::of(shown(HttpResponse::Ok(), page::found(code, &found))))
}

/// 429 for people: the page says so and keeps what they typed.
fn too_often(problem: &Problem, code: &str) -> HttpResponse {
    let mut response = HttpResponse::TooManyRequests();
    for header in problem.headers() {
        response.insert_header(header);
    }
    shown(response, page::too_often(code))
}

fn shown(mut response: HttpResponseBuilder, page: String) -> HttpResponse {
    response
        .insert_header((CACHE_CONTROL, NOT_KEPT))
        .content_type("text/html; charset=utf-8")
        .body(page)
}
