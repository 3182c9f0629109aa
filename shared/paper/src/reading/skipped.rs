//! Lines that are no rows: sums, signatures, headings of sections, headings printed again.

use crate::cell::{PaperCell, SheetLine};
use crate::column::{ListKind, PaperColumn, PaperField, counts_columns};
use crate::layout::Layout;
use crate::value::whole;
use domain::{spelling, word_enum};

word_enum! {
    /// Why a line is no row of the list (lý do bỏ qua dòng).
    pub enum SkipReason {
        /// A sum or a number of rows (dòng tổng).
        Sum = "sum",
        /// Who made or signed the list (dòng ký).
        Signature = "signature",
        /// The heading of a part of the list (tiêu đề phần).
        Section = "section",
        /// The headings of the columns once more (lặp tiêu đề).
        Headings = "headings",
        /// The numbers of the columns (số thứ tự cột).
        ColumnNumbers = "column_numbers",
    }
}

/// How lines of sums begin.
const SUMS: [&str; 6] = ["tong cong", "tong so", "tong", "cong", "tong san pham", "total"];
/// How lines below a list begin.
const SIGNATURES: [&str; 12] = [
    "nguoi lap",
    "noi nhan",
    "chu tich",
    "pho chu tich",
    "thu truong",
    "giam doc",
    "tm",
    "kt",
    "ghi chu",
    "xac nhan",
    "ngay",
    "ki ten",
];

/// Why a line is no row of the list; none where it is one.
pub(super) fn why(line: &SheetLine, layout: &Layout, kind: ListKind) -> Option<SkipReason> {
    if line.unreadable.is_some() {
        return None;
    }
    if counts_columns(line)
        && line.cells.iter().filter(|cell| !cell.is_blank()).count() == layout.columns.len()
        && layout.columns.len() > 5
    {
        return Some(SkipReason::ColumnNumbers);
    }
    let cell = |field: PaperField| {
        layout
            .column(field, 0)
            .and_then(|column| line.cells.get(column.number))
    };
    let numbered = layout.has(PaperField::Ordinal);
    let has_number = cell(PaperField::Ordinal).is_some_and(|cell| whole(cell).is_some());
    let name = match kind {
        ListKind::Producers => cell(PaperField::Producer),
        ListKind::Products => cell(PaperField::Product),
        ListKind::ScoreSheets => cell(PaperField::Product).or_else(|| cell(PaperField::Dossier)),
    };
    let filled: Vec<String> = line.cells.iter().filter_map(PaperCell::text).collect();
    let printed = spread(line, &filled).or_else(|| headings(line, layout, &filled));
    if printed.is_some() || has_number {
        return printed;
    }
    let first = name
        .and_then(PaperCell::text)
        .or_else(|| filled.first().cloned())
        .unwrap_or_default();
    let words = spelling::words(&first);
    let begins = |beginnings: &[&str]| {
        let longest = beginnings
            .iter()
            .filter_map(|beginning| words.strip_prefix(beginning));
        longest
            .into_iter()
            .any(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    // A line that only begins like a sum may be a product; a sum has no words for more than its number.
    let is_sum =
        SUMS.contains(&words.as_str()) || begins(&["tong cong", "tong so", "cong"]) && filled.len() <= 3;
    if is_sum {
        return Some(SkipReason::Sum);
    }
    if begins(&SIGNATURES) && filled.len() <= 2 {
        return Some(SkipReason::Signature);
    }
    lone_name(line, layout, &filled).filter(|_| numbered)
}

/// One text over merged cells: the heading of a section.
fn spread(line: &SheetLine, filled: &[String]) -> Option<SkipReason> {
    let same = |pair: &[String]| matches!(pair, [one, next] if one == next);
    let covered = line.cells.iter().filter(|cell| cell.covered).count();
    (filled.len() > 2 && filled.windows(2).all(same) && covered + 1 >= filled.len())
        .then_some(SkipReason::Section)
}

/// The headings of the list, printed again; one of several lines with its lowest one.
fn headings(line: &SheetLine, layout: &Layout, filled: &[String]) -> Option<SkipReason> {
    let again = |column: &&PaperColumn| {
        let text = line.cells.get(column.number).and_then(PaperCell::text);
        text.is_some_and(|text| column.heading.rsplit(" / ").next() == Some(text.as_str()))
    };
    let headings = layout.columns.iter().filter(again).count();
    (headings > 3 && headings * 2 > filled.len()).then_some(SkipReason::Headings)
}

/// Nothing but a name, without a number in a list that has them: the heading of a section, or what stands below.
fn lone_name(line: &SheetLine, layout: &Layout, filled: &[String]) -> Option<SkipReason> {
    let others = layout
        .columns
        .iter()
        .filter(|column| !matches!(column.field, None | Some(PaperField::Ordinal | PaperField::Note)));
    let said = others
        .filter(|column| line.cells.get(column.number).is_some_and(|cell| !cell.is_blank()))
        .count();
    (said <= 1 && filled.len() <= 2).then_some(SkipReason::Section)
}
