//! A list from its first line to its last: the table is found, then each row is read, checked and handed on.

mod authority;
mod law;
mod office;
mod owner;
mod plausible;
mod producer;
mod product;
mod recognition;
mod row;
mod score_sheet;
mod skipped;
mod summary;

pub use skipped::SkipReason;
pub use summary::{PaperSummary, SkippedLine};

use crate::cell::SheetLine;
use crate::column::{ListKind, PaperColumn};
use crate::file::{PaperFile, Unreadable};
use crate::gazetteer::Gazetteer;
use crate::layout::{Layout, SEARCHED};
use crate::listed::{ListedContent, ListedEntry};
use crate::remark::Remark;
use crate::settings::PaperSettings;
use crate::source::Source;
use crate::value::SetOffers;
use law::Law;
use owner::CarriedOwner;
use plausible::Dragged;
use row::RowCells;
use std::ops::ControlFlow;
use std::rc::Rc;
use summary::Counter;

/// Takes one row after the other until it has enough.
pub type EntrySink<'a> = dyn FnMut(ListedEntry) -> ControlFlow<()> + 'a;

/// Gives what is said of a row beside what the file gives, by its number: called once a row, in the order of the file.
pub type FurtherRemarks<'a> = dyn FnMut(u32) -> Vec<Remark> + 'a;

/// Reads `file` and gives every row to `sink`, which may stop it. One row is in memory at a time.
///
/// # Errors
/// [`Unreadable`] where the file as a whole is no such list; what is wrong with a row is said in its entry.
pub fn read(
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
    sink: &mut EntrySink<'_>,
) -> Result<PaperSummary, Unreadable> {
    read_with(file, settings, &mut |_| Vec::new(), sink)
}

/// The same where more is said of each row.
pub(crate) fn read_with(
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
    more: &mut FurtherRemarks<'_>,
    sink: &mut EntrySink<'_>,
) -> Result<PaperSummary, Unreadable> {
    let source = Source::open(file)?;
    let (sheet, layout) = locate(&source, settings)?;
    let mut rows = Rows::new(settings, layout);
    source.each_line(sheet, &mut |line| match rows.line(line, more) {
        Some(entry) => sink(entry),
        None => ControlFlow::Continue(()),
    })?;
    let name = source
        .sheets()
        .into_iter()
        .nth(sheet)
        .filter(|name| !name.is_empty());
    Ok(rows.counter.finish(name, Rc::unwrap_or_clone(rows.layout)))
}

/// The columns of the list in `file` with what they hold; no row is read.
///
/// # Errors
/// [`Unreadable`] where there is no such list.
pub fn columns(file: &dyn PaperFile, settings: &PaperSettings<'_>) -> Result<Vec<PaperColumn>, Unreadable> {
    let (_, layout) = locate(&Source::open(file)?, settings)?;
    Ok(layout.columns)
}

/// The sheet with the list, and its layout.
pub(crate) fn locate(
    source: &Source<'_>,
    settings: &PaperSettings<'_>,
) -> Result<(usize, Layout), Unreadable> {
    let sheets = source.sheets();
    let wanted: Vec<usize> = match &settings.sheet {
        Some(name) => {
            let at = sheets.iter().position(|sheet| sheet == name);
            vec![at.ok_or_else(|| Unreadable::NoSheet(name.clone()))?]
        }
        None => (0..sheets.len()).collect(),
    };
    let mut missed = None;
    for sheet in wanted {
        let mut lines = Vec::new();
        source.each_line(sheet, &mut |line| {
            lines.push(line);
            if lines.len() < SEARCHED {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        match Layout::find(&lines, settings.kind, &settings.mapping) {
            Ok(Some(layout)) => return Ok((sheet, layout)),
            Ok(None) => {}
            Err(error) => missed = Some(error),
        }
    }
    Err(missed.unwrap_or(Unreadable::NoHeadings(SEARCHED)))
}

/// What is known while rows are read.
struct Rows<'a> {
    settings: &'a PaperSettings<'a>,
    layout: Rc<Layout>,
    communes: Gazetteer<'a>,
    owner: CarriedOwner,
    offers: SetOffers,
    law: Law<'a>,
    dragged: Dragged,
    /// The line before, whose cells a formula may repeat.
    former: SheetLine,
    counter: Counter,
}

impl<'a> Rows<'a> {
    fn new(settings: &'a PaperSettings<'a>, layout: Layout) -> Self {
        Self {
            settings,
            layout: Rc::new(layout),
            communes: Gazetteer::new(
                settings.units,
                settings.scope.clone(),
                settings.generation,
                &settings.answers,
            ),
            owner: CarriedOwner::default(),
            offers: SetOffers::new(settings.regimes),
            law: Law::new(settings.regimes, settings.today),
            dragged: Dragged::default(),
            former: SheetLine::default(),
            counter: Counter::default(),
        }
    }

    /// What a line says; none where it is no row of the list.
    fn line(&mut self, line: SheetLine, more: &mut FurtherRemarks<'_>) -> Option<ListedEntry> {
        if line.number <= self.layout.heading_row && line.unreadable.is_none() || line.is_blank() {
            return None;
        }
        if let Some(why) = skipped::why(&line, &self.layout, self.settings.kind) {
            self.counter.skip(&line, why);
            return None;
        }
        let number = line.number;
        let layout = Rc::clone(&self.layout);
        let mut cells = RowCells::new(line, &layout);
        let content = if cells.is_readable() {
            cells.repeat(&self.former);
            let content = match self.settings.kind {
                ListKind::Producers => self.producer(&mut cells),
                ListKind::Products => self.product(&mut cells),
                ListKind::ScoreSheets => self.score_sheet(&mut cells),
            };
            Some(content)
        } else {
            None
        };
        let (line, mut remarks) = cells.finish();
        remarks.extend(more(number));
        self.former = line;
        let mut entry = ListedEntry {
            row: number,
            content,
            remarks,
        };
        self.counter.count(&mut entry);
        Some(entry)
    }

    fn producer(&mut self, cells: &mut RowCells<'_>) -> ListedContent {
        let producer = producer::read(cells, &mut self.communes, self.settings);
        ListedContent::Producer(Box::new(producer))
    }

    fn product(&mut self, cells: &mut RowCells<'_>) -> ListedContent {
        self.owner.carry(cells, &self.settings.answers);
        let product = product::read(
            cells,
            &mut self.communes,
            self.settings,
            (&self.offers, &self.law),
        );
        plausible::check(&product, cells, self.settings.today);
        self.dragged.check(&product, cells);
        ListedContent::Product(Box::new(product))
    }

    fn score_sheet(&mut self, cells: &mut RowCells<'_>) -> ListedContent {
        ListedContent::ScoreSheet(Box::new(score_sheet::read(cells, self.settings)))
    }
}
