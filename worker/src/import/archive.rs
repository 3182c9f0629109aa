//! Archives: read, held against their manifest, compared with the register, added to it.

mod file;
mod known;
mod objection;
mod record;
mod row;
mod rules;
mod taking;

pub(super) use file::{ArchiveFile, NoArchive};
pub(super) use row::ArchiveRow;
pub(super) use taking::{ArchiveTaking, held};
