//! The archive of a workbook and its parts, unpacked as they are read.

use crate::bounds::{Bounded, Budget, PARTS, PaperBound};
use crate::file::{PaperFile, ReadSeek, Unreadable};
use std::io::{BufRead, BufReader};
use zip::ZipArchive;
use zip::read::ZipFile;

/// The archive of a workbook.
pub(crate) type Archive<'a> = ZipArchive<Box<dyn ReadSeek + 'a>>;
/// A part of it, unpacked as it is read.
pub(crate) type Unpacked<'a, 'b> = Bounded<BufReader<ZipFile<'b, Box<dyn ReadSeek + 'a>>>>;

/// What the table of contents says before each part.
const ENTRY: [u8; 4] = *b"PK\x01\x02";

/// The part `path` of `archive`, unpacked as it is read, as far as `budget` goes.
pub(crate) fn unpacked<'a, 'b>(
    archive: &'b mut Archive<'a>,
    path: &str,
    budget: &Budget,
) -> Result<Unpacked<'a, 'b>, Unreadable> {
    let reader = BufReader::with_capacity(64 * 1024, archive.by_name(path)?);
    Ok(Bounded::new(reader, budget.clone(), PaperBound::Piece))
}

/// Refuses an archive of too many parts before its table of contents is taken into memory.
pub(crate) fn hold_parts(file: &dyn PaperFile) -> Result<(), Unreadable> {
    let mut reader = BufReader::with_capacity(64 * 1024, file.open()?);
    let (mut last, mut entries) = ([0; 4], 0_usize);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        for byte in bytes {
            let [_, second, third, fourth] = last;
            last = [second, third, fourth, *byte];
            entries += usize::from(last == ENTRY);
        }
        if entries > PARTS {
            return Err(Unreadable::TooLarge(PaperBound::Parts));
        }
        let length = bytes.len();
        reader.consume(length);
    }
}
