//! `GET /metrics` and what is counted a request, by route pattern and never by path: the number of series is bounded.

use crate::state::AppState;
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, web};
use api_http::answer::{Exposition, Media};
use endpoint::endpoint;
use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::PrometheusHandle;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::time::Instant;

/// Started with a request.
pub(crate) struct Timer {
    method: Method,
    started: Instant,
}

impl Timer {
    /// Starts now.
    pub(crate) fn start(method: Method) -> Self {
        Self {
            method,
            started: Instant::now(),
        }
    }
}

/// Handles by pattern, below method and status: so they are found by a borrowed pattern.
/// Keys are the service's own, so they need no hash that withstands an attacker.
type Handles = FxHashMap<(Method, StatusCode), FxHashMap<String, (Counter, Histogram)>>;

thread_local! {
    /// Handles of the series this thread has used: finding them in the recorder costs more than counting.
    static HANDLES: RefCell<Handles> = RefCell::default();
}

/// Pattern of what no route matches or no handler answers.
const UNMATCHED: &str = "unmatched";

/// Counts an answer and its time.
pub(crate) fn record<B>(timer: Timer, response: &ServiceResponse<B>) {
    let pattern = response.request().match_pattern();
    record_route(timer, pattern.as_deref().unwrap_or(UNMATCHED), response.status());
}

/// Counts a request that ended before or beside its handler: turned away, or out of time.
pub(crate) fn record_unanswered(timer: Timer, status: StatusCode) {
    record_route(timer, UNMATCHED, status);
}

/// Counts an answer of the route with this pattern.
pub(crate) fn record_route(timer: Timer, pattern: &str, status: StatusCode) {
    let elapsed = timer.started.elapsed();
    let method = known_method(timer.method);
    HANDLES.with_borrow_mut(|handles| {
        let routes = handles.entry((method.clone(), status)).or_default();
        if let Some((counter, histogram)) = routes.get(pattern) {
            counter.increment(1);
            histogram.record(elapsed);
        } else {
            let (counter, histogram) = series(pattern, &method, status);
            counter.increment(1);
            histogram.record(elapsed);
            routes.insert(pattern.to_owned(), (counter, histogram));
        }
    });
}

fn series(pattern: &str, method: &Method, status: StatusCode) -> (Counter, Histogram) {
    let labels = [
        ("route", pattern.to_owned()),
        ("method", method.to_string()),
        ("status", status.as_str().to_owned()),
    ];
    let duration = [("route", pattern.to_owned()), ("method", method.to_string())];
    (
        metrics::counter!("http_requests_total", &labels),
        metrics::histogram!("http_request_duration_seconds", &duration),
    )
}

/// Clients may invent methods; those share one series.
pub(crate) fn known_method(method: Method) -> Method {
    match method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS => method,
        _ => Method::TRACE,
    }
}

/// Counters and histograms of this process in the Prometheus text format.
#[endpoint(get "/metrics", tag = "operations", of = "metrics", any_query)]
pub(crate) async fn exposition(state: web::Data<AppState>) -> Media<Exposition> {
    state.database.record_usage();
    let text = state
        .metrics
        .as_ref()
        .map(PrometheusHandle::render)
        .unwrap_or_default();
    let mut response = HttpResponse::Ok();
    Media::of(response.content_type("text/plain; version=0.0.4").body(text))
}
