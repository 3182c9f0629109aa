//! The list on the worker's own disk, while it is read: passes over it open it anew.

use crate::job::JobError;
use paper::{PaperFile, ReadSeek};
use shared::database::Connection;
use shared::database::imports::pieces::{self, PieceRole};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use tempfile::NamedTempFile;
use uuid::Uuid;

/// A file that goes with its last owner; clones share it.
#[derive(Clone, Debug)]
pub(super) struct ListFile(Arc<NamedTempFile>);

impl ListFile {
    /// An empty one.
    ///
    /// # Errors
    /// Transient, where the disk takes none.
    pub(super) fn empty() -> Result<Self, JobError> {
        let file = NamedTempFile::new().map_err(|error| disk(&error))?;
        Ok(Self(Arc::new(file)))
    }

    /// The list of `import` as it was uploaded.
    ///
    /// # Errors
    /// Permanent, where its bytes were deleted after their time.
    pub(super) async fn given(connection: &mut Connection, import: Uuid) -> Result<Self, JobError> {
        let list = Self::empty()?;
        let mut file = list.writer()?;
        let mut number = 0;
        while let Some(bytes) = pieces::read(connection, import, PieceRole::Given, number).await? {
            file.write_all(&bytes).map_err(|error| disk(&error))?;
            number += 1;
        }
        if number == 0 {
            return Err(JobError::permanent(
                "list_gone",
                "the bytes of the list were deleted after their time",
            ));
        }
        file.flush().map_err(|error| disk(&error))?;
        Ok(list)
    }

    /// A handle to write it from its beginning.
    ///
    /// # Errors
    /// Transient, where the disk takes no more.
    pub(super) fn writer(&self) -> Result<File, JobError> {
        self.0.reopen().map_err(|error| disk(&error))
    }

    /// Its next pieces, up to `limit` after the first `done` ones.
    pub(super) fn pieces(&self, done: i32, limit: i32) -> io::Result<Vec<Vec<u8>>> {
        let mut file = self.0.reopen()?;
        let length = u64::try_from(pieces::PIECE).unwrap_or(u64::MAX);
        file.seek(SeekFrom::Start(
            length.saturating_mul(u64::try_from(done).unwrap_or_default()),
        ))?;
        let mut read = Vec::new();
        for _ in 0..limit {
            let mut piece = Vec::with_capacity(pieces::PIECE);
            if (&mut file).take(length).read_to_end(&mut piece)? == 0 {
                break;
            }
            read.push(piece);
        }
        Ok(read)
    }
}

impl PaperFile for ListFile {
    fn open(&self) -> io::Result<Box<dyn ReadSeek + '_>> {
        Ok(Box::new(BufReader::new(self.0.reopen()?)))
    }
}

/// What the worker's disk says; another attempt may find room.
pub(super) fn disk(error: &io::Error) -> JobError {
    JobError::transient("disk", error)
}
