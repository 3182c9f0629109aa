//! What is known of a request from its first byte: its id, its trace, its language, its path.

mod language;
mod trace;

use actix_web::HttpMessage;
use actix_web::dev::Payload;
use actix_web::http::Uri;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use shared::domain::language::Language;
use shared::telemetry::TraceParent;
use shared::telemetry::log_context::LogContext;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::ops::Range;
use trace::Trace;

/// Name of the header that carries the request's id in and out.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// W3C trace context.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The longest id accepted from a client; a longer or odd one is replaced, so that nobody writes into our logs.
const LONGEST_REQUEST_ID: usize = 128;

/// Made once a request by `server::edge` of the api; handlers take it as a parameter.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Language of labels and messages: `Accept-Language`, Vietnamese by default.
    pub language: Language,
    /// Shared with the request.
    uri: Uri,
    ids: Ids,
}

/// What names a request, to its client and in logs.
#[derive(Clone, Debug)]
pub struct Ids {
    /// The client's, otherwise the id of the trace.
    request: HeaderValue,
    traceparent: HeaderValue,
}

impl Ids {
    /// Those of a request with these headers, whose own span is `span`.
    pub fn of(headers: &HeaderMap, span: TraceParent) -> Self {
        let trace = Trace::from(span);
        let request = match headers.get(X_REQUEST_ID) {
            Some(given) if is_request_id(given.as_bytes()) => given.clone(),
            _ => trace.id_header(),
        };
        Self {
            request,
            traceparent: trace.header(),
        }
    }

    /// Names them in an answer.
    pub fn add_to(self, headers: &mut HeaderMap) {
        headers.insert(X_REQUEST_ID, self.request);
        headers.insert(TRACEPARENT, self.traceparent);
    }
}

impl RequestContext {
    /// That of a request with these headers.
    pub fn of(headers: &HeaderMap, uri: &Uri, ids: Ids) -> Self {
        Self {
            language: Self::language(headers),
            uri: uri.clone(),
            ids,
        }
    }

    /// The language that a request with these headers asks for.
    pub fn language(headers: &HeaderMap) -> Language {
        let asked = headers.get(ACCEPT_LANGUAGE);
        asked.map_or_else(Language::default, language::accepted)
    }

    /// What names the request.
    pub const fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Path without the query.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The span that the client says the request comes from.
    pub fn given_parent(headers: &HeaderMap) -> Option<TraceParent> {
        TraceParent::parse(headers.get(TRACEPARENT)?.to_str().ok()?)
    }

    /// The request's id: the client's, otherwise the id of the trace.
    pub fn request_id(&self) -> &str {
        text(&self.ids.request)
    }

    /// `traceparent` for what this request starts: job rows and messages.
    pub fn traceparent(&self) -> &str {
        text(&self.ids.traceparent)
    }
}

impl LogContext for RequestContext {
    fn name(&self) -> &'static str {
        "request"
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let text = self.traceparent();
        let part = |at: Range<usize>| text.get(at).unwrap_or_default();
        vec![
            ("request_id", self.request_id()),
            ("trace_id", part(trace::ID)),
            ("span_id", part(trace::SPAN)),
        ]
    }
}

/// Both headers are visible ASCII: made here, or checked.
fn text(header: &HeaderValue) -> &str {
    header.to_str().unwrap_or_default()
}

/// Visible ASCII that cannot break a log line.
fn is_request_id(bytes: &[u8]) -> bool {
    (1..=LONGEST_REQUEST_ID).contains(&bytes.len())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte))
}

impl FromRequest for RequestContext {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Self>().cloned();
        ready(Ok(known.unwrap_or_else(|| {
            let headers = request.headers();
            let span = TraceParent::next(Self::given_parent(headers));
            Self::of(headers, request.uri(), Ids::of(headers, span))
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(name: &'static str, value: &'static str) -> RequestContext {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        let span = TraceParent::next(RequestContext::given_parent(&headers));
        RequestContext::of(&headers, &Uri::from_static("/"), Ids::of(&headers, span))
    }

    #[test]
    fn a_good_id_is_kept_and_an_odd_one_replaced() {
        assert_eq!(context("x-request-id", "abc-1:2").request_id(), "abc-1:2");
        let replaced = context("x-request-id", "a b\"c").request_id().to_owned();
        assert_eq!(replaced.len(), 32);
    }

    #[test]
    fn a_trace_is_continued_under_a_new_span() {
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let continued = context("traceparent", given).traceparent().to_owned();
        assert!(
            continued.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"),
            "{continued}"
        );
        assert_ne!(continued, given);
        let context = context("traceparent", given);
        let [_, (_, trace), (_, span)] = context.fields()[..] else {
            panic!("three fields");
        };
        assert_eq!(context.traceparent(), format!("00-{trace}-{span}-01"));
    }
}
