//! What a file comes to: counts, open questions, lines left out.

use super::skipped::SkipReason;
use crate::bounds::NAME;
use crate::cell::{PaperCell, SheetLine};
use crate::column::PaperColumn;
use crate::layout::Layout;
use crate::listed::{ListedContent, ListedEntry};
use crate::remark::{OpenQuestion, Reason, Remark, Severity, Topic};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use utoipa::ToSchema;

/// Most questions and lines left out that a summary lists.
const LISTED: usize = 1_000;
/// Most rows that are compared with earlier ones.
const COMPARED: usize = 1_000_000;

/// A line that is no row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkippedLine {
    /// Its number in the file.
    pub row: u32,
    /// What it is.
    pub why: SkipReason,
    /// Its first text, of a long one the first 1,000 bytes.
    pub text: String,
}

/// What a file comes to (tổng hợp).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperSummary {
    /// The sheet that was read; none of a text.
    pub sheet: Option<String>,
    /// Number of the line of the lowest headings.
    pub heading_row: u32,
    /// The columns with what they hold.
    pub columns: Vec<PaperColumn>,
    /// Rows of the list.
    pub rows: u64,
    /// Rows that can be taken over: no error, no open question.
    pub ready: u64,
    /// Different products.
    pub products: u64,
    /// Different producers.
    pub producers: u64,
    /// How often each severity was said.
    pub severities: BTreeMap<Severity, u64>,
    /// How often each rule was said.
    pub rules: BTreeMap<Cow<'static, str>, u64>,
    /// Each open question once, at most 1,000; none about a text of more than 1,000 bytes, which is no name.
    pub questions: Vec<OpenQuestion>,
    /// Lines that are no rows, at most 1,000.
    pub skipped: Vec<SkippedLine>,
}

/// Counts while rows are read.
#[derive(Default)]
pub(super) struct Counter {
    summary: PaperSummary,
    asked: HashSet<(Topic, String)>,
    products: HashSet<u64>,
    producers: HashSet<u64>,
    /// Rows by what they say.
    seen: HashMap<u64, u32>,
}

impl Counter {
    pub(super) fn skip(&mut self, line: &SheetLine, why: SkipReason) {
        if self.summary.skipped.len() < LISTED {
            let mut text = line.cells.iter().find_map(PaperCell::text).unwrap_or_default();
            text.truncate(text.floor_char_boundary(NAME));
            self.summary.skipped.push(SkippedLine {
                row: line.number,
                why,
                text,
            });
        }
    }

    pub(super) fn count(&mut self, entry: &mut ListedEntry) {
        self.compare(entry);
        self.summary.rows += 1;
        self.summary.ready += u64::from(entry.is_ready());
        for remark in &entry.remarks {
            *self.summary.severities.entry(remark.severity).or_default() += 1;
            *self.summary.rules.entry(remark.rule.clone()).or_default() += 1;
            if let Some(question) = &remark.question
                && self.summary.questions.len() < LISTED
                && question.written.len() <= NAME
                && self.asked.insert((question.kind, question.written.clone()))
            {
                self.summary.questions.push(question.clone());
            }
        }
    }

    /// Counts what a row is about, and tells one that says what an earlier one says.
    fn compare(&mut self, entry: &mut ListedEntry) {
        let said = match &entry.content {
            Some(ListedContent::Product(product)) => {
                let producer = product.producer.identity();
                let product_identity = product.identity_with(&producer);
                self.producers.insert(hashed(&producer));
                self.products.insert(hashed(&product_identity));
                hashed(&(product_identity, &product.recognitions))
            }
            Some(ListedContent::Producer(producer)) => {
                let producer = hashed(&producer.identity());
                self.producers.insert(producer);
                producer
            }
            Some(ListedContent::ScoreSheet(sheet)) => hashed(&(
                &sheet.key,
                &sheet.dossier,
                &sheet.product_code,
                &sheet.product,
                &sheet.assessor,
            )),
            None => return,
        };
        if let Some(earlier) = self.seen.get(&said) {
            let reason = Reason::warning(
                "row_repeated",
                format!("trùng với dòng {earlier}"),
                format!("says the same as row {earlier}"),
            );
            entry.remarks.push(Remark::new(entry.row, None, None, reason));
        } else if self.seen.len() < COMPARED {
            self.seen.insert(said, entry.row);
        }
    }

    pub(super) fn finish(self, sheet: Option<String>, layout: Layout) -> PaperSummary {
        let count = |set: HashSet<u64>| u64::try_from(set.len()).unwrap_or_default();
        PaperSummary {
            sheet,
            heading_row: layout.heading_row,
            columns: layout.columns,
            products: count(self.products),
            producers: count(self.producers),
            ..self.summary
        }
    }
}

fn hashed(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
