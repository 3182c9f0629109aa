//! Workbooks (XLSX): the parts that a list needs, read one after the other; of the cells only one line is kept.

mod cells;
mod merges;
mod parts;
mod strings;

use crate::archive::{Archive, Unpacked, hold_parts, unpacked};
use crate::bounds::{Budget, UNPACKED};
use crate::file::{LineSink, PaperFile, Unreadable};
use cells::Cells;
use merges::{Merges, Spread};
use parts::Parts;
pub(crate) use parts::relations_path;
use std::cell::RefCell;
use std::rc::Rc;
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
    /// What all its parts may unpack to from now on.
    budget: Budget,
    /// The merged cells of the sheet that was looked at last, which is mostly the one that is read next.
    merges: RefCell<Option<(usize, Rc<Merges>)>>,
}

impl<'a> Workbook<'a> {
    pub(super) fn open(file: &'a dyn PaperFile) -> Result<Self, Unreadable> {
        hold_parts(file)?;
        let budget = Budget::of(UNPACKED);
        let mut archive = ZipArchive::new(file.open()?)?;
        let parts = Parts::read(&mut archive, &budget)?;
        let strings = match &parts.strings {
            Some(path) => SharedStrings::read(unpacked(&mut archive, path, &budget)?)?,
            None => SharedStrings::default(),
        };
        let dates = match &parts.styles {
            Some(path) => parts::date_formats(unpacked(&mut archive, path, &budget)?)?,
            None => Vec::new(),
        };
        Ok(Self {
            file,
            parts,
            strings,
            dates,
            budget,
            merges: RefCell::new(None),
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

    /// A part of `archive`, which is its own.
    pub(crate) fn part<'b>(
        &self,
        archive: &'b mut Archive<'a>,
        path: &str,
    ) -> Result<Unpacked<'a, 'b>, Unreadable> {
        unpacked(archive, path, &self.budget)
    }

    pub(super) fn each_line(&self, number: usize, sink: &mut LineSink<'_>) -> Result<(), Unreadable> {
        let Some(sheet) = self.parts.sheets.get(number) else {
            return Err(Unreadable::NoSheet(number.to_string()));
        };
        let mut archive = self.archive()?;
        let merges = self.merges(number, &sheet.path, &mut archive)?;
        let mut spread = Spread::new(&merges);
        let lines = self.part(&mut archive, &sheet.path)?;
        let mut cells = Cells::new(lines, &self.strings, &self.dates, self.parts.since_1904);
        while let Some(mut line) = cells.line()? {
            spread.over(&mut line)?;
            if sink(line).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Merged cells are told after the cells: they need a pass of their own.
    fn merges(&self, number: usize, path: &str, archive: &mut Archive<'a>) -> Result<Rc<Merges>, Unreadable> {
        if let Some((of, merges)) = &*self.merges.borrow()
            && *of == number
        {
            return Ok(Rc::clone(merges));
        }
        let merges = Rc::new(Merges::read(self.part(archive, path)?)?);
        self.merges.replace(Some((number, Rc::clone(&merges))));
        Ok(merges)
    }
}
