//! Tokens for systems and for renewed sessions: `POST /oauth2/token` (RFC 6749), and the public keys.

mod client_credentials;
mod form;
mod permissions;
mod refresh;
mod refusal;
mod token_answer;

pub(crate) use permissions::granted;
pub(crate) use refresh::{NewSession, open_session};
pub(crate) use token_answer::TokenAnswer;

use crate::state::AppState;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use api_http::answer::{Document, KeySet, Media};
use api_http::problem::{ApiResult, Code};
use endpoint::endpoint;
use form::TokenForm;
use refusal::error;

api_http::routes! { token, jwks }

/// An access token for a client (`client_credentials`) or for a session that goes on (`refresh_token`).
///
/// Clients name themselves by HTTP Basic or in the form. `scope` may ask for less than was granted.
#[endpoint(post "/oauth2/token", tag = "tokens", of = "oauth2", any_query)]
async fn token(
    request: HttpRequest,
    form: TokenForm,
    state: web::Data<AppState>,
) -> ApiResult<Document<TokenAnswer>> {
    let answer = match form.one("grant_type")?.as_deref() {
        Some("client_credentials") => {
            let basic = request.headers().get(AUTHORIZATION);
            client_credentials::grant(&state, &form, basic, request.peer_addr()).await?
        }
        Some("refresh_token") => refresh::grant(&state, &form).await?,
        Some(_) => return Err(error(Code::UnsupportedGrantType, "unsupported_grant_type")),
        None => return Err(form::missing("grant_type")),
    };
    Ok(answer.respond())
}

/// The public keys that verify this service's tokens (RFC 7517).
#[endpoint(get "/.well-known/jwks.json", tag = "tokens", of = "well_known", any_query)]
async fn jwks(state: web::Data<AppState>) -> Media<KeySet> {
    let response = HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .json(state.authority.keys().jwks());
    Media::of(response)
}
