//! Delimited text (CSV): `;`, `,` or tab, quotes around what holds them.

use super::letters::{Lettering, Utf8Text};
use crate::bounds::{Bounded, Budget, CELL, COLUMNS, PaperBound, ROWS, too_long, too_wide};
use crate::cell::{PaperCell, SheetLine, Written};
use crate::file::{LineSink, PaperFile, ReadSeek, Unreadable};
use crate::script::{Script, clean};
use std::collections::BTreeMap;
use std::io::{BufReader, Read};

/// Bytes of the beginning that tell the delimiter.
const BEGINNING: u64 = 64 * 1024;
/// Lines of the beginning that tell it.
const LINES: usize = 20;

/// A text whose letters and delimiter are known.
pub(crate) struct Delimited<'a> {
    file: &'a dyn PaperFile,
    lettering: Lettering,
    /// What stands between the cells.
    pub(crate) delimiter: u8,
}

/// The text as UTF-8, a record of bounded length at a time.
type Lines<'a> = Bounded<BufReader<Utf8Text<Box<dyn ReadSeek + 'a>>>>;

/// The records of a text, one after the other, with the numbers that a spreadsheet would give them.
pub(crate) struct Records<'a> {
    reader: csv::Reader<Lines<'a>>,
    /// Records so far.
    count: u32,
    /// Line breaks within cells so far: they begin no row.
    breaks: u64,
}

impl Records<'_> {
    /// Reads the next one into `record` and gives its number; none at the end.
    pub(crate) fn next(&mut self, record: &mut csv::StringRecord) -> Result<Option<u32>, Unreadable> {
        self.reader.get_mut().renew();
        if !self.reader.read_record(record)? {
            return Ok(None);
        }
        self.count += 1;
        if self.count > ROWS {
            return Err(Unreadable::TooLarge(PaperBound::Rows));
        }
        let breaks = record
            .iter()
            .map(|cell| cell.bytes().filter(|byte| *byte == b'\n').count())
            .sum::<usize>();
        self.breaks += u64::try_from(breaks).unwrap_or_default();
        let row = self.reader.position().line().saturating_sub(self.breaks + 1);
        Ok(Some(u32::try_from(row).unwrap_or(u32::MAX)))
    }
}

impl<'a> Delimited<'a> {
    pub(super) fn open(file: &'a dyn PaperFile) -> Result<Self, Unreadable> {
        let lettering = Lettering::of(file)?;
        let mut beginning = String::new();
        // A text cut within a letter ends with the letter before it.
        let mut bytes = Vec::new();
        lettering
            .read(file.open()?)
            .take(BEGINNING)
            .read_to_end(&mut bytes)?;
        beginning.push_str(&String::from_utf8_lossy(&bytes));
        Ok(Self {
            file,
            lettering,
            delimiter: delimiter(&beginning),
        })
    }

    /// Its records as they are written.
    pub(crate) fn records(&self) -> Result<Records<'a>, Unreadable> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(Bounded::new(
                BufReader::new(self.lettering.read(self.file.open()?)),
                Budget::of(u64::MAX),
                PaperBound::Line,
            ));
        Ok(Records {
            reader,
            count: 0,
            breaks: 0,
        })
    }

    pub(super) fn each_line(&self, sink: &mut LineSink<'_>) -> Result<(), Unreadable> {
        let mut records = self.records()?;
        let mut record = csv::StringRecord::new();
        while let Some(number) = records.next(&mut record)? {
            if sink(self.line(number, &record)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn line(&self, number: u32, record: &csv::StringRecord) -> SheetLine {
        let unreadable = if record.len() > COLUMNS {
            Some(too_wide())
        } else {
            record.iter().any(|cell| cell.len() > CELL).then(too_long)
        };
        let cells = record.iter().filter(|_| unreadable.is_none());
        SheetLine {
            number,
            cells: cells.map(|cell| self.cell(cell)).collect(),
            unreadable,
        }
    }

    fn cell(&self, cell: &str) -> PaperCell {
        let script = self.lettering.script.unwrap_or_else(|| Script::of(cell));
        let text = plain(clean(cell, script));
        PaperCell::new(if text.is_empty() {
            Written::Blank
        } else {
            Written::Text(text)
        })
    }
}

/// A text without the apostrophe that keeps spreadsheets from taking it for a formula, as our own exports and others write it.
fn plain(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text,
    }
}

/// The delimiter that most of the first lines have equally often.
fn delimiter(beginning: &str) -> u8 {
    if let Some(given) = beginning
        .strip_prefix("sep=")
        .and_then(|rest| rest.bytes().next())
    {
        return given;
    }
    let evenness = |delimiter: u8| {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut quoted, mut count, mut lines) = (false, 0, 0);
        for byte in beginning.bytes() {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => {
                    *counts.entry(count).or_default() += 1;
                    count = 0;
                    lines += 1;
                    if lines == LINES {
                        break;
                    }
                }
                byte if byte == delimiter && !quoted => count += 1,
                _ => {}
            }
        }
        let some = counts.iter().filter(|(count, _)| **count > 0);
        some.map(|(count, lines)| (*lines, *count))
            .max()
            .unwrap_or_default()
    };
    let best = [b'\t', b',', b';']
        .into_iter()
        .max_by_key(|delimiter| evenness(*delimiter));
    best.unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::delimiter;

    #[test]
    fn the_delimiter_is_the_one_that_divides_evenly() {
        assert_eq!(delimiter("a;b;c\nx, y, z;1;2\n\"q;,\";u, v;w\n"), b';');
        assert_eq!(delimiter("a,b\n\"x;y;z\",1\n"), b',');
        assert_eq!(delimiter("a\tb\n"), b'\t');
        assert_eq!(delimiter("sep=;\na,b,c\n"), b';');
    }
}
