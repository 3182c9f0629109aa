//! A file as JSON.

use api_http::extract::ETag;
use chrono::{DateTime, Utc};
use endpoint::ViewOf;
use serde::Serialize;
use shared::database::files::FileRecord;
use shared::domain::files::MediaType;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file; its bytes are under `/files/{id}/content`.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(FileRecord)]
pub(crate) struct FileView {
    /// Its id.
    id: Uuid,
    /// Name as its uploader gave it.
    #[schema(example = "Giấy chứng nhận VietGAP.pdf")]
    name: String,
    /// Its kind.
    media_type: MediaType,
    /// Bytes.
    size: i64,
    /// Digest of the content, 64 hexadecimal digits.
    sha256: String,
    /// When it was uploaded.
    uploaded_at: DateTime<Utc>,
}

impl FileView {
    /// A file never changes.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_version(self.id, 1)
    }
}
