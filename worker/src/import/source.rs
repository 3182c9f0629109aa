//! What an import reads: a list or an archive, in chunks of rows.

use super::archive::{ArchiveFile, ArchiveRow};
use super::reader::ImportList;
use super::refusal::FileRefusal;
use paper::{ListedEntry, PaperColumn, PaperSummary, Remark};
use shared::domain::archive::ArchiveManifest;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Chunks that are read ahead.
const AHEAD: usize = 2;

/// The file of an import with how it is to be read; clones share the file.
#[derive(Clone)]
pub(super) enum ImportSource {
    /// A list.
    List(ImportList),
    /// An archive.
    Archive(ArchiveFile),
}

/// What is known of the file before its rows are read.
#[derive(Default)]
pub(super) struct SourceHead {
    /// The columns of a list.
    pub(super) columns: Vec<PaperColumn>,
    /// The manifest of an archive.
    pub(super) manifest: Option<ArchiveManifest>,
}

/// Rows that are tried or taken over in one transaction.
pub(super) enum ImportRows {
    /// Of a list.
    List(Vec<ListedEntry>),
    /// Of an archive.
    Archive(Vec<ArchiveRow>),
}

/// A file while it is read.
pub(super) struct ReadRows {
    /// Its rows.
    pub(super) chunks: mpsc::Receiver<ImportRows>,
    /// What a list comes to, once all are read.
    pub(super) reading: JoinHandle<Result<Option<PaperSummary>, FileRefusal>>,
}

impl ImportSource {
    /// What is known before rows are read; an archive is held against its manifest. It reads the file and blocks.
    ///
    /// # Errors
    /// [`FileRefusal`].
    pub(super) fn head(&self) -> Result<SourceHead, FileRefusal> {
        Ok(match self {
            Self::List(list) => SourceHead {
                columns: list.columns()?,
                manifest: None,
            },
            Self::Archive(archive) => SourceHead {
                columns: Vec::new(),
                manifest: Some(archive.verified()?),
            },
        })
    }

    /// Reads it on a thread of its own; rows up to the number `through` are passed over. A few chunks are in memory at a time.
    pub(super) fn read(self, through: u32) -> ReadRows {
        let (sender, chunks) = mpsc::channel(AHEAD);
        let reading = tokio::task::spawn_blocking(move || match self {
            Self::List(list) => {
                let summary = list.read(through, |rows| {
                    sender.blocking_send(ImportRows::List(rows)).is_ok()
                })?;
                Ok(Some(summary))
            }
            Self::Archive(archive) => {
                archive.read(through, |rows| {
                    sender.blocking_send(ImportRows::Archive(rows)).is_ok()
                })?;
                Ok(None)
            }
        });
        ReadRows { chunks, reading }
    }
}

impl ImportRows {
    /// Number of the last row.
    pub(super) fn through(&self) -> Option<u32> {
        match self {
            Self::List(rows) => rows.last().map(|row| row.row),
            Self::Archive(rows) => rows.last().map(ArchiveRow::number),
        }
    }

    /// What the file itself says of them.
    pub(super) fn remarks(&self) -> Vec<&Remark> {
        match self {
            Self::List(rows) => rows.iter().flat_map(|row| &row.remarks).collect(),
            Self::Archive(rows) => rows.iter().flat_map(ArchiveRow::remarks).collect(),
        }
    }
}
