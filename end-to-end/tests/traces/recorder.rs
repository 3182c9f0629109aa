//! Keeps the spans of this process in memory.
//!
//! Not the exporter of `opentelemetry_sdk`: its feature `testing` would build the SDK and all that stands on it twice.

use opentelemetry::trace::SpanId;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use shared::telemetry::{TraceParent, traces};
use std::sync::{Mutex, Once};
use test_support::eventually;

static SPANS: Mutex<Vec<SpanData>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct InMemory;

impl SpanExporter for InMemory {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        SPANS.lock().expect("the spans").extend(batch);
        Ok(())
    }
}

/// Records from now on; the tests of the process share it and tell their spans apart by the trace.
pub(crate) fn record() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(InMemory)
            .build();
        traces::install(&provider).expect("nobody else records");
    });
}

/// What was recorded so far that `wanted` wants, by its start.
pub(crate) fn recorded(wanted: impl Fn(&SpanData) -> bool) -> Vec<SpanData> {
    let spans = SPANS.lock().expect("the spans");
    let mut found: Vec<_> = spans.iter().filter(|span| wanted(span)).cloned().collect();
    found.sort_by_key(|span| span.start_time);
    found
}

/// The spans of a trace by their start, once there are `count`.
pub(crate) async fn trace(place: TraceParent, count: usize) -> Vec<SpanData> {
    eventually(|| async {
        let found = recorded(|span| span.span_context.trace_id() == place.trace_id.into());
        if found.len() >= count {
            Ok(found)
        } else {
            Err(names(&found))
        }
    })
    .await
}

pub(crate) fn names(spans: &[SpanData]) -> Vec<String> {
    spans.iter().map(|span| span.name.to_string()).collect()
}

/// All spans of this name.
pub(crate) fn named<'a>(spans: &'a [SpanData], name: &str) -> Vec<&'a SpanData> {
    spans.iter().filter(|span| span.name == name).collect()
}

/// The one span of this name.
pub(crate) fn one<'a>(spans: &'a [SpanData], name: &str) -> &'a SpanData {
    match named(spans, name).as_slice() {
        [span] => span,
        _ => panic!("not one `{name}` in {:?}", names(spans)),
    }
}

/// An attribute as text.
pub(crate) fn attribute(span: &SpanData, name: &str) -> Option<String> {
    let mut found = span
        .attributes
        .iter()
        .rev()
        .filter(|one| one.key.as_str() == name);
    found.next().map(|one| one.value.to_string())
}

pub(crate) fn id(span: &SpanData) -> SpanId {
    span.span_context.span_id()
}
