//! The same file with its faults marked: of a workbook the cells in colour and a further sheet with the remarks, of a text a further column.

mod delimited;
mod lines;
mod workbook;

use crate::file::{PaperFile, Unreadable};
use crate::reading::{FurtherRemarks, PaperSummary};
use crate::settings::PaperSettings;
use crate::source::Source;
use std::io::{Seek, Write};

/// Writes `file` to `out` with what is said of its rows, and what `more` says of each. Everything else stays as it is; a text becomes UTF-8 with its mark.
///
/// # Errors
/// [`Unreadable`] where the file is no list, or `out` takes no more.
pub fn mark<W: Write + Seek>(
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
    more: &mut FurtherRemarks<'_>,
    out: W,
) -> Result<PaperSummary, Unreadable> {
    match Source::open(file)? {
        Source::Workbook(workbook) => workbook::mark(&workbook, file, (settings, more), out),
        Source::Delimited(text) => delimited::mark(&text, file, (settings, more), out),
        Source::ObjectLines(lines) => lines::mark(&lines, file, (settings, more), out),
    }
}
