//! Files and why they cannot be read.

use crate::bounds::PaperBound;
use crate::cell::SheetLine;
use domain::language::Text;
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
    Io(io::Error),
    /// A workbook of before 2007, or one with a password.
    #[error("a workbook of Excel 97–2003 or one with a password: save it as .xlsx without a password")]
    OldWorkbook,
    /// A workbook that breaks the rules of its format.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// It has more of something than is taken.
    #[error("the file has {0}")]
    TooLarge(PaperBound),
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

impl Unreadable {
    /// Stable code of the reason, e.g. `no_headings`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "file_unreadable",
            Self::OldWorkbook => "old_workbook",
            Self::Damaged(_) => "damaged_workbook",
            Self::TooLarge(_) => "too_large",
            Self::NoSheet(_) => "no_sheet",
            Self::NoHeadings(_) => "no_headings",
            Self::NoColumn(_) => "no_column",
            Self::Output(_) => "output_failed",
        }
    }

    /// The reason in both languages; of the store of the file and of where the copy goes only that they failed.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::Io(_) => Text::new("không đọc được tệp", "the file could not be read"),
            Self::OldWorkbook => Text::new(
                "sổ tính Excel 97–2003 hoặc có mật khẩu: hãy lưu thành .xlsx không có mật khẩu",
                "a workbook of Excel 97–2003 or one with a password: save it as .xlsx without a password",
            ),
            Self::Damaged(why) => Text::new(
                format!("sổ tính bị hỏng: {why}"),
                format!("the workbook is damaged: {why}"),
            ),
            Self::TooLarge(bound) => {
                let (most, (vi, en)) = (bound.most(), bound.counted());
                Text::new(
                    format!("tệp quá lớn: nhiều hơn {most} {vi}"),
                    format!("the file is too large: more than {most} {en}"),
                )
            }
            Self::NoSheet(name) => Text::new(
                format!("không có trang tính «{name}»"),
                format!("there is no sheet {name:?}"),
            ),
            Self::NoHeadings(lines) => Text::new(
                format!("không dòng nào trong {lines} dòng đầu có tiêu đề cột của danh sách"),
                format!("no line among the first {lines} has the headings of the list"),
            ),
            Self::NoColumn(name) => Text::new(
                format!("«{name}» không phải là cột hay tiêu đề của danh sách"),
                format!("{name:?} is no column and no heading of the list"),
            ),
            Self::Output(_) => Text::new(
                "không ghi được tệp kết quả",
                "the marked file could not be written",
            ),
        }
    }
}

impl From<PaperBound> for Unreadable {
    fn from(bound: PaperBound) -> Self {
        Self::TooLarge(bound)
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match bound_of(&error) {
            Some(bound) => Self::TooLarge(bound),
            None => Self::Io(error),
        }
    }
}

/// The bound that a reader of ours came to.
fn bound_of(error: &io::Error) -> Option<PaperBound> {
    error.get_ref()?.downcast_ref::<PaperBound>().copied()
}

impl From<zip::result::ZipError> for Unreadable {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => error.into(),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<quick_xml::Error> for Unreadable {
    fn from(error: quick_xml::Error) -> Self {
        let bound = match &error {
            quick_xml::Error::Io(error) => bound_of(error),
            _ => None,
        };
        bound.map_or_else(|| Self::Damaged(error.to_string()), Self::TooLarge)
    }
}

impl From<csv::Error> for Unreadable {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => Self::Damaged(format!("{other:?}")),
        }
    }
}

/// Takes one line after the other until it has enough.
pub(crate) type LineSink<'a> = dyn FnMut(SheetLine) -> ControlFlow<()> + 'a;
