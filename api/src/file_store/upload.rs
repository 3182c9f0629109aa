//! Writing a file piece by piece: hashed and counted on the way, never held whole.

use super::file_error::{FileResult, bounded};
use bytes::Bytes;
use object_store::ObjectStore;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

/// Parts of one file on their way to the store at a time; with the part being gathered it bounds the memory of an upload.
const PARTS_UNDER_WAY: usize = 1;

/// A file being written. Dropped before [`Upload::finish`], it leaves nothing that could be read.
pub(crate) struct Upload {
    writer: BufWriter,
    hash: Sha256,
    size: u64,
}

/// A file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoredFile {
    /// Bytes.
    pub(crate) size: u64,
    /// Digest of the content.
    pub(crate) sha256: [u8; 32],
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Upload {
    pub(super) fn new(store: Arc<dyn ObjectStore>, path: Path, part: usize) -> Self {
        Self {
            writer: BufWriter::with_capacity(store, path, part).with_max_concurrency(PARTS_UNDER_WAY),
            hash: Sha256::new(),
            size: 0,
        }
    }

    /// Writes the next piece.
    ///
    /// # Errors
    /// [`super::file_error::FileError::Unavailable`].
    pub(crate) async fn write(&mut self, bytes: Bytes) -> FileResult<()> {
        self.hash.update(&bytes);
        self.size = self
            .size
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        bounded(self.writer.put(bytes)).await
    }

    /// Makes the file readable under its id.
    ///
    /// # Errors
    /// [`super::file_error::FileError::Unavailable`].
    pub(crate) async fn finish(mut self) -> FileResult<StoredFile> {
        bounded(self.writer.shutdown()).await?;
        Ok(StoredFile {
            size: self.size,
            sha256: self.hash.finalize().into(),
        })
    }

    /// Takes back what was written so far.
    pub(crate) async fn give_up(mut self) {
        if let Err(error) = bounded(self.writer.abort()).await {
            tracing::warn!(%error, "parts of a broken-off upload may be left in the store");
        }
    }
}
