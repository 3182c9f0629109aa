//! What goes wrong with the bytes of a file, a step that takes too long among it.

use std::time::Duration;

/// The longest wait for one step of the store: a part written, a piece read, a file removed.
const STEP_TIMEOUT: Duration = Duration::from_secs(30);

/// What went wrong with the bytes of a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// There are none under this id.
    #[error("the file's content is missing")]
    Missing,
    /// The store does not answer, or says no: worth another try later.
    #[error("the store of files is unavailable: {0}")]
    Unavailable(String),
    /// The configuration cannot be used.
    #[error("OCOP_FILES: {0}")]
    Configuration(String),
}

/// A result of the store.
pub(crate) type FileResult<T> = Result<T, FileError>;

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Unavailable(shared::https::chain(&other)),
        }
    }
}

impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        Self::Unavailable(shared::https::chain(&error))
    }
}

/// `step`, or an error where it takes too long.
pub(super) async fn bounded<T, E: Into<FileError>>(
    step: impl Future<Output = Result<T, E>>,
) -> FileResult<T> {
    let done = tokio::time::timeout(STEP_TIMEOUT, step).await;
    done.map_err(|_| FileError::Unavailable(format!("no answer within {STEP_TIMEOUT:?}")))?
        .map_err(Into::into)
}
