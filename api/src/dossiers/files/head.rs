//! What the head of an upload says, before a byte of it is read.

use crate::auth::Principal;
use crate::caller::Idempotency;
use crate::file_store::StoredFile;
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ContentDisposition, HeaderName};
use actix_web::{FromRequest, HttpRequest, web};
use api_http::answer::bytes;
use api_http::contract::{Describe, Operation, content, text};
use api_http::extract::{announced_length, refuse_encoded, too_large};
use api_http::problem::{ApiResult, Code, Problem, refuse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::database::files::FileRecord;
use shared::domain::files::{MediaType, check_name};
use shared::hex::hex;
use std::future::{Ready, ready};
use unicode_normalization::UnicodeNormalization;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::request_body::RequestBodyBuilder;
use uuid::Uuid;

/// The media type of bytes whose kind a client does not say.
const ANY_KIND: &str = "application/octet-stream";
/// RFC 9530.
const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");
/// RFC 3230, which RFC 9530 replaced.
const DIGEST: HeaderName = HeaderName::from_static("digest");

/// The name of an upload, where no header says it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadQuery {
    /// Name of the file, 1–200 characters, no folders; `Content-Disposition` says it as well.
    name: Option<String>,
}

/// The bytes of an upload, which are read piece by piece.
pub(super) struct UploadBody(pub(super) web::Payload);

impl FromRequest for UploadBody {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(
            web::Payload::from_request(request, payload)
                .into_inner()
                .map(Self),
        )
    }
}

impl Describe for UploadBody {
    fn describe(operation: &mut Operation) {
        let mut body = RequestBodyBuilder::new()
            .description(Some("The bytes, of the kind that `Content-Type` says; with `application/octet-stream` they tell it"))
            .content(ANY_KIND, content(bytes()))
            .required(Some(Required::True));
        for kind in MediaType::ALL {
            body = body.content(kind.as_str(), content(text()));
        }
        operation.body(body.build());
        let description = "`attachment; filename*=UTF-8''…` (RFC 6266): the name, where the query has none";
        operation.request_header("Content-Disposition", false, description, text());
        let description = "`sha-256=:<base64>:` (RFC 9530): what arrived is held against it";
        operation.request_header("Content-Digest", false, description, text());
        operation.problem(Code::InvalidFields);
        Idempotency::describe(operation);
    }
}

/// The head of an upload.
#[derive(Debug)]
pub(super) struct UploadHead {
    name: String,
    /// Left out by [`ANY_KIND`]: the bytes tell it.
    pub(super) media_type: Option<MediaType>,
    /// Digest that the client says its bytes have.
    pub(super) digest: Option<[u8; 32]>,
    pub(super) idempotency: Idempotency,
}

impl UploadHead {
    /// Of `request`.
    ///
    /// # Errors
    /// 400 for a header that cannot be read, 413 where too much is announced, 415 for a kind that is not taken, 422 for a
    /// bad name.
    pub(super) fn of(request: &HttpRequest, query: UploadQuery, state: &AppState) -> ApiResult<Self> {
        refuse_encoded(request)?;
        let media_type = media_type(request)?;
        let given = query.name.or_else(|| disposition(request)).unwrap_or_default();
        // As one would type it: macOS sends letters and their marks apart.
        let name: String = given.trim().nfc().collect();
        refuse(check_name(&name))?;
        let length = announced_length(request);
        let largest = usize::try_from(state.largest_file).unwrap_or(usize::MAX);
        if length.is_some_and(|length| length > largest) {
            return Err(too_large(largest));
        }
        let digest = digest(request)?;
        let kind = media_type.map_or(ANY_KIND, MediaType::as_str);
        let said = format!("{name}\0{kind}\0{length:?}\0{digest:?}");
        Ok(Self {
            name,
            media_type,
            digest,
            idempotency: Idempotency::of(request, said.as_bytes())?,
        })
    }

    /// The row of the file `id`, not placed yet.
    pub(super) fn file(
        &self,
        id: Uuid,
        (stored, media_type): (StoredFile, MediaType),
        uploader: &Principal,
        now: DateTime<Utc>,
    ) -> FileRecord {
        FileRecord {
            id,
            name: self.name.clone(),
            media_type,
            size: i64::try_from(stored.size).unwrap_or(i64::MAX),
            sha256: hex(&stored.sha256),
            current_province_code: None,
            current_commune_code: None,
            producer_id: None,
            uploaded_by: uploader.name(),
            uploaded_at: now,
        }
    }
}

fn media_type(request: &HttpRequest) -> ApiResult<Option<MediaType>> {
    let value = request.headers().get(CONTENT_TYPE);
    let given = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given = given.split(';').next().unwrap_or_default().trim();
    if given.eq_ignore_ascii_case(ANY_KIND) {
        return Ok(None);
    }
    given.to_ascii_lowercase().parse().map(Some).map_err(|_| {
        let known: Vec<&str> = MediaType::ALL.iter().map(|kind| kind.as_str()).collect();
        let known = known.join(", ");
        Problem::new(Code::UnsupportedMediaType).detail(
            format!("Content-Type phải là một trong: {known}."),
            format!("Content-Type must be one of: {known}."),
        )
    })
}

/// The name in `Content-Disposition`, the one in UTF-8 first.
fn disposition(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(CONTENT_DISPOSITION)?;
    let parsed = ContentDisposition::from_raw(value).ok()?;
    let extended = parsed
        .get_filename_ext()
        .and_then(|name| String::from_utf8(name.value.clone()).ok());
    extended.or_else(|| parsed.get_filename().map(str::to_owned))
}

/// The sha-256 of `Content-Digest` or `Digest`; other algorithms are passed over.
fn digest(request: &HttpRequest) -> ApiResult<Option<[u8; 32]>> {
    for (name, fence) in [(CONTENT_DIGEST, ":"), (DIGEST, "")] {
        let lines = request.headers().get_all(name);
        let mut members = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','));
        let found = members.find_map(|member| {
            let (algorithm, value) = member.trim().split_once('=')?;
            algorithm.eq_ignore_ascii_case("sha-256").then_some(value.trim())
        });
        if let Some(value) = found {
            return decoded(value, fence).map(Some).ok_or_else(|| {
                Problem::new(Code::InvalidHeader).detail(
                    "Content-Digest: sha-256=:<base64 của 32 byte>:.",
                    "Content-Digest: sha-256=:<base64 of 32 bytes>:.",
                )
            });
        }
    }
    Ok(None)
}

fn decoded(value: &str, fence: &str) -> Option<[u8; 32]> {
    let value = value.strip_prefix(fence)?.strip_suffix(fence)?;
    STANDARD.decode(value).ok()?.try_into().ok()
}
