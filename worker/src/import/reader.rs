//! Reads a list and hands its rows on in chunks.

use super::list_file::ListFile;
use chrono::NaiveDate;
use paper::{
    ListInstructions, ListKind, ListedContent, ListedEntry, PaperColumn, PaperSettings, PaperSummary,
    Unreadable,
};
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::units::{Generation, Level, UnitRef, registry};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Rows of a chunk: a transaction of about a second.
const CHUNK: usize = 500;
/// Most rows of a chunk, where the rows of one product stay together.
const LONGEST_CHUNK: usize = 1_000;

/// A list with how it is to be read; clones share the list.
#[derive(Clone)]
pub(super) struct ImportList {
    pub(super) file: ListFile,
    pub(super) kind: ListKind,
    pub(super) reading: Arc<ListInstructions>,
    pub(super) scope: Scope,
    pub(super) today: NaiveDate,
    pub(super) regimes: Arc<Regimes>,
}

impl ImportList {
    /// How the reader takes it.
    ///
    /// # Errors
    /// [`Unreadable`] where the units or the answers are not to be had, which was checked when it was sent.
    pub(super) fn settings(&self) -> Result<PaperSettings<'_>, Unreadable> {
        let units = registry().map_err(|error| Unreadable::Output(error.to_string()))?;
        let reach = match &self.scope {
            Scope::Province(code) => Some(UnitRef::new(Generation::Current, Level::Province, code)),
            _ => None,
        };
        self.reading
            .settings(self.kind, reach, self.today, units, &self.regimes)
            .map_err(|_| Unreadable::Output("answers that contradict each other".to_owned()))
    }

    /// Its columns.
    ///
    /// # Errors
    /// Where it is no list.
    pub(super) fn columns(&self) -> Result<Vec<PaperColumn>, Unreadable> {
        paper::columns(&self.file, &self.settings()?)
    }

    /// Reads it and hands each chunk to `each`, which says whether it wants more; rows up to the number `through` are passed over.
    ///
    /// # Errors
    /// Where it is no list.
    pub(super) fn read(
        &self,
        through: u32,
        each: impl FnMut(Vec<ListedEntry>) -> bool,
    ) -> Result<PaperSummary, Unreadable> {
        let settings = self.settings()?;
        let mut chunk = Chunk::new(each);
        let summary = paper::read(&self.file, &settings, &mut |entry| {
            if entry.row <= through {
                return ControlFlow::Continue(());
            }
            chunk.add(entry)
        })?;
        chunk.send();
        Ok(summary)
    }
}

struct Chunk<F> {
    rows: Vec<ListedEntry>,
    each: F,
}

impl<F: FnMut(Vec<ListedEntry>) -> bool> Chunk<F> {
    fn new(each: F) -> Self {
        Self {
            rows: Vec::with_capacity(CHUNK),
            each,
        }
    }

    /// Adds a row; breaks where nobody wants more.
    fn add(&mut self, entry: ListedEntry) -> ControlFlow<()> {
        let is_full = self.rows.len() >= CHUNK
            && (self.rows.len() >= LONGEST_CHUNK
                || self.rows.last().is_none_or(|last| !is_one_council(last, &entry)));
        if is_full && !self.send() {
            return ControlFlow::Break(());
        }
        self.rows.push(entry);
        ControlFlow::Continue(())
    }

    /// Sends what is there; false where nobody wants it.
    fn send(&mut self) -> bool {
        let rows = std::mem::take(&mut self.rows);
        rows.is_empty() || (self.each)(rows)
    }
}

/// Whether two rows are score sheets of one product, which are scored together.
fn is_one_council(one: &ListedEntry, other: &ListedEntry) -> bool {
    match (&one.content, &other.content) {
        (Some(ListedContent::ScoreSheet(one)), Some(ListedContent::ScoreSheet(other))) => {
            one.product_code.is_some() && one.product_code == other.product_code
        }
        _ => false,
    }
}
