//! `Accept` (RFC 9110 section 12.5.1): of the formats offered, the one that the client likes best.

use super::format::Format;
use actix_web::http::header::{ACCEPT, Accept, Header, Quality};
use actix_web::{HttpRequest, mime};
use api_http::problem::{ApiResult, Code, Problem};

/// The format that `request` likes best; JSON where it does not say or likes JSON as well as any other.
///
/// # Errors
/// 406 with what is offered where it accepts none of that.
pub(super) fn chosen(request: &HttpRequest) -> ApiResult<Format> {
    // What most polls send needs no parsing.
    match request.headers().get(ACCEPT).map(|header| header.as_bytes()) {
        None | Some(b"" | b"*/*" | b"application/json") => return Ok(Format::Json),
        Some(_) => {}
    }
    let ranges = Accept::parse(request).map_err(|_| not_acceptable())?;
    let mut best = None;
    for format in Format::ALL.iter().copied() {
        let quality = quality(&ranges, format);
        if quality > Quality::ZERO && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, format));
        }
    }
    best.map(|(_, format)| format).ok_or_else(not_acceptable)
}

/// How much the client likes `format`: by the range that names it most exactly.
fn quality(ranges: &Accept, format: Format) -> Quality {
    let essence = format.media_type();
    let kind = essence.split('/').next().unwrap_or_default();
    let mut found = (0, Quality::ZERO);
    for range in ranges.iter() {
        let exactness = if range.item.essence_str() == essence {
            3
        } else if range.item.type_() == kind && range.item.subtype() == mime::STAR {
            2
        } else if range.item.type_() == mime::STAR {
            1
        } else {
            continue;
        };
        if exactness > found.0 {
            found = (exactness, range.quality);
        }
    }
    found.1
}

fn not_acceptable() -> Problem {
    let offered: Vec<&str> = Format::ALL.iter().map(|format| format.media_type()).collect();
    let offered = offered.join(", ");
    Problem::new(Code::NotAcceptable).detail(
        format!("Các định dạng có thể yêu cầu trong Accept: {offered}."),
        format!("The formats that Accept may ask for: {offered}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_best_liked_format_wins_and_json_otherwise() {
        const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let cases = [
            ("*/*", Some(Format::Json)),
            ("text/csv", Some(Format::Csv)),
            ("Text/CSV; charset=utf-8", Some(Format::Csv)),
            ("application/*", Some(Format::Json)),
            (
                "application/vnd.json-stat+json, */*;q=0.1",
                Some(Format::JsonStat),
            ),
            ("application/json;q=0.3, text/csv;q=0.7", Some(Format::Csv)),
            ("application/json;q=0, */*", Some(Format::Csv)),
            ("text/html, application/xhtml+xml, */*;q=0.8", Some(Format::Json)),
            (XLSX, Some(Format::Xlsx)),
            ("text/html", None),
            ("text/csv;q=0", None),
            ("nonsense", None),
        ];
        for (accept, format) in cases {
            let request = TestRequest::default()
                .insert_header((ACCEPT, accept))
                .to_http_request();
            assert_eq!(chosen(&request).ok(), format, "{accept}");
        }
        assert_eq!(
            chosen(&TestRequest::default().to_http_request()).ok(),
            Some(Format::Json)
        );
    }
}
