//! How much of a file is taken. An upload is small; what it unpacks to is for its sender to say, and one row of it is held in memory.

use domain::language::Text;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Most bytes that the parts of a workbook unpack to while it is read once: a sheet of 2 GiB, which is unpacked twice, as merged
/// cells stand behind the cells. Lists packed in 64 MiB unpack to less, as XML of cells is packed to a tenth and not to a hundredth.
pub(crate) const UNPACKED: u64 = 2 * (2 << 30);
/// Most bytes of one piece of XML (a tag, a text) and of one line of a text: longer ones are no cell and no row of a list.
pub(crate) const PIECE: u64 = 1 << 20;
/// Most bytes of the text of one cell: a cell of a workbook takes 32,767 characters.
pub(crate) const CELL: usize = 4 * 32_767;
/// Most bytes of the texts of one row.
pub(crate) const ROW: usize = 1 << 20;
/// Most cells of a row: a sheet has no more columns.
pub(crate) const COLUMNS: usize = 16_384;
/// Most elements of XML within one another; a workbook has a dozen.
pub(crate) const DEPTH: usize = 1_000;
/// Most rows: a sheet has no more, and a text of more is opened by no program for lists.
pub(crate) const ROWS: u32 = 1_048_576;
/// Most parts of a workbook; those of a list are a few dozen.
pub(crate) const PARTS: usize = 10_000;
/// Most sheets of a workbook.
pub(crate) const SHEETS: usize = 1_000;
/// Most bytes of a name: of a sheet, of the path of a part, of a member of an object, of what is asked about.
pub(crate) const NAME: usize = 1_000;
/// Most cell formats; the programs for workbooks take 64,000.
pub(crate) const FORMATS: usize = 1_000_000;
/// Most merged cells of a sheet.
pub(crate) const MERGES: usize = 1_000_000;
/// Most columns that merged cells cover in one row.
pub(crate) const COVERED: usize = 1_024;
/// Most bytes of the texts that cells share.
pub(crate) const SHARED: usize = 96 * 1024 * 1024;
/// Most texts that cells share.
pub(crate) const SHARED_TEXTS: usize = 16 * 1024 * 1024;

/// Why a line with more cells than a sheet has columns is not read.
pub(crate) fn too_wide() -> Text {
    Text::new(
        format!("nhiều hơn {COLUMNS} ô"),
        format!("it has more than {COLUMNS} cells"),
    )
}

/// Why a line with too long a text is not read.
pub(crate) fn too_long() -> Text {
    Text::new(
        format!("văn bản dài hơn {CELL} byte trong một ô hoặc {ROW} byte trong cả dòng"),
        format!("its text is longer than {CELL} bytes in one cell or {ROW} bytes in all"),
    )
}

/// What a file has too much of (vượt giới hạn).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperBound {
    /// Parts of the archive.
    Parts,
    /// Bytes of all parts, unpacked.
    Unpacked,
    /// Bytes of a tag or a text of XML.
    Piece,
    /// Elements of XML within one another.
    Depth,
    /// Sheets.
    Sheets,
    /// Cell formats.
    Formats,
    /// Merged cells.
    Merges,
    /// Columns that merged cells cover in one row.
    Covered,
    /// Bytes of the texts that cells share, or their number.
    Shared,
    /// Rows.
    Rows,
    /// Bytes of a line of a text; a quotation mark that is not closed makes lines of many.
    Line,
}

impl PaperBound {
    /// How many are taken at most.
    #[must_use]
    pub fn most(self) -> u64 {
        let count = |most: usize| u64::try_from(most).unwrap_or(u64::MAX);
        match self {
            Self::Parts => count(PARTS),
            Self::Unpacked => UNPACKED,
            Self::Piece | Self::Line => PIECE,
            Self::Depth => count(DEPTH),
            Self::Sheets => count(SHEETS),
            Self::Formats => count(FORMATS),
            Self::Merges => count(MERGES),
            Self::Covered => count(COVERED),
            Self::Shared => count(SHARED),
            Self::Rows => u64::from(ROWS),
        }
    }

    /// What is counted, in Vietnamese and English.
    pub(crate) const fn counted(self) -> (&'static str, &'static str) {
        match self {
            Self::Parts => ("thành phần trong tệp nén", "parts in the archive"),
            Self::Unpacked => ("byte sau khi giải nén", "bytes when it is unpacked"),
            Self::Piece => ("byte trong một thẻ hoặc một đoạn chữ", "bytes in one tag or text"),
            Self::Depth => ("thẻ lồng nhau", "elements within one another"),
            Self::Sheets => ("trang tính", "sheets"),
            Self::Formats => ("định dạng ô", "cell formats"),
            Self::Merges => ("ô gộp", "merged cells"),
            Self::Covered => (
                "cột bị ô gộp che trong một dòng",
                "columns covered by merged cells in one row",
            ),
            Self::Shared => ("byte văn bản trong các ô", "bytes of texts in cells"),
            Self::Rows => ("dòng", "rows"),
            Self::Line => (
                "byte trong một dòng (có thể thiếu dấu ngoặc kép đóng)",
                "bytes in one line (a quotation mark may not be closed)",
            ),
        }
    }

    /// Refuses `count` where it is more than is taken.
    pub(crate) fn hold(self, count: usize) -> Result<(), Self> {
        let within = u64::try_from(count).is_ok_and(|count| count <= self.most());
        within.then_some(()).ok_or(self)
    }
}

impl std::fmt::Display for PaperBound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "more than {} {}", self.most(), self.counted().1)
    }
}

impl std::error::Error for PaperBound {}

/// Bytes that may still be read, of all readers that share it.
#[derive(Clone)]
pub(crate) struct Budget(Rc<Cell<u64>>);

impl Budget {
    pub(crate) fn of(bytes: u64) -> Self {
        Self(Rc::new(Cell::new(bytes)))
    }
}

/// A reader that gives up where its budget is spent, or where one piece of what is read is too long.
pub(crate) struct Bounded<R> {
    reader: R,
    budget: Budget,
    /// Bytes of the piece that may still be read.
    piece: u64,
    /// What a piece that is too long has too much of.
    bound: PaperBound,
}

impl<R> Bounded<R> {
    pub(crate) const fn new(reader: R, budget: Budget, bound: PaperBound) -> Self {
        Self {
            reader,
            budget,
            piece: PIECE,
            bound,
        }
    }

    /// The next piece begins.
    pub(crate) const fn renew(&mut self) {
        self.piece = PIECE;
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.budget.0.get();
        let room = usize::try_from(left.min(self.piece)).unwrap_or(usize::MAX);
        let bytes = self.reader.fill_buf()?;
        if room == 0 && !bytes.is_empty() {
            let bound = if left == 0 {
                PaperBound::Unpacked
            } else {
                self.bound
            };
            return Err(io::Error::other(bound));
        }
        Ok(bytes.get(..room).unwrap_or(bytes))
    }

    fn consume(&mut self, amount: usize) {
        let taken = u64::try_from(amount).unwrap_or(u64::MAX);
        self.piece = self.piece.saturating_sub(taken);
        self.budget.0.set(self.budget.0.get().saturating_sub(taken));
        self.reader.consume(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let length = bytes.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reader: &mut impl Read) -> Result<usize, Option<PaperBound>> {
        reader.read_to_end(&mut Vec::new()).map_err(|error| bound(&error))
    }

    fn bound(error: &io::Error) -> Option<PaperBound> {
        error.get_ref()?.downcast_ref::<PaperBound>().copied()
    }

    #[test]
    fn readers_stop_where_what_they_share_is_spent() {
        let budget = Budget::of(10);
        let part = |bytes: &'static [u8]| Bounded::new(bytes, budget.clone(), PaperBound::Piece);
        assert_eq!(read(&mut part(b"123456")).unwrap(), 6);
        assert_eq!(read(&mut part(b"7890")).unwrap(), 4, "all that there is");
        let refused = read(&mut part(b"1"));
        assert_eq!(refused, Err(Some(PaperBound::Unpacked)));
    }

    #[test]
    fn a_piece_may_be_so_long_and_the_next_one_again() {
        let most = usize::try_from(PIECE).unwrap();
        let bytes = vec![b'a'; 2 * most];
        let mut reader = Bounded::new(bytes.as_slice(), Budget::of(u64::MAX), PaperBound::Line);
        let mut piece = vec![0; most];
        reader.read_exact(&mut piece).unwrap();
        let refused = reader.fill_buf().map(<[u8]>::len).map_err(|error| bound(&error));
        assert_eq!(refused, Err(Some(PaperBound::Line)));
        reader.renew();
        reader.read_exact(&mut piece).unwrap();
    }
}
