//! Takes the bytes of an upload in, piece by piece.

use super::head::UploadHead;
use crate::file_store::{FileError, StoredFile, Upload};
use crate::state::AppState;
use actix_web::web::{BytesMut, Payload};
use api_http::extract::{broken_off, too_large};
use api_http::problem::{ApiResult, Problem};
use bytes::Bytes;
use futures_util::StreamExt;
use shared::domain::files::{HEAD_LENGTH, MediaType};
use shared::domain::violation::Violation;
use std::time::Duration;
use uuid::Uuid;

/// Path of the resource.
pub(crate) const PATH: &str = "/api/v1/files";
/// The longest an upload may take: the largest file over a line of 300 kbit/s.
pub(crate) const UPLOAD_TIMEOUT: Duration = Duration::from_secs(600);
/// The longest wait for a client's next bytes.
const PIECE_TIMEOUT: Duration = Duration::from_secs(30);

/// Writes `body` into the store under `id`, and tells its kind where the head did not say it.
///
/// # Errors
/// 400 where the body breaks off, 413 over the limit, 422 where it is empty, another kind or another digest than was said; 503
/// where the store does not answer. Then nothing is left of it.
pub(super) async fn receive(
    state: &AppState,
    head: &UploadHead,
    id: Uuid,
    mut body: Payload,
) -> ApiResult<(StoredFile, MediaType)> {
    let mut upload = state.files.upload(id);
    let kind = match fill(&mut upload, head.media_type, state.largest_file, &mut body).await {
        Ok(kind) => kind,
        Err(problem) => {
            upload.give_up().await;
            return Err(problem);
        }
    };
    let stored = upload.finish().await?;
    if head.digest.is_some_and(|digest| digest != stored.sha256) {
        take_back(state, id).await;
        return Err(Problem::violation(Violation::new(
            "",
            "digest_mismatch",
            "nội dung nhận được không khớp Content-Digest; hãy gửi lại",
            "what arrived does not have the digest of Content-Digest; send it again",
        )));
    }
    Ok((stored, kind))
}

/// Removes bytes that no row names; where that fails they stay, without a way to them.
pub(super) async fn take_back(state: &AppState, id: Uuid) {
    if let Err(error) = state.files.delete(id).await {
        tracing::warn!(%error, file = %id, "the bytes of a refused upload are left in the store");
    }
}

async fn fill(
    upload: &mut Upload,
    said: Option<MediaType>,
    largest: u64,
    body: &mut Payload,
) -> ApiResult<MediaType> {
    let mut beginning = BytesMut::new();
    let mut known = None;
    let mut received: u64 = 0;
    while let Some(piece) = next(body).await? {
        received = received.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if received > largest {
            return Err(too_large(usize::try_from(largest).unwrap_or(usize::MAX)));
        }
        if known.is_some() {
            upload.write(piece).await?;
            continue;
        }
        beginning.extend_from_slice(&piece);
        if beginning.len() >= HEAD_LENGTH {
            known = Some(begin(upload, said, beginning.split().freeze()).await?);
        }
    }
    match known {
        Some(kind) => Ok(kind),
        None => begin(upload, said, beginning.freeze()).await,
    }
}

/// Looks at the first bytes and writes them: they are of the kind that was said, or of the first one that admits them.
async fn begin(upload: &mut Upload, said: Option<MediaType>, bytes: Bytes) -> ApiResult<MediaType> {
    if bytes.is_empty() {
        return Err(refused(
            "empty_file",
            "tệp không có nội dung".to_owned(),
            "the file is empty".to_owned(),
        ));
    }
    let head = bytes.get(..HEAD_LENGTH).unwrap_or(&bytes);
    let kinds = said.as_ref().map_or(MediaType::ALL, std::slice::from_ref);
    let Some(kind) = kinds.iter().copied().find(|kind| kind.admits(head)) else {
        let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let words = words.join(", ");
        return Err(refused(
            "content_mismatch",
            format!("nội dung không phải là {words}"),
            format!("the content is not {words}"),
        ));
    };
    upload.write(bytes).await?;
    Ok(kind)
}

fn refused(code: &'static str, vi: String, en: String) -> Problem {
    Problem::violation(Violation::new("", code, vi, en))
}

async fn next(body: &mut Payload) -> ApiResult<Option<Bytes>> {
    match tokio::time::timeout(PIECE_TIMEOUT, body.next()).await {
        Ok(piece) => piece.transpose().map_err(|_| broken_off()),
        Err(_) => Err(broken_off()),
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Unavailable(cause) => {
                tracing::warn!(error = %cause, "store of files unavailable");
                Self::unavailable(
                    "Kho tệp tạm thời không trả lời.",
                    "The store of files does not answer for the moment.",
                )
            }
            other => Self::internal(&other),
        }
    }
}
