//! The span of a request, by OpenTelemetry's conventions for HTTP servers.

use crate::server::metrics::known_method;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use api_http::request_context::RequestContext;
use shared::telemetry::TraceParent;
use shared::telemetry::traces::{self, Span, SpanKind};

/// The request's place in its trace, and its span where it is recorded.
pub(super) fn begin(request: &ServiceRequest) -> (TraceParent, Option<Span>) {
    let given = RequestContext::given_parent(request.headers());
    // Nobody wants a trace a probe or a scrape; who does sends a parent.
    if given.is_none() && is_watching(request.path()) {
        return (TraceParent::next(None), None);
    }
    let (place, mut span) = traces::begin(given, SpanKind::Server, "HTTP");
    if let Some(span) = &mut span {
        let method = known_method(request.method().clone()).to_string();
        span.set("http.request.method", method);
        span.set("url.path", request.path().to_owned());
        span.set("url.scheme", "http");
    }
    (place, span)
}

/// Whether somebody looks after the process and not for data.
pub(super) fn is_watching(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// Ends the span of an answered request.
pub(super) fn answered<B>(span: Option<Span>, response: &ServiceResponse<B>) {
    let Some(mut span) = span else {
        return;
    };
    let request = response.request();
    let method = known_method(request.method().clone());
    match request.match_pattern() {
        Some(route) => {
            span.rename(format!("{method} {route}"));
            span.set("http.route", route);
        }
        None => span.rename(method.to_string()),
    }
    conclude(span, response.status());
}

/// Ends the span of a request that came to no answer of its own.
pub(super) fn failed(span: Option<Span>, status: StatusCode) {
    if let Some(span) = span {
        conclude(span, status);
    }
}

fn conclude(mut span: Span, status: StatusCode) {
    span.set("http.response.status_code", i64::from(status.as_u16()));
    // A refusal is the client's error, not this span's.
    if status.is_server_error() {
        span.fail(status.as_str().to_owned(), status.to_string());
    }
}
