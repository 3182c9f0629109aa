//! The cells of a sheet, a line at a time.

use super::strings::SharedStrings;
use crate::cell::{PaperCell, SheetLine, Written, position};
use crate::file::Unreadable;
use crate::script::{Script, clean};
use crate::value::serial_day;
use crate::xml::{attribute, number, push_text};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::BufRead;

/// Most columns of a sheet in this format.
const COLUMNS: usize = 16_384;

/// Reads the cells of one sheet.
pub(super) struct Cells<'a, R> {
    reader: Reader<R>,
    strings: &'a SharedStrings,
    dates: &'a [bool],
    since_1904: bool,
    buffer: Vec<u8>,
    row: u32,
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
    pub(super) fn new(reader: R, strings: &'a SharedStrings, dates: &'a [bool], since_1904: bool) -> Self {
        Self {
            reader: Reader::from_reader(reader),
            strings,
            dates,
            since_1904,
            buffer: Vec::new(),
            row: 0,
            shared: HashMap::new(),
        }
    }

    /// The next line that has cells; none at the end.
    pub(super) fn line(&mut self) -> Result<Option<SheetLine>, Unreadable> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(element) if element.local_name().as_ref() == b"row" => {
                    self.row = number(&element, "r").unwrap_or(self.row + 1);
                    let cells = self.cells()?;
                    return Ok(Some(SheetLine {
                        number: self.row,
                        cells,
                        ..SheetLine::default()
                    }));
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

    fn cells(&mut self) -> Result<Vec<PaperCell>, Unreadable> {
        let mut cells: Vec<PaperCell> = Vec::new();
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(element) if element.local_name().as_ref() == b"c" => {
                    let column = place(&element, cells.len());
                    let draft = begun(&element);
                    let cell = self.cell(draft, column)?;
                    if (cells.len()..COLUMNS).contains(&column) {
                        cells.resize(column, PaperCell::default());
                        cells.push(cell);
                    }
                }
                Event::Empty(element) if element.local_name().as_ref() == b"c" => {
                    let column = place(&element, cells.len());
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
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
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
                    Some(true) => push_text(&mut formula, &event)?,
                    Some(false) => push_text(&mut draft.value, &event)?,
                    None => {}
                },
            }
        }
        draft.repeats = self.repeated(&formula, share, column);
        Ok(self.finished(draft))
    }

    /// The row above in the same column whose cell the formula repeats.
    fn repeated(&mut self, formula: &str, share: Option<u32>, column: usize) -> Option<u32> {
        let own = position(formula.trim()).filter(|(row, of)| *row < self.row && *of == column);
        match (own, share) {
            (Some((row, _)), Some(share)) => {
                self.shared.insert(share, (self.row, row));
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

    fn finished(&self, draft: Draft) -> PaperCell {
        let written = match draft.kind.as_str() {
            "s" => {
                let number = draft.value.trim().parse().ok();
                text(
                    number
                        .and_then(|number| self.strings.get(number))
                        .unwrap_or_default(),
                )
            }
            "inlineStr" | "str" | "d" => text(&draft.value),
            "e" => Written::Broken(draft.value),
            "b" => Written::Text(
                if draft.value.trim() == "1" {
                    "true"
                } else {
                    "false"
                }
                .to_owned(),
            ),
            _ => self.number(draft.value.trim(), draft.style),
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
