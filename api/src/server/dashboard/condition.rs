//! `If-None-Match` of compressed files: a strong tag names bytes, so each encoding has its own, and what the client has is compared
//! with what it would be sent.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue, VARY};
use actix_web::middleware::Next;
use api_http::extract::{ETag, IfNoneMatch};

/// What beside the address an answer depends on, one that is not compressed too.
const DEPENDS_ON: HeaderValue = HeaderValue::from_static("accept-encoding");

/// Tags an answer by its encoding and sends 304 where the client has it. Goes around the compression, which works only while a body
/// is sent: an answer that 304 takes the place of is never compressed.
pub(super) async fn of_encoding<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let seen = IfNoneMatch::of(request.headers());
    let mut response = next.call(request).await?;
    let Some(tag) = response.headers().get(ETAG).map(ETag::of_header) else {
        return Ok(response.map_into_left_body());
    };
    let tag = match response.headers().get(CONTENT_ENCODING) {
        None => tag,
        Some(encoding) => tag.encoded(encoding),
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, tag.header());
    headers.insert(VARY, DEPENDS_ON);
    let Some(mut unchanged) = seen.not_modified(&tag) else {
        return Ok(response.map_into_left_body());
    };
    unchanged.headers_mut().insert(VARY, DEPENDS_ON);
    if let Some(kept) = response.headers().get(CACHE_CONTROL) {
        unchanged.headers_mut().insert(CACHE_CONTROL, kept.clone());
    }
    Ok(response.into_response(unchanged).map_into_right_body())
}
