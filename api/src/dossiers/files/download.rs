//! Sends the bytes of a file.

use crate::state::AppState;
use actix_web::body::{BoxBody, SizedStream};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, ETAG, Header, IF_RANGE, Range,
};
use actix_web::{HttpRequest, HttpResponse, Responder};
use api_http::answer::{attachment, bytes};
use api_http::contract::{Describe, Operation, text};
use api_http::extract::ETag;
use api_http::problem::{ApiResult, Code, Problem};
use futures_util::StreamExt;
use shared::database::files::FileRecord;
use shared::domain::files::MediaType;

/// 200 with the bytes of a file, 206 with a part of them, or 304.
#[derive(Debug)]
pub(super) struct Download(pub(super) HttpResponse);

impl Responder for Download {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl Describe for Download {
    fn describe(operation: &mut Operation) {
        let headers = ["ETag", "Content-Disposition", "Accept-Ranges"];
        let contents: Vec<_> = MediaType::ALL
            .iter()
            .map(|kind| (kind.as_str(), bytes()))
            .collect();
        operation.answer(200, "The bytes", &headers, &contents);
        let headers = ["ETag", "Content-Disposition", "Accept-Ranges", "Content-Range"];
        operation.answer(206, "The bytes of `Range`", &headers, &contents);
        let description = "One range of bytes, `bytes=0-1023` (RFC 9110 section 14)";
        operation.request_header("Range", false, description, text());
        let description = "The `ETag` of the version that the range is of";
        operation.request_header("If-Range", false, description, text());
        operation.problem(Code::RangeNotSatisfiable);
    }
}

/// Names the bytes: files of the same content have the same.
pub(super) fn tag(file: &FileRecord) -> ETag {
    ETag::of_text(&file.sha256)
}

/// The bytes, or the one range that `request` asks for.
///
/// # Errors
/// 416 where the range lies outside; 503 where the store does not answer.
pub(super) async fn answer(
    state: &AppState,
    request: &HttpRequest,
    file: &FileRecord,
    tag: &ETag,
) -> ApiResult<Download> {
    let size = u64::try_from(file.size).unwrap_or_default();
    let range = range(request, size, tag)?;
    let mut response = HttpResponse::Ok();
    let mut length = size;
    if let Some((first, last)) = range {
        length = last.saturating_sub(first).saturating_add(1);
        response.status(StatusCode::PARTIAL_CONTENT);
        response.insert_header((CONTENT_RANGE, format!("bytes {first}-{last}/{size}")));
    }
    let asked = range.map(|(first, last)| first..last.saturating_add(1));
    let bytes = state.files.read(file.id, asked).await?;
    // After the head is sent an error can only cut the answer short, which its length shows.
    let bytes = bytes.map(|piece| {
        piece.map_err(|error| {
            tracing::warn!(%error, "a download was cut short");
            error
        })
    });
    response
        .insert_header((CONTENT_TYPE, file.media_type.as_str()))
        .insert_header((CONTENT_DISPOSITION, attachment(&file.name)))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((ETAG, tag.header()));
    Ok(Download(response.body(SizedStream::new(length, Box::pin(bytes)))))
}

/// First and last byte of the one range asked for; none for all, for several ranges, and where `If-Range` names another version.
fn range(request: &HttpRequest, size: u64, tag: &ETag) -> ApiResult<Option<(u64, u64)>> {
    let other = |value: &actix_web::http::header::HeaderValue| value.as_bytes() != tag.as_str().as_bytes();
    if request.headers().get(IF_RANGE).is_some_and(other) {
        return Ok(None);
    }
    let Ok(Range::Bytes(ranges)) = Range::parse(request) else {
        return Ok(None);
    };
    let [range] = ranges.as_slice() else {
        return Ok(None);
    };
    range.to_satisfiable_range(size).map(Some).ok_or_else(|| {
        Problem::new(Code::RangeNotSatisfiable)
            .detail(
                format!("Tệp có {size} byte."),
                format!("The file has {size} bytes."),
            )
            .header(CONTENT_RANGE, &format!("bytes */{size}"))
    })
}
