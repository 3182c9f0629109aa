//! The cells of a sheet, a line at a time.

use super::strings::SharedStrings;
use crate::bounds::{Bounded, CELL, COLUMNS, PaperBound, ROW, ROWS, too_long, too_wide};
use crate::cell::{PaperCell, SheetLine, Written, position};
use crate::file::Unreadable;
use crate::script::{Script, clean};
use crate::value::serial_day;
use crate::xml::{Events, attribute, number, push_text};
use domain::language::Text;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::BufRead;

/// Most formulas shared by cells that are remembered.
const SHARES: usize = 1_000_000;

/// Reads the cells of one sheet.
pub(super) struct Cells<'a, R> {
    events: Events<R>,
    strings: &'a SharedStrings,
    dates: &'a [bool],
    since_1904: bool,
    row: u32,
    /// Lines that came so far, and the bytes that the texts of this one may still have.
    lines: u32,
    room: usize,
    /// What this line has too much of.
    refused: Option<Text>,
    /// Of each formula that cells share: its own row and the row that it repeats.
    shared: HashMap<u32, (u32, u32)>,
}

/// The parts of a cell while it is read.
#[derive(Default)]
struct Draft {
    kind: String,
    style: usize,
    value: String,
    formula: bool,
    repeats: Option<u32>,
}

impl<'a, R: BufRead> Cells<'a, R> {
    pub(super) fn new(
        reader: Bounded<R>,
        strings: &'a SharedStrings,
        dates: &'a [bool],
        since_1904: bool,
    ) -> Self {
        Self {
            events: Events::new(reader),
            strings,
            dates,
            since_1904,
            row: 0,
            lines: 0,
            room: ROW,
            refused: None,
            shared: HashMap::new(),
        }
    }

    /// The next line that has cells; none at the end.
    pub(super) fn line(&mut self) -> Result<Option<SheetLine>, Unreadable> {
        loop {
            match self.events.next()? {
                Event::Start(element) if element.local_name().as_ref() == b"row" => {
                    self.row = number(&element, "r").unwrap_or(self.row + 1);
                    return self.this_line().map(Some);
                }
                Event::Empty(element) if element.local_name().as_ref() == b"row" => {
                    self.row = number(&element, "r").unwrap_or(self.row + 1);
                }
                Event::End(element) if element.local_name().as_ref() == b"sheetData" => return Ok(None),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    fn this_line(&mut self) -> Result<SheetLine, Unreadable> {
        self.lines += 1;
        if self.lines > ROWS {
            return Err(Unreadable::TooLarge(PaperBound::Rows));
        }
        self.room = ROW;
        let cells = self.cells()?;
        let unreadable = self.refused.take();
        Ok(SheetLine {
            number: self.row,
            // Part of a line says something else than the line.
            cells: if unreadable.is_none() { cells } else { Vec::new() },
            unreadable,
        })
    }

    fn cells(&mut self) -> Result<Vec<PaperCell>, Unreadable> {
        let mut cells: Vec<PaperCell> = Vec::new();
        loop {
            match self.events.next()? {
                Event::Start(element) if element.local_name().as_ref() == b"c" => {
                    let column = place(&element, cells.len());
                    let draft = begun(&element);
                    let cell = self.cell(draft, column)?;
                    self.hold(column);
                    if (cells.len()..COLUMNS).contains(&column) {
                        cells.resize(column, PaperCell::default());
                        cells.push(cell);
                    }
                }
                Event::Empty(element) if element.local_name().as_ref() == b"c" => {
                    let column = place(&element, cells.len());
                    self.hold(column);
                    if (cells.len()..COLUMNS).contains(&column) {
                        cells.resize(column + 1, PaperCell::default());
                    }
                }
                Event::End(element) if element.local_name().as_ref() == b"row" => return Ok(cells),
                Event::Eof => return Ok(cells),
                _ => {}
            }
        }
    }

    fn cell(&mut self, mut draft: Draft, column: usize) -> Result<PaperCell, Unreadable> {
        let (mut formula, mut share) = (String::new(), None);
        let mut within: Option<bool> = None;
        loop {
            match self.events.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    b"v" | b"t" => within = Some(false),
                    b"f" => {
                        (draft.formula, within) = (true, Some(true));
                        share = number(&element, "si");
                    }
                    _ => {}
                },
                Event::Empty(element) if element.local_name().as_ref() == b"f" => {
                    draft.formula = true;
                    share = number(&element, "si");
                }
                Event::End(element) => match element.local_name().as_ref() {
                    b"c" => break,
                    _ => within = None,
                },
                Event::Eof => break,
                event => match within {
                    Some(true) if formula.len() <= CELL => push_text(&mut formula, &event)?,
                    Some(false) if draft.value.len() <= CELL => push_text(&mut draft.value, &event)?,
                    _ => {}
                },
            }
        }
        draft.repeats = self.repeated(&formula, share, column);
        let strings = self.strings;
        let value = match draft.kind.as_str() {
            "s" => {
                let number = draft.value.trim().parse().ok();
                number.and_then(|number| strings.get(number)).unwrap_or_default()
            }
            _ => draft.value.as_str(),
        };
        self.take(value.len());
        Ok(self.finished(value, &draft))
    }

    /// Takes the text of a cell into the room of its line; says where there is too much of it.
    fn take(&mut self, length: usize) {
        if length > CELL || length > self.room {
            self.refused = Some(too_long());
        }
        self.room = self.room.saturating_sub(length);
    }

    /// Says where a cell stands behind the last column.
    fn hold(&mut self, column: usize) {
        if column >= COLUMNS {
            self.refused = Some(too_wide());
        }
    }

    /// The row above in the same column whose cell the formula repeats.
    fn repeated(&mut self, formula: &str, share: Option<u32>, column: usize) -> Option<u32> {
        let own = position(formula.trim()).filter(|(row, of)| *row < self.row && *of == column);
        match (own, share) {
            (Some((row, _)), Some(share)) => {
                if self.shared.len() < SHARES {
                    self.shared.insert(share, (self.row, row));
                }
                Some(row)
            }
            (Some((row, _)), None) => Some(row),
            // The cells below share the formula and not its row.
            (None, Some(share)) if formula.is_empty() => {
                let (first, repeated) = self.shared.get(&share)?;
                self.row.checked_sub(first - repeated)
            }
            (None, _) => None,
        }
    }

    fn finished(&self, value: &str, draft: &Draft) -> PaperCell {
        if self.refused.is_some() {
            return PaperCell::default();
        }
        let written = match draft.kind.as_str() {
            "s" | "inlineStr" | "str" | "d" => text(value),
            "e" => Written::Broken(value.to_owned()),
            "b" => Written::Text(if value.trim() == "1" { "true" } else { "false" }.to_owned()),
            _ => self.number(value.trim(), draft.style),
        };
        let written = if draft.formula && written == Written::Blank && draft.kind != "str" {
            Written::Unvalued
        } else {
            written
        };
        PaperCell {
            written,
            repeats: draft.repeats,
            covered: false,
        }
    }

    fn number(&self, value: &str, style: usize) -> Written {
        if value.is_empty() {
            return Written::Blank;
        }
        // The program that wrote it may have used an exponent: the digits are those of the number.
        let Some(number) = value.parse::<f64>().ok().filter(|number| number.is_finite()) else {
            return text(value);
        };
        let digits = number.to_string();
        let is_date = self.dates.get(style).copied().unwrap_or_default();
        match is_date.then(|| serial_day(&digits, self.since_1904)).flatten() {
            Some(day) => Written::Day(day),
            None => Written::Number(digits),
        }
    }
}

fn begun(element: &BytesStart<'_>) -> Draft {
    Draft {
        kind: attribute(element, "t").unwrap_or_default(),
        style: number(element, "s").unwrap_or_default(),
        ..Draft::default()
    }
}

/// The column of a cell; the next one where it does not say.
fn place(element: &BytesStart<'_>, next: usize) -> usize {
    let reference = attribute(element, "r").and_then(|reference| position(&reference));
    reference.map_or(next, |(_, column)| column)
}

fn text(text: &str) -> Written {
    let text = clean(text, Script::of(text));
    if text.is_empty() {
        Written::Blank
    } else {
        Written::Text(text)
    }
}
