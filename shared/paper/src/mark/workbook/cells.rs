//! The cells of a sheet, those with faults in other formats.

use super::copy::{copy_events, with_attributes};
use super::formats::Palette;
use crate::bounds::Bounded;
use crate::cell::{letters, position};
use crate::file::Unreadable;
use crate::remark::{Remark, Severity};
use crate::xml::{attribute, number};
use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, Write};

/// A cell with a fault: only its place and the weight of its worst remark, eight bytes, so that a file full of faults stays small.
#[derive(Clone, Copy)]
struct Mark {
    row: u32,
    column: u16,
    severity: Severity,
}

/// Most cells in colour: an eighth of that holds the remarks that the further sheet can say.
const COLOURED: usize = 8 * 1_048_576;

/// The cells with faults in the order of the sheet.
#[derive(Default)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    /// Adds the remarks of the next row.
    pub(super) fn add(&mut self, remarks: &[Remark]) {
        let mut marks: Vec<Mark> = remarks
            .iter()
            .filter_map(|remark| {
                let column = u16::try_from(remark.column.as_ref()?.number).ok()?;
                Some(Mark {
                    row: remark.row,
                    column,
                    severity: remark.severity,
                })
            })
            .collect();
        // The worst first: an error, then a question, then a warning.
        let weight = |severity: Severity| match severity {
            Severity::Error => 0,
            Severity::Question => 1,
            Severity::Warning => 2,
        };
        marks.sort_by_key(|mark| (mark.column, weight(mark.severity)));
        marks.dedup_by_key(|mark| mark.column);
        marks.truncate(COLOURED.saturating_sub(self.0.len()));
        self.0.append(&mut marks);
    }

    /// Those of one row.
    fn of(&self, row: u32) -> &[Mark] {
        let start = self.0.partition_point(|mark| mark.row < row);
        let end = self.0.partition_point(|mark| mark.row <= row);
        self.0.get(start..end).unwrap_or_default()
    }
}

/// Where the copy stands.
struct Place<'a> {
    row: u32,
    column: usize,
    /// Marks of the row whose cells have not come yet.
    coming: &'a [Mark],
    /// What stands before the names of elements.
    prefix: String,
}

/// Copies the sheet `reader` to `out`, each marked cell in the format of its mark; cells that are not there are put in.
pub(super) fn write<R: BufRead, W: Write>(
    reader: Bounded<R>,
    marks: &Marks,
    palette: Palette,
    out: W,
) -> Result<(), Unreadable> {
    let mut place = Place {
        row: 0,
        column: 0,
        coming: &[],
        prefix: String::new(),
    };
    copy_events(reader, out, &mut |event, writer| match event {
        _ if !palette.is_used() => Ok(true),
        Event::Start(element) if element.local_name().as_ref() == b"row" => {
            place.begin(element, marks);
            Ok(true)
        }
        Event::Empty(element) if element.local_name().as_ref() == b"row" => {
            place.begin(element, marks);
            if place.coming.is_empty() {
                return Ok(true);
            }
            writer.write_event(Event::Start(element.borrow()))?;
            place.put_in(usize::MAX, palette, writer)?;
            writer.write_event(Event::End(element.to_end()))?;
            Ok(false)
        }
        Event::End(element) if element.local_name().as_ref() == b"row" => {
            place.put_in(usize::MAX, palette, writer)?;
            Ok(true)
        }
        Event::Start(element) if element.local_name().as_ref() == b"c" => {
            let changed = place.cell(element, palette, writer)?;
            let kept = changed.is_none();
            changed.map_or(Ok(()), |changed| writer.write_event(Event::Start(changed)))?;
            Ok(kept)
        }
        Event::Empty(element) if element.local_name().as_ref() == b"c" => {
            let changed = place.cell(element, palette, writer)?;
            let kept = changed.is_none();
            changed.map_or(Ok(()), |changed| writer.write_event(Event::Empty(changed)))?;
            Ok(kept)
        }
        _ => Ok(true),
    })
}

impl<'a> Place<'a> {
    fn begin(&mut self, element: &BytesStart<'_>, marks: &'a Marks) {
        self.row = number(element, "r").unwrap_or(self.row + 1);
        self.column = 0;
        self.coming = marks.of(self.row);
        let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
        self.prefix = name.strip_suffix("row").unwrap_or_default().to_owned();
    }

    /// Puts in the marked cells before `column`; the next cell with its mark, where it has one.
    fn cell<W: Write>(
        &mut self,
        element: &BytesStart<'_>,
        palette: Palette,
        writer: &mut Writer<W>,
    ) -> Result<Option<BytesStart<'static>>, Unreadable> {
        let reference = attribute(element, "r").and_then(|reference| position(&reference));
        let column = reference.map_or(self.column, |(_, column)| column);
        self.put_in(column, palette, writer)?;
        self.column = column + 1;
        let Some((mark, rest)) = self
            .coming
            .split_first()
            .filter(|(mark, _)| usize::from(mark.column) == column)
        else {
            return Ok(None);
        };
        self.coming = rest;
        let format = palette.format(number(element, "s").unwrap_or_default(), mark.severity);
        Ok(Some(with_attributes(element, &[("s", format.to_string())])))
    }

    fn put_in<W: Write>(
        &mut self,
        before: usize,
        palette: Palette,
        writer: &mut Writer<W>,
    ) -> Result<(), Unreadable> {
        while let Some((mark, rest)) = self
            .coming
            .split_first()
            .filter(|(mark, _)| usize::from(mark.column) < before)
        {
            self.coming = rest;
            let mut cell = BytesStart::new(format!("{}c", self.prefix));
            cell.push_attribute((
                "r",
                format!("{}{}", letters(usize::from(mark.column)), self.row).as_str(),
            ));
            cell.push_attribute(("s", palette.format(0, mark.severity).to_string().as_str()));
            writer.write_event(Event::Empty(cell))?;
        }
        Ok(())
    }
}
