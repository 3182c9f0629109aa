//! The archive of a workbook and its parts, unpacked as they are read.

use crate::file::{ReadSeek, Unreadable};
use std::io::BufReader;
use zip::ZipArchive;
use zip::read::ZipFile;

/// The archive of a workbook.
pub(crate) type Archive<'a> = ZipArchive<Box<dyn ReadSeek + 'a>>;
/// A part of it, unpacked as it is read.
pub(crate) type Unpacked<'a, 'b> = BufReader<ZipFile<'b, Box<dyn ReadSeek + 'a>>>;

/// The part `path` of `archive`, unpacked as it is read.
pub(crate) fn unpacked<'a, 'b>(
    archive: &'b mut Archive<'a>,
    path: &str,
) -> Result<Unpacked<'a, 'b>, Unreadable> {
    Ok(BufReader::with_capacity(64 * 1024, archive.by_name(path)?))
}
