//! Workbooks (XLSX): the parts that a list needs, read one after the other; of the cells only one line is kept.

mod cells;
mod merges;
mod parts;
mod strings;

use crate::archive::{Archive, unpacked};
use crate::file::{LineSink, PaperFile, Unreadable};
use cells::Cells;
use merges::{Merges, Spread};
use parts::Parts;
pub(crate) use parts::relations_path;
use strings::SharedStrings;
use zip::ZipArchive;

/// A workbook whose sheets, texts and number formats are known.
pub(crate) struct Workbook<'a> {
    file: &'a dyn PaperFile,
    /// Where its sheets are.
    pub(crate) parts: Parts,
    strings: SharedStrings,
    /// Of each cell format, whether it shows a number as a date.
    dates: Vec<bool>,
}

impl<'a> Workbook<'a> {
    pub(super) fn open(file: &'a dyn PaperFile) -> Result<Self, Unreadable> {
        let mut archive = ZipArchive::new(file.open()?)?;
        let parts = Parts::read(&mut archive)?;
        let strings = match &parts.strings {
            Some(path) => SharedStrings::read(unpacked(&mut archive, path)?)?,
            None => SharedStrings::default(),
        };
        let dates = match &parts.styles {
            Some(path) => parts::date_formats(unpacked(&mut archive, path)?)?,
            None => Vec::new(),
        };
        Ok(Self {
            file,
            parts,
            strings,
            dates,
        })
    }

    pub(super) fn sheets(&self) -> Vec<String> {
        self.parts.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// How many cell formats it has.
    pub(crate) const fn formats(&self) -> usize {
        self.dates.len()
    }

    /// Its archive, opened anew.
    pub(crate) fn archive(&self) -> Result<Archive<'a>, Unreadable> {
        Ok(ZipArchive::new(self.file.open()?)?)
    }

    pub(super) fn each_line(&self, sheet: usize, sink: &mut LineSink<'_>) -> Result<(), Unreadable> {
        let Some(sheet) = self.parts.sheets.get(sheet) else {
            return Err(Unreadable::NoSheet(sheet.to_string()));
        };
        let mut archive = self.archive()?;
        // Merged cells are told after the cells: they need a pass of their own.
        let merges = Merges::read(unpacked(&mut archive, &sheet.path)?)?;
        let mut spread = Spread::new(&merges);
        let lines = unpacked(&mut archive, &sheet.path)?;
        let mut cells = Cells::new(lines, &self.strings, &self.dates, self.parts.since_1904);
        while let Some(mut line) = cells.line()? {
            spread.over(&mut line);
            if sink(line).is_break() {
                break;
            }
        }
        Ok(())
    }
}
