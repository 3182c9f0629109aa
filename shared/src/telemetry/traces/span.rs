//! One recorded span.

use super::TRACER;
use crate::telemetry::TraceParent;
use opentelemetry::trace::{
    Link, Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags,
    TraceId, TraceState, Tracer,
};
use opentelemetry::{Context, KeyValue, Value};
use opentelemetry_sdk::trace::{SdkTracer, Span as SdkSpan};
use std::borrow::Cow;

/// A span that is recorded; it ends when it is dropped.
// Boxed: most futures that may hold one hold none.
#[derive(Debug)]
pub struct Span(Box<SdkSpan>);

/// The place of what begins now under `parent`, or at the root of a new trace, and its span where it is recorded.
#[must_use]
pub fn begin(parent: Option<TraceParent>, kind: SpanKind, name: &'static str) -> (TraceParent, Option<Span>) {
    let tracer = TRACER
        .get()
        .filter(|_| parent.is_none_or(TraceParent::is_sampled));
    let Some(tracer) = tracer else {
        return (TraceParent::next(parent), None);
    };
    let span = build(tracer, parent, SpanBuilder::from_name(name).with_kind(kind));
    let place = place(span.span_context());
    // After the last flush the tracer gives no ids any more.
    if place.trace_id == 0 {
        return (TraceParent::next(parent), None);
    }
    (place, span.is_recording().then(|| Span(Box::new(span))))
}

/// A span under `parent`, where that is recorded. `describe` is only asked for the attributes of a span that will be.
#[must_use]
pub fn child<const N: usize>(
    parent: Option<TraceParent>,
    kind: SpanKind,
    name: impl Into<Cow<'static, str>>,
    describe: impl FnOnce() -> [KeyValue; N],
) -> Option<Span> {
    let tracer = TRACER.get()?;
    let parent = parent.filter(|parent| parent.is_sampled())?;
    let builder = SpanBuilder::from_name(name)
        .with_kind(kind)
        .with_attributes(describe());
    let span = build(tracer, Some(parent), builder);
    span.is_recording().then(|| Span(Box::new(span)))
}

/// The root of a trace of its own that points to others, for work that is done for many at once.
#[must_use]
pub fn begin_linking<'a>(
    to: impl IntoIterator<Item = &'a Span>,
    kind: SpanKind,
    name: impl Into<Cow<'static, str>>,
) -> Option<Span> {
    let tracer = TRACER.get()?;
    let links = to
        .into_iter()
        .map(|span| Link::with_context(span.0.span_context().clone()))
        .collect();
    let span = build(
        tracer,
        None,
        SpanBuilder::from_name(name).with_kind(kind).with_links(links),
    );
    span.is_recording().then(|| Span(Box::new(span)))
}

impl Span {
    /// Where it stands, as a parent for others.
    #[must_use]
    pub fn place(&self) -> TraceParent {
        place(self.0.span_context())
    }

    /// Sets an attribute.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.set_attribute(KeyValue::new(name, value));
    }

    /// Gives it a better name.
    pub fn rename(&mut self, name: String) {
        self.0.update_name(name);
    }

    /// Marks it as failed: `code` is stable, `message` for people.
    pub fn fail(&mut self, code: impl Into<Value>, message: impl Into<Cow<'static, str>>) {
        self.set("error.type", code);
        self.0.set_status(Status::error(message));
    }
}

fn build(tracer: &SdkTracer, parent: Option<TraceParent>, builder: SpanBuilder) -> SdkSpan {
    let context = parent.map_or_else(Context::new, |parent| {
        Context::new().with_remote_span_context(SpanContext::new(
            TraceId::from(parent.trace_id),
            SpanId::from(parent.span_id),
            TraceFlags::new(parent.flags),
            true,
            TraceState::NONE,
        ))
    });
    tracer.build_with_context(builder, &context)
}

fn place(context: &SpanContext) -> TraceParent {
    TraceParent {
        trace_id: u128::from_be_bytes(context.trace_id().to_bytes()),
        span_id: u64::from_be_bytes(context.span_id().to_bytes()),
        flags: context.trace_flags().to_u8(),
    }
}
