//! The answer that carries tokens.

use crate::auth::ACCESS_TOKEN_SECONDS;
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use api_http::answer::Document;
use serde::Serialize;
use shared::domain::access::{Permission, permission_list};
use utoipa::ToSchema;

/// RFC 6749 section 5.1.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenAnswer {
    /// JWT for `Authorization: Bearer`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until it expires.
    expires_in: u32,
    /// Its permissions, separated by spaces.
    scope: String,
    /// For the next access token, once; only for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl TokenAnswer {
    /// An answer with `access_token`, which carries `permissions`.
    pub(super) fn new(
        access_token: String,
        permissions: &[Permission],
        refresh_token: Option<String>,
    ) -> Self {
        Self {
            access_token,
            token_type: "Bearer",
            expires_in: ACCESS_TOKEN_SECONDS,
            scope: permission_list(permissions),
            refresh_token,
        }
    }

    /// 200; nobody on the way may keep it.
    pub(crate) fn respond(self) -> Document<Self> {
        let mut response = HttpResponse::Ok();
        response
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((PRAGMA, "no-cache"));
        Document::of(response.json(self))
    }
}
