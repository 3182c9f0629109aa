//! `GET /metrics` and what is counted a request, by route pattern and never by path: the number of series is bounded.

use crate::server::AppState;
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, get, web};
use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::PrometheusHandle;
use std::cell::RefCell;
use std::collections::HashMap;
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

type Key = (String, Method, StatusCode);

thread_local! {
    /// Handles of the series this thread has used: finding them in the recorder costs more than counting.
    static HANDLES: RefCell<HashMap<Key, (Counter, Histogram)>> = RefCell::default();
}

/// Pattern of what no route matches or no handler answers.
const UNMATCHED: &str = "unmatched";

/// Counts an answer and its time.
pub(crate) fn record<B>(timer: Timer, response: &ServiceResponse<B>) {
    let pattern = response.request().match_pattern();
    count(
        timer,
        pattern.unwrap_or_else(|| UNMATCHED.to_owned()),
        response.status(),
    );
}

/// Counts a request that ended before or beside its handler: turned away, or out of time.
pub(crate) fn record_unanswered(timer: Timer, status: StatusCode) {
    count(timer, UNMATCHED.to_owned(), status);
}

fn count(timer: Timer, pattern: String, status: StatusCode) {
    let elapsed = timer.started.elapsed();
    let key = (pattern, known_method(timer.method), status);
    HANDLES.with_borrow_mut(|handles| {
        let (counter, histogram) = handles.entry(key).or_insert_with_key(series);
        counter.increment(1);
        histogram.record(elapsed);
    });
}

fn series((pattern, method, status): &Key) -> (Counter, Histogram) {
    let labels = [
        ("route", pattern.clone()),
        ("method", method.to_string()),
        ("status", status.as_str().to_owned()),
    ];
    let duration = [("route", pattern.clone()), ("method", method.to_string())];
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
#[utoipa::path(tag = "operations", responses((status = 200, description = "Prometheus text", content_type = "text/plain")))]
#[get("/metrics")]
pub(crate) async fn exposition(state: web::Data<AppState>) -> HttpResponse {
    state.database.record_usage();
    let text = state
        .metrics
        .as_ref()
        .map(PrometheusHandle::render)
        .unwrap_or_default();
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4")
        .body(text)
}
