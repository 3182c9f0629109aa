//! Files and why they cannot be read.

use crate::cell::SheetLine;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;

/// What can be read from any place, several times at once.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// A file (tệp) that can be opened as often as it is needed.
pub trait PaperFile {
    /// A reader at its beginning, with a position of its own.
    ///
    /// # Errors
    /// What the store of the file says.
    fn open(&self) -> io::Result<Box<dyn ReadSeek + '_>>;
}

impl PaperFile for Vec<u8> {
    fn open(&self) -> io::Result<Box<dyn ReadSeek + '_>> {
        Ok(Box::new(io::Cursor::new(self.as_slice())))
    }
}

/// Why a file as a whole is no list.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Its bytes could not be had.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
    /// A workbook of before 2007, or one with a password.
    #[error("a workbook of Excel 97–2003 or one with a password: save it as .xlsx without a password")]
    OldWorkbook,
    /// A workbook that breaks the rules of its format.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// It unpacks to more than is taken.
    #[error("the workbook has more than {0} bytes of text")]
    TooLarge(usize),
    /// There is no sheet of that name.
    #[error("there is no sheet {0:?}")]
    NoSheet(String),
    /// In no sheet do the first lines have the headings that a list of the kind needs.
    #[error("no line among the first {0} has the headings of the list")]
    NoHeadings(usize),
    /// The mapping names a column or a heading that is not there.
    #[error("the mapping names {0:?}, which is no column and no heading of the list")]
    NoColumn(String),
    /// What is written out could not be.
    #[error("the marked file could not be written: {0}")]
    Output(String),
}

impl From<zip::result::ZipError> for Unreadable {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Io(error),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<quick_xml::Error> for Unreadable {
    fn from(error: quick_xml::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<csv::Error> for Unreadable {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Io(error),
            other => Self::Damaged(format!("{other:?}")),
        }
    }
}

/// Takes one line after the other until it has enough.
pub(crate) type LineSink<'a> = dyn FnMut(SheetLine) -> ControlFlow<()> + 'a;
