//! What is said of a list: where, which rule, and what a person may answer.

use crate::cell::letters;
use domain::language::Text;
use domain::word_enum;
use serde::{Serialize, Serializer};
use std::sync::Arc;

word_enum! {
    /// How much a remark weighs (mức độ).
    pub enum Severity {
        /// The row cannot be taken over as it is (lỗi).
        Error = "error",
        /// The row is taken over as it is written, somebody should look (cảnh báo).
        Warning = "warning",
        /// The row waits for an answer (câu hỏi).
        Question = "question",
    }
}

word_enum! {
    /// What a question is about (nội dung cần hỏi lại); an answer says it, what was written and what is meant.
    pub enum Topic {
        /// Which administrative unit a text means: `current/CODE`, `legacy/CODE`, of a commune that was split `legacy/CODE/SUCCESSOR`.
        Unit = "unit",
        /// Of which kind a producer is: a word of the kinds, e.g. `household`.
        ProducerKind = "producer_kind",
        /// Which product group a text means: `I` to `VI`.
        Group = "group",
        /// To which product set a product belongs: `1` to `26`; asked by its name, an answer for its group as written serves all of them.
        ProductSet = "product_set",
        /// Whether an empty cell of the producer repeats the one above: `above`.
        Owner = "owner",
    }
}

/// One possible answer (phương án trả lời).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// What the answer says.
    pub value: String,
    /// What that is, in words.
    pub label: String,
}

/// A question that an answer settles for the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenQuestion {
    /// What it is about.
    pub kind: Topic,
    /// What was written, as the answer must repeat it.
    pub written: String,
    /// What may be meant; others are possible.
    pub candidates: Arc<[Candidate]>,
}

/// Why something is said, without where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: Text,
    pub(crate) question: Option<OpenQuestion>,
}

impl Reason {
    fn new(severity: Severity, rule: &'static str, vi: String, en: String) -> Self {
        Self {
            rule,
            severity,
            message: Text { vi, en },
            question: None,
        }
    }

    pub(crate) fn error(rule: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Error, rule, vi.into(), en.into())
    }

    pub(crate) fn warning(rule: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Warning, rule, vi.into(), en.into())
    }

    pub(crate) fn question(
        rule: &'static str,
        question: OpenQuestion,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            question: Some(question),
            ..Self::new(Severity::Question, rule, vi.into(), en.into())
        }
    }
}

/// The column that a remark points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemarkColumn {
    /// Its letters; of JSON lines the name of the member stands in `heading` alone.
    pub letter: String,
    /// Its heading as written.
    pub heading: String,
    /// Its number from 0.
    #[serde(skip)]
    pub number: usize,
}

impl RemarkColumn {
    pub(crate) fn new(number: usize, heading: String) -> Self {
        Self {
            letter: letters(number),
            heading,
            number,
        }
    }
}

/// What is said of one cell or row (nhận xét).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Number of the row in the file, from 1.
    pub row: u32,
    /// The column; none where the whole row is meant.
    pub column: Option<RemarkColumn>,
    /// What the cell says.
    pub value: Option<String>,
    /// Stable code of the rule, e.g. `end_before_recognition`.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong or asked, in both languages.
    #[serde(serialize_with = "both")]
    pub message: Text,
    /// What is asked; none where nothing is.
    pub question: Option<OpenQuestion>,
}

impl Remark {
    pub(crate) fn new(row: u32, column: Option<RemarkColumn>, value: Option<String>, reason: Reason) -> Self {
        let Reason {
            rule,
            severity,
            message,
            question,
        } = reason;
        Self {
            row,
            column,
            value,
            rule,
            severity,
            message,
            question,
        }
    }
}

fn both<S: Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Both<'a> {
        vi: &'a str,
        en: &'a str,
    }
    Both {
        vi: &text.vi,
        en: &text.en,
    }
    .serialize(serializer)
}
