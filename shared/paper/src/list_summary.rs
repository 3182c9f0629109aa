//! What a list comes to, as reports tell it.

use crate::cell::letters;
use crate::column::{PaperColumn, PaperField};
use crate::reading::{PaperSummary, SkippedLine};
use crate::remark::{OpenQuestion, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a list comes to (tổng hợp).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListSummary {
    /// The sheet that was read; null of a text.
    pub sheet: Option<String>,
    /// Number of the line of the lowest headings.
    pub heading_row: u32,
    /// Rows of the list.
    #[schema(minimum = 0)]
    pub rows: u64,
    /// Rows without an error and without an open question in the list itself.
    #[schema(minimum = 0)]
    pub ready: u64,
    /// Different products.
    #[schema(minimum = 0)]
    pub products: u64,
    /// Different producers.
    #[schema(minimum = 0)]
    pub producers: u64,
    /// Errors.
    #[schema(minimum = 0)]
    pub errors: u64,
    /// Warnings.
    #[schema(minimum = 0)]
    pub warnings: u64,
    /// Rules with how often each was said.
    pub rules: Vec<RuleCount>,
    /// The columns with what they hold.
    pub columns: Vec<ListColumn>,
    /// Each open question once, at most 1,000.
    pub questions: Vec<OpenQuestion>,
    /// Lines that are no rows, at most 1,000.
    pub skipped: Vec<SkippedLine>,
}

/// How often a rule was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleCount {
    /// Code of the rule.
    pub rule: String,
    /// How often.
    #[schema(minimum = 1)]
    pub count: u64,
}

/// A column with what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListColumn {
    /// Its letters.
    pub letter: String,
    /// Its heading as written.
    pub heading: String,
    /// What it holds; null where nobody knows.
    pub field: Option<PaperField>,
    /// Which of the recognitions of a row it is about, from 1; null where it is about none.
    pub recognition: Option<u32>,
}

impl From<&PaperSummary> for ListSummary {
    fn from(summary: &PaperSummary) -> Self {
        let severity = |severity| summary.severities.get(&severity).copied().unwrap_or_default();
        let rules: BTreeMap<_, _> = summary.rules.iter().collect();
        let rule = |(rule, count): (&std::borrow::Cow<'static, str>, &u64)| RuleCount {
            rule: rule.to_string(),
            count: *count,
        };
        Self {
            sheet: summary.sheet.clone(),
            heading_row: summary.heading_row,
            rows: summary.rows,
            ready: summary.ready,
            products: summary.products,
            producers: summary.producers,
            errors: severity(Severity::Error),
            warnings: severity(Severity::Warning),
            rules: rules.into_iter().map(rule).collect(),
            columns: summary.columns.iter().map(ListColumn::of).collect(),
            questions: summary.questions.clone(),
            skipped: summary.skipped.clone(),
        }
    }
}

impl ListColumn {
    fn of(column: &PaperColumn) -> Self {
        let turn = column.field.filter(|field| field.is_of_recognition());
        Self {
            letter: letters(column.number),
            heading: column.heading.clone(),
            field: column.field,
            recognition: turn.and_then(|_| u32::try_from(column.turn + 1).ok()),
        }
    }
}
