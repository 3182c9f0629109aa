//! Tokens for systems: `POST /oauth2/token` and the public keys.

use crate::server::AppState;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(jwks);
}

/// The public keys that verify this service's tokens (RFC 7517).
#[utoipa::path(tag = "tokens", responses((status = 200, description = "JSON Web Key Set")))]
#[get("/.well-known/jwks.json")]
async fn jwks(state: web::Data<AppState>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .json(state.authority.keys().jwks())
}
