//! W3C trace context, version 00: the header `traceparent`, which also stands in job rows and messages.

use crate::hex::push_hex;
use rand::RngExt;
use std::fmt;

/// Flag of a trace that is recorded.
const SAMPLED: u8 = 1;

/// A place in a distributed trace: the trace and the span that is the parent of whatever comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceParent {
    /// The trace; never zero.
    pub trace_id: u128,
    /// The span; never zero.
    pub span_id: u64,
    /// Flags as they came.
    pub flags: u8,
}

impl TraceParent {
    /// The place in a valid header: `00-<32 hex>-<16 hex>-<2 hex>`, neither id zero, lower case.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split('-');
        let (version, id, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |text: &str, length| {
            text.len() == length
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        let whole = is_hex(version, 2) && is_hex(id, 32) && is_hex(span, 16) && is_hex(flags, 2);
        // Version 00 ends here; later ones may go on, and 255 is forbidden.
        if !whole || version == "ff" || (version == "00" && parts.next().is_some()) {
            return None;
        }
        Some(Self {
            trace_id: u128::from_str_radix(id, 16).ok().filter(|id| *id != 0)?,
            span_id: u64::from_str_radix(span, 16).ok().filter(|span| *span != 0)?,
            flags: u8::from_str_radix(flags, 16).ok()?,
        })
    }

    /// A new span in the trace of `parent`, or in a new trace where there is none.
    #[must_use]
    pub fn next(parent: Option<Self>) -> Self {
        let mut random = rand::rng();
        let (trace_id, flags) = parent.map_or_else(
            || (random.random::<u128>() | 1, SAMPLED),
            |parent| (parent.trace_id, parent.flags),
        );
        // The standard forbids zero.
        let span_id = random.random::<u64>() | 1;
        Self {
            trace_id,
            span_id,
            flags,
        }
    }

    /// Appends the header's value to `text`: 55 characters.
    pub fn write_to(self, text: &mut String) {
        text.push_str("00-");
        push_hex(text, &self.trace_id.to_be_bytes());
        text.push('-');
        push_hex(text, &self.span_id.to_be_bytes());
        text.push('-');
        push_hex(text, &[self.flags]);
    }

    /// Whether whoever began the trace wants it recorded.
    #[must_use]
    pub const fn is_sampled(self) -> bool {
        self.flags & SAMPLED != 0
    }
}

/// The header's value.
impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write_to(&mut text);
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_headers_are_not_continued() {
        let zero = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
        let upper = "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01";
        let long = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more";
        for header in ["", "00-1-2-3", zero, upper, long] {
            assert_eq!(TraceParent::parse(header), None, "{header}");
        }
        let future = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more";
        assert!(!TraceParent::parse(future).unwrap().is_sampled());
    }

    #[test]
    fn the_next_span_is_another_one_of_the_same_trace() {
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let given = TraceParent::parse(header).unwrap();
        assert_eq!(given.to_string(), header);
        let next = TraceParent::next(Some(given));
        assert_eq!((next.trace_id, next.flags), (given.trace_id, given.flags));
        assert_ne!(next.span_id, given.span_id);
    }
}
