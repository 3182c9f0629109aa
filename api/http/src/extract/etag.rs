//! Strong `ETag`s (RFC 9110 section 8.8.3).

use actix_web::http::header::HeaderValue;
use sha2::{Digest, Sha256};
use shared::hex::short_hex;
use uuid::Uuid;

/// The name of one version of one resource, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(HeaderValue);

impl ETag {
    /// The tag of `version` of the resource `id`.
    pub fn of_version(id: Uuid, version: i32) -> Self {
        Self::new(format!("\"{}-{version}\"", id.simple()))
    }

    /// A tag of visible ASCII that says everything the answer depends on; other characters are dropped.
    pub fn of_text(text: &str) -> Self {
        let text: String = text
            .chars()
            .filter(|letter| letter.is_ascii_graphic() && *letter != '"')
            .collect();
        Self::new(format!("\"{text}\""))
    }

    /// From visible ASCII, which is always a header's value.
    fn new(tag: String) -> Self {
        Self(HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\"")))
    }

    /// The tag of a document that is what it says: of its content.
    pub fn of_content(content: &[u8]) -> Self {
        Self::of_text(&short_hex(&Sha256::digest(content)))
    }

    /// The tag that an answer carries.
    pub fn of_header(tag: &HeaderValue) -> Self {
        Self(tag.clone())
    }

    /// The tag of the same in the content coding `encoding`, e.g. `gzip`: other bytes, so another strong tag.
    pub fn encoded(&self, encoding: &HeaderValue) -> Self {
        let encoding = encoding.to_str().unwrap_or_default();
        Self::of_text(&format!("{}-{encoding}", self.as_str()))
    }

    /// The same in memory of its own.
    pub fn apart(&self) -> Self {
        Self::new(self.as_str().to_owned())
    }

    /// With its quotes.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// As a header value.
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}
