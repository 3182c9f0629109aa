//! A delimited text with a further column.

use crate::cell::letters;
use crate::file::{PaperFile, Unreadable};
use crate::reading::{FurtherRemarks, PaperSummary, read, read_with};
use crate::remark::Remark;
use crate::settings::PaperSettings;
use crate::source::{Delimited, Records};
use std::io::Write;
use std::ops::ControlFlow;

/// The heading of the further column.
const HEADING: &str = "Nhận xét";

/// Copies the records of a text and puts remarks behind them.
struct Copy<'a, W: Write> {
    records: Records<'a>,
    out: W,
    delimiter: char,
    /// Number of the last row that was written, and the cells of the widest one so far.
    row: u32,
    width: usize,
}

pub(super) fn mark<W: Write>(
    text: &Delimited<'_>,
    file: &dyn PaperFile,
    (settings, more): (&PaperSettings<'_>, &mut FurtherRemarks<'_>),
    mut out: W,
) -> Result<PaperSummary, Unreadable> {
    out.write_all("\u{feff}".as_bytes())?;
    let (records, delimiter) = (text.records()?, char::from(text.delimiter));
    let mut copy = Copy {
        records,
        out,
        delimiter,
        row: 0,
        width: 0,
    };
    let heading_row = heading_row(file, settings)?;
    copy.until(heading_row, |row| {
        if row == heading_row {
            HEADING.to_owned()
        } else {
            String::new()
        }
    })?;
    let mut failed = None;
    let summary = read_with(file, settings, more, &mut |entry| {
        let said = said(&entry.remarks);
        match copy.until(entry.row, |row| {
            if row == entry.row {
                said.clone()
            } else {
                String::new()
            }
        }) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    match failed {
        Some(error) => Err(error),
        None => {
            copy.until(u32::MAX, |_| String::new())?;
            copy.out.flush()?;
            Ok(summary)
        }
    }
}

/// The line of the lowest headings.
fn heading_row(file: &dyn PaperFile, settings: &PaperSettings<'_>) -> Result<u32, Unreadable> {
    Ok(read(file, settings, &mut |_| ControlFlow::Break(()))?.heading_row)
}

fn said(remarks: &[Remark]) -> String {
    let said = remarks.iter().map(|remark| match &remark.column {
        Some(column) => format!("{}: {}", letters(column.number), remark.message.vi),
        None => remark.message.vi.clone(),
    });
    said.collect::<Vec<_>>().join(" | ")
}

impl<W: Write> Copy<'_, W> {
    /// Copies records up to the row `last`, each with what `behind` says of its number.
    fn until(&mut self, last: u32, behind: impl Fn(u32) -> String) -> Result<(), Unreadable> {
        let mut record = csv::StringRecord::new();
        while self.row < last {
            let Some(row) = self.records.next(&mut record)? else {
                return Ok(());
            };
            // Blank lines are no records; they stay.
            for _ in self.row + 1..row {
                self.out.write_all(b"\n")?;
            }
            self.row = row;
            let said = behind(row);
            self.width = self.width.max(record.len());
            let missing = if said.is_empty() {
                0
            } else {
                self.width - record.len()
            };
            let behind = Some(said.as_str()).filter(|said| !said.is_empty());
            let cells = record
                .iter()
                .chain(std::iter::repeat_n("", missing))
                .chain(behind);
            let line: Vec<String> = cells.map(|cell| self.quoted(cell)).collect();
            self.out
                .write_all(line.join(&self.delimiter.to_string()).as_bytes())?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn quoted(&self, cell: &str) -> String {
        if cell.contains([self.delimiter, '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    }
}
