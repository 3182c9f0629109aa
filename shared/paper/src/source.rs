//! The lines of a file, whatever it is: workbook, delimited text or JSON lines. Every pass reads the file anew and keeps a line at a time.

mod delimited;
mod letters;
mod lines;
mod workbook;

pub(crate) use delimited::{Delimited, Records};
pub(crate) use lines::{ObjectLines, TextLines};
pub(crate) use workbook::{Workbook, relations_path};

use crate::file::{LineSink, PaperFile, Unreadable};
use std::io::{BufRead, BufReader};

/// A file whose form is known.
pub(crate) enum Source<'a> {
    Workbook(Workbook<'a>),
    Delimited(Delimited<'a>),
    ObjectLines(ObjectLines<'a>),
}

impl<'a> Source<'a> {
    /// Finds out what `file` is by its first bytes.
    pub(crate) fn open(file: &'a dyn PaperFile) -> Result<Self, Unreadable> {
        let mut reader = BufReader::new(file.open()?);
        let start = reader.fill_buf()?;
        if start.starts_with(b"PK\x03\x04") {
            return Workbook::open(file).map(Self::Workbook);
        }
        if start.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(Unreadable::OldWorkbook);
        }
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        if text.trim_ascii_start().starts_with(b"{") {
            return ObjectLines::open(file).map(Self::ObjectLines);
        }
        Delimited::open(file).map(Self::Delimited)
    }

    /// The names of its sheets; a text has one without a name.
    pub(crate) fn sheets(&self) -> Vec<String> {
        match self {
            Self::Workbook(workbook) => workbook.sheets(),
            Self::Delimited(_) | Self::ObjectLines(_) => vec![String::new()],
        }
    }

    /// Gives every line of the sheet number `sheet` to `sink`.
    pub(crate) fn each_line(&self, sheet: usize, sink: &mut LineSink<'_>) -> Result<(), Unreadable> {
        match self {
            Self::Workbook(workbook) => workbook.each_line(sheet, sink),
            Self::Delimited(text) => text.each_line(sink),
            Self::ObjectLines(lines) => lines.each_line(sink),
        }
    }
}
