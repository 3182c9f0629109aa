//! W3C trace context, version 00: continued from the client or started here.

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use rand::RngExt;
use std::ops::Range;

/// Position of a request in a distributed trace, as the text of its header.
#[derive(Clone, Debug)]
pub(super) struct Trace(Bytes);

/// Flag of a trace that is recorded.
const SAMPLED: u8 = 1;

/// Where the header holds the trace's id.
const ID: Range<usize> = 3..35;

impl Trace {
    /// The trace of `traceparent` with a span of our own, or a new one where none or a wrong one was sent.
    pub(super) fn continue_or_start(traceparent: Option<&str>) -> Self {
        let mut random = rand::rng();
        let (id, flags) = traceparent
            .and_then(parse)
            .unwrap_or_else(|| (random.random::<u128>() | 1, SAMPLED));
        // The standard forbids zero.
        let span = random.random::<u64>() | 1;
        Self(format!("00-{id:032x}-{span:016x}-{flags:02x}").into())
    }

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

/// Trace id and flags of a valid header: `00-<32 hex>-<16 hex>-<2 hex>`, neither id zero, lower case.
fn parse(header: &str) -> Option<(u128, u8)> {
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
    let id = u128::from_str_radix(id, 16).ok().filter(|id| *id != 0)?;
    u64::from_str_radix(span, 16).ok().filter(|span| *span != 0)?;
    Some((id, u8::from_str_radix(flags, 16).ok()?))
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
            assert_eq!(parse(header), None, "{header}");
        }
        let future = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more";
        assert_eq!(parse(future).map(|(_, flags)| flags), Some(0));
    }
}
