//! JSON bodies: read up to a limit, parsed strictly, errors told by pointer.

use super::nul;
use super::serde_problem::{body_problem, line_violation, malformed_line};
use crate::contract::{Describe, Operation};
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use shared::domain::violation::Violation;
use utoipa::ToSchema;

/// The most bytes of a JSON body: a council of forty with full sheets takes a tenth of it.
pub const JSON_LIMIT: usize = 1024 * 1024;

/// A JSON body. `T` is declared with `#[serde(deny_unknown_fields)]`, so that unknown fields are refused by name.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: ToSchema> Describe for Body<T> {
    fn describe(operation: &mut Operation) {
        operation.json_body::<T>();
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read_json(request, payload);
        Box::pin(async move { Ok(Self(parse(&read.await?)?)) })
    }
}

/// The bytes of a JSON body.
///
/// # Errors
/// 415 for another media type, otherwise as [`read_body`].
pub fn read_json(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<Bytes, Problem>> + 'static {
    let accepted = require_content_type(request, "application/json");
    let read = read_body(request, payload, JSON_LIMIT);
    async move {
        accepted?;
        read.await
    }
}

/// `bytes` as a `T`, which refuses what it does not know.
///
/// # Errors
/// 400 or 422 with pointers to what is wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    require_object(bytes)?;
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    // Only a refusal needs the path to what is wrong, and keeping track of it costs as much as the parsing itself.
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut parser).map_err(|error| body_problem(&error))?;
    parser
        .end()
        .map_err(|error| super::serde_problem::syntax_problem(&error))?;
    Ok(value)
}

/// Refuses an array in place of the object (serde would take its items for the fields in order), and U+0000 anywhere.
fn require_object(bytes: &[u8]) -> Result<(), Violation> {
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => Err(Violation::new(
            "",
            "invalid_value",
            "Cần một đối tượng JSON.",
            "A JSON object is needed.",
        )),
        _ => nul::refuse_in_json(bytes),
    }
}

/// One line of NDJSON; what is wrong with it is told by pointer inside the line.
///
/// # Errors
/// The first thing that is wrong.
pub fn parse_line<T: DeserializeOwned>(line: &[u8]) -> Result<T, Violation> {
    require_object(line)?;
    if let Ok(value) = serde_json::from_slice(line) {
        return Ok(value);
    }
    // With the path, as for a whole body.
    let mut parser = serde_json::Deserializer::from_slice(line);
    let value = serde_path_to_error::deserialize(&mut parser).map_err(|error| line_violation(&error))?;
    parser.end().map_err(|error| malformed_line(&error))?;
    Ok(value)
}

/// Refuses another media type than `expected`; parameters such as `charset=utf-8` do not matter.
///
/// # Errors
/// 415 naming what is expected.
pub fn require_content_type(request: &HttpRequest, expected: &str) -> Result<(), Problem> {
    let given = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(Problem::new(Code::UnsupportedMediaType).detail(
        format!("Cần Content-Type: {expected}."),
        format!("Content-Type: {expected} is needed."),
    ))
}

/// The length that a request's head announces.
pub fn announced_length(request: &HttpRequest) -> Option<usize> {
    let length = request.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// 413 over the limit (before reading where the length is announced), 415 for an encoded body, 400 where it breaks off.
pub fn read_body(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: usize,
) -> impl Future<Output = Result<Bytes, Problem>> + 'static {
    let plain = refuse_encoded(request);
    let announced = announced_length(request);
    let mut payload = payload.take();
    async move {
        plain?;
        if announced.is_some_and(|length| length > limit) {
            return Err(too_large(limit));
        }
        let mut bytes = BytesMut::with_capacity(announced.unwrap_or_default());
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| broken_off())?;
            if bytes.len() + chunk.len() > limit {
                return Err(too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }
}

/// Refuses a compressed body.
///
/// # Errors
/// 415.
pub fn refuse_encoded(request: &HttpRequest) -> Result<(), Problem> {
    match request.headers().get(CONTENT_ENCODING) {
        Some(value) if value != "identity" => Err(Problem::new(Code::UnsupportedMediaType).detail(
            "Không nhận nội dung nén (Content-Encoding).",
            "Encoded bodies (Content-Encoding) are not accepted.",
        )),
        _ => Ok(()),
    }
}

/// A body that ended before its end, or stopped coming.
pub fn broken_off() -> Problem {
    Problem::new(Code::BadRequest).detail(
        "Nội dung bị ngắt giữa chừng.",
        "The body broke off before its end.",
    )
}

/// More than `limit` bytes, announced or sent.
pub fn too_large(limit: usize) -> Problem {
    Problem::new(Code::BodyTooLarge).detail(
        format!("Tối đa {limit} byte."),
        format!("At most {limit} bytes are accepted."),
    )
}
