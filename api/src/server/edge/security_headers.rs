//! Headers that keep a browser from doing more with an answer than reading it.

use crate::decisions::verification::STYLE;
use crate::server::dashboard;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use api_http::extract::JSON;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Answers are data: nothing in them may load or run.
const DATA: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// The docs page is Swagger UI from this server: its own scripts, styles (some inline), images as data, and calls home.
const DOCS: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
);

/// The dashboard: its own files, and calls home. Nothing inline, so nothing that the API says can run; its form is sent by script.
const DASHBOARD: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
);

/// The pages of verification: their own style, known by its digest, and a form that comes back here.
static VERIFY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(DATA)
});

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds them to the answer with `status` for `path`.
///
/// None to a 304: the client goes on with the headers of the answer that it has (RFC 9110 section 15.4.5). JSON needs no word about
/// frames beside the policy's, has no links whose address could leak, and is told to who shows a token, which a page that embeds it
/// cannot.
pub(super) fn add(headers: &mut HeaderMap, status: StatusCode, path: &str) {
    if status == StatusCode::NOT_MODIFIED {
        return;
    }
    let policy = if path.starts_with("/docs") {
        DOCS
    } else if path == dashboard::PATH {
        DASHBOARD
    } else if path == "/verify" || path.starts_with("/verify/") {
        VERIFY.clone()
    } else {
        DATA
    };
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let kind = headers.get(CONTENT_TYPE);
    if kind.is_none_or(|kind| *kind != JSON) {
        headers.insert(
            CROSS_ORIGIN_RESOURCE_POLICY,
            HeaderValue::from_static("same-origin"),
        );
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
}
