//! The request's place in its trace as text that header and log share.

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use shared::telemetry::TraceParent;
use std::ops::Range;

/// The text of `traceparent`.
#[derive(Clone, Debug)]
pub(super) struct Trace(Bytes);

/// Length of the header.
const LENGTH: usize = 55;
/// Where the header holds the trace's id.
pub(super) const ID: Range<usize> = 3..35;
/// Where it holds the span's id.
pub(super) const SPAN: Range<usize> = 36..52;

impl From<TraceParent> for Trace {
    fn from(place: TraceParent) -> Self {
        // Of the right size at once: it is made for every request.
        let mut text = String::with_capacity(LENGTH);
        place.write_to(&mut text);
        Self(text.into())
    }
}

impl Trace {
    /// As the value of `traceparent`.
    pub(super) fn header(&self) -> HeaderValue {
        value(self.0.clone())
    }

    /// The trace's id as a request id.
    pub(super) fn id_header(&self) -> HeaderValue {
        value(self.0.slice(ID))
    }
}

/// Hex digits and dashes are always a header's value.
fn value(text: Bytes) -> HeaderValue {
    HeaderValue::from_maybe_shared(text).unwrap_or(HeaderValue::from_static("0"))
}
