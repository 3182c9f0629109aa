//! Where the table begins in a sheet and what its columns hold.

use crate::cell::{PaperCell, SheetLine, column as column_of};
use crate::column::{ListKind, PaperColumn, PaperField, counts_columns, criterion_of, field_of, turn_of};
use crate::file::Unreadable;
use std::collections::{BTreeMap, HashMap};

/// Lines of the beginning in which the headings are looked for.
pub(crate) const SEARCHED: usize = 25;
/// Most lines of headings.
const DEEPEST: usize = 4;

/// The columns of a list and its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Number of the line of the lowest headings.
    pub(crate) heading_row: u32,
    /// The columns that have a heading.
    pub(crate) columns: Vec<PaperColumn>,
    /// Where the columns of fields stand among them: rows ask for it again and again, and a sheet may have thousands of columns.
    places: HashMap<(PaperField, usize), usize>,
}

impl Layout {
    /// The layout of the list of `kind` whose first lines are `lines`; none where no line has its headings.
    pub(crate) fn find(
        lines: &[SheetLine],
        kind: ListKind,
        mapping: &BTreeMap<String, PaperField>,
    ) -> Result<Option<Self>, Unreadable> {
        let best = lines
            .iter()
            .enumerate()
            .max_by_key(|(at, line)| (known(line, kind), std::cmp::Reverse(*at)));
        let Some((at, best)) = best else {
            return Ok(None);
        };
        if known(best, kind) < 2 && mapping.is_empty() {
            return Ok(None);
        }
        let (first, last) = block(lines, at, kind);
        let block = lines.get(first..=last).unwrap_or_default();
        let mut columns = columns(block, kind);
        for (name, field) in mapping {
            apply(name, *field, &mut columns)?;
        }
        take_turns(&mut columns);
        let heading_row = block.last().map_or(0, |line| line.number);
        let places = places(&columns);
        let layout = Self {
            heading_row,
            columns,
            places,
        };
        let needed: &[PaperField] = match kind {
            ListKind::Producers => &[PaperField::Producer],
            ListKind::Products => &[PaperField::Product],
            ListKind::ScoreSheets => &[],
        };
        let complete = needed.iter().all(|field| layout.has(*field));
        let scored =
            kind != ListKind::ScoreSheets || layout.columns.iter().any(|column| column.criterion.is_some());
        Ok((complete && scored).then_some(layout))
    }

    /// Whether a column holds `field`.
    pub(crate) fn has(&self, field: PaperField) -> bool {
        self.column(field, 0).is_some()
    }

    /// The column of `field` that is about the recognition number `turn`.
    pub(crate) fn column(&self, field: PaperField, turn: usize) -> Option<&PaperColumn> {
        self.columns.get(*self.places.get(&(field, turn))?)
    }

    /// How many recognitions a line has room for.
    pub(crate) fn turns(&self) -> usize {
        let about = |column: &&PaperColumn| column.field.is_some_and(PaperField::is_of_recognition);
        self.columns
            .iter()
            .filter(about)
            .map(|column| column.turn + 1)
            .max()
            .unwrap_or_default()
    }
}

/// The places of the columns of fields, of several of one field the first.
fn places(columns: &[PaperColumn]) -> HashMap<(PaperField, usize), usize> {
    let mut places = HashMap::new();
    for (place, column) in columns.iter().enumerate() {
        if let Some(field) = column.field {
            places.entry((field, column.turn)).or_insert(place);
        }
    }
    places
}

/// The column among `columns` that holds `field` and is about the recognition number `turn`.
pub(crate) fn column_in(columns: &[PaperColumn], field: PaperField, turn: usize) -> Option<&PaperColumn> {
    columns
        .iter()
        .find(|column| column.field == Some(field) && column.turn == turn)
}

/// How many different headings of the list a line has.
fn known(line: &SheetLine, kind: ListKind) -> usize {
    let mut fields: Vec<PaperField> = texts(line)
        .filter_map(|(_, text)| field_of(&text, kind))
        .collect();
    fields.sort_unstable();
    fields.dedup();
    let criteria = texts(line)
        .filter(|(_, text)| criterion_of(text).is_some())
        .count();
    fields.len()
        + if kind == ListKind::ScoreSheets {
            criteria
        } else {
            0
        }
}

fn texts(line: &SheetLine) -> impl Iterator<Item = (usize, String)> {
    line.cells
        .iter()
        .enumerate()
        .filter_map(|(number, cell)| Some((number, cell.text()?)))
}

/// The lines of headings around the line `at`: those with headings of their own, and those that count the columns.
fn block(lines: &[SheetLine], at: usize, kind: ListKind) -> (usize, usize) {
    let is_heading = |line: &SheetLine| {
        let (named, all) = texts(line)
            .filter(|(number, _)| line.cells.get(*number).is_some_and(|cell| !cell.covered))
            .fold((0, 0), |(named, all), (_, text)| {
                let known = field_of(&text, kind).is_some() || turn_of(&text).is_some();
                (named + usize::from(known), all + 1)
            });
        all > 0 && named * 2 >= all && named > 0
    };
    let number = |at: usize| lines.get(at).map(|line| line.number);
    let next_to = |one: usize, other: usize| {
        number(one)
            .zip(number(other))
            .is_some_and(|(one, other)| one + 1 == other)
    };
    // A title is one cell, headings above headings are several.
    let is_upper = |line: &SheetLine| {
        is_heading(line)
            && line
                .cells
                .iter()
                .filter(|cell| !cell.is_blank() && !cell.covered)
                .count()
                > 1
    };
    let (mut first, mut last) = (at, at);
    while first > 0
        && at - first + 1 < DEEPEST
        && next_to(first - 1, first)
        && lines.get(first - 1).is_some_and(is_upper)
    {
        first -= 1;
    }
    while last + 1 < lines.len()
        && last - first + 1 < DEEPEST
        && next_to(last, last + 1)
        && lines
            .get(last + 1)
            .is_some_and(|line| is_heading(line) || counts_columns(line))
    {
        last += 1;
    }
    (first, last)
}

fn columns(block: &[SheetLine], kind: ListKind) -> Vec<PaperColumn> {
    let widest = block
        .iter()
        .map(|line| line.cells.len())
        .max()
        .unwrap_or_default();
    let column = |number: usize| {
        let mut parts: Vec<String> = Vec::new();
        for line in block.iter().filter(|line| !counts_columns(line)) {
            let text = line.cells.get(number).and_then(PaperCell::text);
            parts.extend(text.filter(|text| parts.last() != Some(text)));
        }
        let field = parts.iter().rev().find_map(|part| field_of(part, kind));
        let turn = parts.iter().find_map(|part| turn_of(part));
        (!parts.is_empty()).then(|| PaperColumn {
            number,
            field,
            // What no heading says is counted afterwards.
            turn: turn.unwrap_or(usize::MAX),
            criterion: parts
                .last()
                .and_then(|part| criterion_of(part))
                .filter(|_| kind == ListKind::ScoreSheets),
            heading: parts.join(" / "),
        })
    };
    (0..widest).filter_map(column).collect()
}

/// Gives a column, named by its letters or its heading, the field that a person says.
fn apply(name: &str, field: PaperField, columns: &mut Vec<PaperColumn>) -> Result<(), Unreadable> {
    let field = Some(field).filter(|field| *field != PaperField::Ignored);
    let heading = domain::spelling::key(name);
    let named = columns
        .iter_mut()
        .find(|column| domain::spelling::key(&column.heading) == heading);
    if let Some(column) = named {
        column.field = field;
        return Ok(());
    }
    let number = column_of(&name.to_uppercase()).ok_or_else(|| Unreadable::NoColumn(name.to_owned()))?;
    match columns.iter_mut().find(|column| column.number == number) {
        Some(column) => column.field = field,
        None => columns.push(PaperColumn {
            number,
            heading: String::new(),
            field,
            turn: usize::MAX,
            criterion: None,
        }),
    }
    Ok(())
}

/// Columns of one field that do not say to which recognition they belong take turns from left to right.
fn take_turns(columns: &mut [PaperColumn]) {
    let mut taken: HashMap<PaperField, usize> = HashMap::new();
    for column in columns {
        let Some(field) = column.field else {
            continue;
        };
        let next = taken.entry(field).or_default();
        if column.turn == usize::MAX {
            column.turn = *next;
        }
        *next = (*next).max(column.turn.saturating_add(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Written;

    fn line(number: u32, cells: &[&str]) -> SheetLine {
        let cell = |text: &&str| {
            PaperCell::new(if text.is_empty() {
                Written::Blank
            } else {
                Written::Text((*text).to_owned())
            })
        };
        SheetLine {
            number,
            cells: cells.iter().map(cell).collect(),
            ..SheetLine::default()
        }
    }

    fn fields(layout: &Layout) -> Vec<(usize, PaperField, usize)> {
        let known = layout
            .columns
            .iter()
            .filter_map(|column| Some((column.number, column.field?, column.turn)));
        known.collect()
    }

    #[test]
    fn headings_of_two_lines_say_which_recognition_is_meant() {
        let lines = [
            line(1, &["DANH SÁCH SẢN PHẨM"]),
            line(
                3,
                &[
                    "TT",
                    "Tên sản phẩm",
                    "Đánh giá lần 1",
                    "Đánh giá lần 1",
                    "Đánh giá lần 2",
                    "Đánh giá lần 2",
                ],
            ),
            line(4, &["", "", "Hạng sao", "Năm", "Hạng sao", "Năm"]),
            line(5, &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
            line(6, &["1", "Chè", "3", "2021", "4", "2024"]),
        ];
        let layout = Layout::find(&lines, ListKind::Products, &BTreeMap::new())
            .unwrap()
            .unwrap();
        assert_eq!(layout.heading_row, 5);
        assert_eq!(
            fields(&layout),
            [
                (0, PaperField::Ordinal, 0),
                (1, PaperField::Product, 0),
                (2, PaperField::Stars, 0),
                (3, PaperField::Year, 0),
                (4, PaperField::Stars, 1),
                (5, PaperField::Year, 1)
            ]
        );
    }

    #[test]
    fn a_mapping_says_what_headings_do_not() {
        let lines = [
            line(1, &["Tên hàng", "Chủ", "Hạng sao", "Năm"]),
            line(2, &["Chè", "HTX", "3", "2024"]),
        ];
        let find = |mapping: &[(&str, PaperField)]| {
            let mapping = mapping
                .iter()
                .map(|(name, field)| ((*name).to_owned(), *field))
                .collect();
            Layout::find(&lines, ListKind::Products, &mapping)
        };
        assert_eq!(find(&[]).unwrap(), None);
        let layout = find(&[("tên hàng", PaperField::Product), ("B", PaperField::Producer)])
            .unwrap()
            .unwrap();
        assert_eq!(layout.column(PaperField::Producer, 0).unwrap().number, 1);
        assert!(find(&[("Tên khác", PaperField::Product)]).is_err());
    }
}
