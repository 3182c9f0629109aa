//! One line of a list and its cells, whatever file they came in.

use chrono::NaiveDate;
use domain::language::Text;

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Written {
    /// Nothing.
    #[default]
    Blank,
    /// A text, trimmed and composed (NFC).
    Text(String),
    /// A number, its digits as text: `46000`, `10.5`.
    Number(String),
    /// A number that the workbook shows as a date.
    Day(NaiveDate),
    /// A formula whose value the file does not keep.
    Unvalued,
    /// A formula that failed, e.g. `#REF!`.
    Broken(String),
}

/// A cell (ô) of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PaperCell {
    /// What it says.
    pub(crate) written: Written,
    /// The row above in the same column that its formula repeats, as `=F7` does.
    pub(crate) repeats: Option<u32>,
    /// True where a merged cell that begins elsewhere covers it; it then says what that cell says.
    pub(crate) covered: bool,
}

impl PaperCell {
    /// A cell that says `written`.
    #[must_use]
    pub(crate) fn new(written: Written) -> Self {
        Self {
            written,
            ..Self::default()
        }
    }

    /// True where it says nothing at all; a formula without its value says something.
    #[must_use]
    pub(crate) fn is_blank(&self) -> bool {
        self.written == Written::Blank
    }

    /// What it says as a text; none where that is nothing.
    #[must_use]
    pub(crate) fn text(&self) -> Option<String> {
        match &self.written {
            Written::Blank | Written::Unvalued => None,
            Written::Text(text) | Written::Number(text) | Written::Broken(text) => Some(text.clone()),
            Written::Day(day) => Some(day.format("%d/%m/%Y").to_string()),
        }
    }
}

/// A line (dòng) of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SheetLine {
    /// Its number in the file, from 1; the names of members of JSON lines stand in line 0.
    pub(crate) number: u32,
    /// Its cells from column A on, the last ones may be missing.
    pub(crate) cells: Vec<PaperCell>,
    /// Why it could not be read at all.
    pub(crate) unreadable: Option<Text>,
}

impl SheetLine {
    /// True where no cell says anything.
    #[must_use]
    pub(crate) fn is_blank(&self) -> bool {
        self.unreadable.is_none() && self.cells.iter().all(PaperCell::is_blank)
    }
}

/// The letters of a column, from 0: `A`, `B` … `Z`, `AA`.
#[must_use]
pub(crate) fn letters(column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters
}

/// Row and column (from 0) of a reference such as `F7` or `$F$7`.
#[must_use]
pub(crate) fn position(reference: &str) -> Option<(u32, usize)> {
    let reference = reference.replace('$', "");
    let digits = reference.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, row) = reference.split_at_checked(digits)?;
    Some((row.parse().ok()?, column(letters)?))
}

/// The column (from 0) of its letters.
#[must_use]
pub(crate) fn column(letters: &str) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0_usize;
    for letter in letters.bytes() {
        if !letter.is_ascii_uppercase() {
            return None;
        }
        column = column * 26 + usize::from(letter - b'A') + 1;
    }
    Some(column - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_both_ways() {
        for (number, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!((letters(number), column(name)), (name.to_owned(), Some(number)));
        }
        assert_eq!(position("$F$7"), Some((7, 5)));
        for bad in ["", "7", "F", "f7", "F7:F8", "SUM(A1)"] {
            assert_eq!(position(bad), None, "{bad}");
        }
    }
}
