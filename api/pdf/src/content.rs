//! What stands in a document: text, tables and codes.

use chrono::NaiveDate;

/// A document about to be laid out.
#[derive(Clone, Debug)]
pub struct PdfDocument {
    /// Title in the reader's window.
    pub title: String,
    /// Day it was made on.
    pub dated: NaiveDate,
    /// What stands on its pages, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A piece of a page.
#[derive(Clone, Debug)]
pub enum Block {
    /// Text over the whole width.
    Text(Paragraph),
    /// Cells side by side.
    Table(PdfTable),
    /// A QR code of this content, three centimetres wide, in the middle.
    Code(String),
    /// So many points of nothing.
    Space(u8),
}

/// Text in one face: a paragraph, or a cell of a table. A line feed begins a new line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    pub(super) text: String,
    pub(super) face: Face,
    pub(super) align: Align,
    pub(super) size: u8,
}

/// Face of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Bold,
    Italic,
}

/// Where a line stands between its margins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
}

/// Rows of cells. A row that finds no room goes to the next page, under the head again.
#[derive(Clone, Debug)]
pub struct PdfTable {
    /// Width of each column, as its part of the sum.
    pub columns: Vec<u16>,
    /// The head, repeated on each page; empty for none.
    pub head: Vec<Paragraph>,
    /// The rows, each with a cell a column.
    pub rows: Vec<Vec<Paragraph>>,
    /// With lines around the cells.
    pub ruled: bool,
}

/// A document that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The content of a code is longer than a code holds.
    #[error("a code cannot hold this content: {0}")]
    Code(String),
    /// The fonts inside the program cannot be read.
    #[error("the font cannot be read")]
    Font,
    /// The PDF cannot be written.
    #[error("the PDF cannot be written: {0}")]
    Write(String),
}

impl Paragraph {
    /// `text` in regular letters of 13 points, from the left.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            face: Face::Regular,
            align: Align::Left,
            size: 13,
        }
    }

    /// In bold letters.
    #[must_use]
    pub fn bold(self) -> Self {
        Self {
            face: Face::Bold,
            ..self
        }
    }

    /// In italic letters.
    #[must_use]
    pub fn italic(self) -> Self {
        Self {
            face: Face::Italic,
            ..self
        }
    }

    /// In the middle.
    #[must_use]
    pub fn centred(self) -> Self {
        Self {
            align: Align::Centre,
            ..self
        }
    }

    /// In letters of `points`.
    #[must_use]
    pub fn size(self, points: u8) -> Self {
        Self { size: points, ..self }
    }
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Self {
        Self::Text(paragraph)
    }
}

impl From<PdfTable> for Block {
    fn from(table: PdfTable) -> Self {
        Self::Table(table)
    }
}
