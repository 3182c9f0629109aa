//! A file as JSON.

use api_http::extract::ETag;
use chrono::{DateTime, Utc};
use serde::Serialize;
use shared::database::files::FileRecord;
use shared::domain::files::MediaType;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file; its bytes are under `/files/{id}/content`.
#[derive(Debug, Serialize, ToSchema)]
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
    /// Of a row.
    pub(crate) fn of(file: &FileRecord) -> Self {
        Self {
            id: file.id,
            name: file.name.clone(),
            media_type: file.media_type,
            size: file.size,
            sha256: file.sha256.clone(),
            uploaded_at: file.uploaded_at,
        }
    }

    /// A file never changes.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_version(self.id, 1)
    }
}
