//! Tokens for systems and for renewed sessions: `POST /oauth2/token` (RFC 6749), and the public keys.

mod client_credentials;
mod form;
mod refresh;
mod token_answer;

pub(crate) use refresh::{NewSession, open_session};
pub(crate) use token_answer::TokenAnswer;

use crate::http::answer::{Document, KeySet, Media};
use endpoint::endpoint;
use crate::http::problem::{ApiResult, Code, Problem};
use crate::state::AppState;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use form::{TokenForm, TokenRequest};
use shared::domain::access::{Permission, Role, parse_permissions};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(token).service(jwks);
}

/// An access token for a client (`client_credentials`) or for a session that goes on (`refresh_token`).
///
/// Clients name themselves by HTTP Basic or in the form. `scope` may ask for less than was granted.
#[endpoint(post "/oauth2/token", tag = "tokens", of = "oauth2")]
async fn token(request: HttpRequest, form: TokenForm, state: web::Data<AppState>) -> ApiResult<Document<TokenAnswer>> {
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
#[endpoint(get "/.well-known/jwks.json", tag = "tokens", of = "well_known")]
async fn jwks(state: web::Data<AppState>) -> Media<KeySet> {
    let response = HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .json(state.authority.keys().jwks());
    Media::of(response)
}

/// A problem of the token endpoint: its code is the RFC's error word.
fn error(code: Code, word: &'static str) -> Problem {
    Problem::new(code).oauth(word)
}

/// The permissions asked for, all of `granted` where none are named.
fn narrowed(asked: Option<&str>, granted: Vec<Permission>) -> Result<Vec<Permission>, Problem> {
    let Some(asked) = asked.filter(|text| !text.trim().is_empty()) else {
        return Ok(granted);
    };
    let refused = |word: &str| {
        error(Code::InvalidScope, "invalid_scope").detail(
            format!("Phạm vi không được cấp: {word}"),
            format!("This scope was not granted: {word}"),
        )
    };
    let asked = parse_permissions(asked).map_err(|unknown| refused(&unknown.word))?;
    match asked.iter().find(|permission| !granted.contains(permission)) {
        Some(beyond) => Err(refused(beyond.as_str())),
        None => Ok(asked),
    }
}

/// What the rows of accounts and clients hold, within what the role may have today.
pub(crate) fn granted(scopes: &str, role: Role) -> Result<Vec<Permission>, Problem> {
    let mut permissions = parse_permissions(scopes).map_err(|error| Problem::internal(&error))?;
    permissions.retain(|permission| role.permissions().contains(permission));
    Ok(permissions)
}

/// Whose unit has no office any more, such as a former district, is nobody's officer.
fn without_office() -> Problem {
    Problem::new(Code::OutsideReach).detail(
        "Đơn vị của tài khoản không còn sau sắp xếp: quản trị viên phải cấp tài khoản của đơn vị hiện nay.",
        "The unit of the account has no office since the reform: an administrator has to make an account of today's unit.",
    )
}
