//! Why a file as a whole is not imported.

use super::archive::NoArchive;
use paper::Unreadable;
use shared::domain::language::Text;
use std::io;

/// Why a file as a whole is no such list or archive.
#[derive(Debug)]
pub(super) enum FileRefusal {
    /// It is no such list.
    List(Unreadable),
    /// It is no such archive.
    Archive(NoArchive),
}

impl From<Unreadable> for FileRefusal {
    fn from(reason: Unreadable) -> Self {
        Self::List(reason)
    }
}

impl From<NoArchive> for FileRefusal {
    fn from(reason: NoArchive) -> Self {
        Self::Archive(reason)
    }
}

impl FileRefusal {
    /// Where the worker's own disk is the reason.
    pub(super) const fn disk(&self) -> Option<&io::Error> {
        match self {
            Self::List(Unreadable::Io(error)) | Self::Archive(NoArchive::Io(error)) => Some(error),
            _ => None,
        }
    }

    /// Stable code of the reason.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::List(reason) => reason.code(),
            Self::Archive(reason) => reason.code(),
        }
    }

    /// The reason in both languages.
    pub(super) fn message(&self) -> Text {
        match self {
            Self::List(reason) => reason.message(),
            Self::Archive(reason) => reason.message(),
        }
    }
}

impl std::fmt::Display for FileRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}
