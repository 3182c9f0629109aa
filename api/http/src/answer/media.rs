//! Answers that are not JSON alone: papers, tables, streams, pages for people.

use crate::contract::{Describe, Operation, text};
use actix_web::body::BoxBody;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder};
use bytes::Bytes;
use futures_util::Stream;
use std::convert::Infallible;
use std::marker::PhantomData;
use utoipa::ToSchema;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat};

/// 200 with content in the media types of `K`.
#[derive(Debug)]
pub struct Media<K>(HttpResponse, PhantomData<K>);

/// Media types that an operation offers.
pub trait MediaKind: 'static {
    /// What it is, for the document.
    const DESCRIPTION: &'static str;
    /// The media types.
    const TYPES: &'static [&'static str];
    /// Headers that it may carry.
    const HEADERS: &'static [&'static str];
    /// True where a visitor who comes too often (429) is answered in the same media types.
    const SAYS_TOO_OFTEN: bool = false;

    /// What the content looks like.
    fn schema(operation: &mut Operation) -> RefOr<Schema>;
}

macro_rules! media {
    ($($name:ident, $description:literal, $schema:ident, $types:expr, $headers:expr;)+) => {
        $(
            #[doc = $description]
            #[derive(Debug)]
            pub enum $name {}

            impl MediaKind for $name {
                const DESCRIPTION: &'static str = $description;
                const TYPES: &'static [&'static str] = &$types;
                const HEADERS: &'static [&'static str] = &$headers;

                fn schema(_: &mut Operation) -> RefOr<Schema> {
                    $schema()
                }
            }
        )+
    };
}

media! {
    Pdf, "The paper as PDF", bytes, ["application/pdf"], ["Content-Disposition", "ETag"];
    Credential, "The signed credential (W3C Verifiable Credential as JWT)", plain_text, ["application/vc+jwt"], [];
    EventStream, "Events as they happen (server-sent events)", plain_text, ["text/event-stream"], ["Cache-Control"];
    Exposition, "Metrics in the Prometheus text format", plain_text, ["text/plain"], [];
    KeySet, "JSON Web Key Set", object, ["application/jwk-set+json"], ["Cache-Control"];
    Catalog, "The catalogue in JSON-LD", object, ["application/ld+json"], ["ETag", "Cache-Control"];
    MarkedList, "The list with its faults marked", bytes,
        [
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv", "application/x-ndjson"
        ],
        ["Content-Disposition", "Cache-Control"];
    ZipArchive, "The archive", bytes, ["application/zip"], ["Content-Disposition", "Cache-Control"];
    Spreadsheet, "The table as a file", bytes,
        ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
        ["Content-Disposition", "Cache-Control"];
}

/// A page for people.
#[derive(Debug)]
pub enum HtmlPage {}

impl MediaKind for HtmlPage {
    const DESCRIPTION: &'static str = "A page for people";
    const TYPES: &'static [&'static str] = &["text/html"];
    const HEADERS: &'static [&'static str] = &["Cache-Control"];
    const SAYS_TOO_OFTEN: bool = true;

    fn schema(_: &mut Operation) -> RefOr<Schema> {
        plain_text()
    }
}

/// One JSON object `T` a line.
#[derive(Debug)]
pub struct JsonLines<T>(PhantomData<T>);

impl<T: ToSchema + 'static> MediaKind for JsonLines<T> {
    const DESCRIPTION: &'static str = "One JSON object a line";
    const TYPES: &'static [&'static str] = &["application/x-ndjson"];
    const HEADERS: &'static [&'static str] = &["Content-Disposition"];

    fn schema(operation: &mut Operation) -> RefOr<Schema> {
        operation.lines::<T>()
    }
}

impl<K> Media<K> {
    /// `response`, whose maker has written one of the media types.
    pub fn of(response: HttpResponse) -> Self {
        Self(response, PhantomData)
    }
}

/// Neither caches nor proxies may hold events back.
const STREAMED: HeaderValue = HeaderValue::from_static("no-store, no-transform");

impl Media<EventStream> {
    /// 200 with `events` as they happen.
    pub fn events<S>(events: S) -> Self
    where
        S: Stream<Item = Result<Bytes, Infallible>> + 'static,
    {
        let response = HttpResponse::Ok()
            .content_type("text/event-stream")
            .insert_header((CACHE_CONTROL, STREAMED))
            // Nginx collects what comes in pieces otherwise.
            .insert_header(("x-accel-buffering", "no"))
            .streaming(events);
        Self::of(response)
    }
}

impl<K> Responder for Media<K> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl<K: MediaKind> Describe for Media<K> {
    fn describe(operation: &mut Operation) {
        let schema = K::schema(operation);
        let contents: Vec<_> = K::TYPES.iter().map(|kind| (*kind, schema.clone())).collect();
        operation.answer(200, K::DESCRIPTION, K::HEADERS, &contents);
        if K::SAYS_TOO_OFTEN {
            operation.answer(
                429,
                "The same, after too many requests",
                &["Retry-After", "Cache-Control"],
                &contents,
            );
        }
    }
}

/// Bytes of a file.
pub fn bytes() -> RefOr<Schema> {
    text()
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        .into()
}

/// Text as it stands.
fn plain_text() -> RefOr<Schema> {
    text().into()
}

/// An object of another standard.
fn object() -> RefOr<Schema> {
    ObjectBuilder::new().into()
}
