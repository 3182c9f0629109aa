//! What is said of a list: where, which rule, and what a person may answer.

use crate::cell::{column as column_of, letters};
use crate::column::{PaperColumn, PaperField};
use crate::layout::column_in;
use domain::language::Text;
use domain::word_enum;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::sync::Arc;
use utoipa::ToSchema;

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
        /// Who recognised: `district`, `province` or `ministry`; asked by the office as written, where none is by the year.
        Authority = "authority",
        /// The regime of what was recognised in a year that had more than one and without a day: its id; asked by the year.
        Regime = "regime",
    }
}

/// One possible answer (phương án trả lời).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// What the answer says.
    pub value: String,
    /// What that is, in words.
    pub label: String,
}

/// A question that an answer settles for the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenQuestion {
    /// What it is about.
    pub kind: Topic,
    /// What was written, as the answer must repeat it.
    pub written: String,
    /// What may be meant; others are possible.
    #[schema(value_type = Vec<Candidate>)]
    pub candidates: Arc<[Candidate]>,
}

/// Why something is said, without where (lý do).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub(crate) rule: Cow<'static, str>,
    pub(crate) severity: Severity,
    pub(crate) message: Text,
    pub(crate) question: Option<Box<OpenQuestion>>,
}

impl Reason {
    fn new(severity: Severity, rule: Cow<'static, str>, vi: String, en: String) -> Self {
        Self {
            rule,
            severity,
            message: Text { vi, en },
            question: None,
        }
    }

    /// How much it weighs.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The row cannot be taken over: the rule, and what is wrong in Vietnamese and English.
    pub fn error(rule: impl Into<Cow<'static, str>>, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Error, rule.into(), vi.into(), en.into())
    }

    /// The row is taken over, somebody should look.
    pub fn warning(rule: impl Into<Cow<'static, str>>, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Severity::Warning, rule.into(), vi.into(), en.into())
    }

    /// The row waits for the answer to `question`.
    pub fn question(
        rule: impl Into<Cow<'static, str>>,
        question: OpenQuestion,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            question: Some(Box::new(question)),
            ..Self::new(Severity::Question, rule.into(), vi.into(), en.into())
        }
    }

    /// An answer that is none of those that the question takes; `what` they are, in Vietnamese and English.
    pub(crate) fn bad_answer(answer: &str, (vi, en): (&str, &str)) -> Self {
        Self::error(
            "unknown_answer",
            format!("câu trả lời «{answer}» không phải là {vi}"),
            format!("the answer {answer:?} is no {en}"),
        )
    }

    /// The rule as it stands in the program.
    #[cfg(test)]
    pub(crate) fn own_rule(&self) -> &'static str {
        match self.rule {
            Cow::Borrowed(rule) => rule,
            Cow::Owned(_) => "",
        }
    }
}

/// The column that a remark points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RemarkColumn {
    /// Its letters.
    pub letter: String,
    /// Its heading as written; of JSON lines the name of the member.
    pub heading: String,
    /// Its number from 0; in JSON the letters say it.
    #[serde(skip)]
    pub number: usize,
}

impl RemarkColumn {
    /// The column of a list, as [`columns`](crate::columns) and the summary have it.
    #[must_use]
    pub fn of(column: &PaperColumn) -> Self {
        Self {
            letter: letters(column.number),
            heading: column.heading.clone(),
            number: column.number,
        }
    }
}

impl<'de> Deserialize<'de> for RemarkColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            letter: String,
            heading: String,
        }
        let Written { letter, heading } = Written::deserialize(deserializer)?;
        let number = column_of(&letter);
        let number =
            number.ok_or_else(|| de::Error::custom(format!("{letter:?} are no letters of a column")))?;
        Ok(Self {
            letter,
            heading,
            number,
        })
    }
}

/// What is said of one cell or row (nhận xét). In JSON and back it stays the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Number of the row in the file, from 1.
    pub row: u32,
    /// The column; none where the whole row is meant.
    pub column: Option<RemarkColumn>,
    /// What the cell says.
    pub value: Option<String>,
    /// Stable code of the rule, e.g. `end_before_recognition`.
    pub rule: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong or asked, in both languages.
    #[serde(serialize_with = "both", deserialize_with = "of_both")]
    pub message: Text,
    /// What is asked; none where nothing is.
    pub question: Option<OpenQuestion>,
}

impl Remark {
    /// What is said of the row number `row` for a `reason` that the file alone does not give: of the column of `field` that is about
    /// the recognition number `turn` (0 where it is about none), of the whole row where there is no such column. `value` is what the
    /// cell says.
    #[must_use]
    pub fn of_field(
        row: u32,
        columns: &[PaperColumn],
        (field, turn): (PaperField, usize),
        value: Option<String>,
        reason: Reason,
    ) -> Self {
        let column = column_in(columns, field, turn).map(RemarkColumn::of);
        Self::new(row, column, value, reason)
    }

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
            question: question.map(|question| *question),
        }
    }
}

/// A text in both languages as JSON has it.
#[derive(Serialize, Deserialize)]
struct Both<'a> {
    vi: Cow<'a, str>,
    en: Cow<'a, str>,
}

fn both<S: Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    Both {
        vi: text.vi.as_str().into(),
        en: text.en.as_str().into(),
    }
    .serialize(serializer)
}

fn of_both<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    let Both { vi, en } = Both::deserialize(deserializer)?;
    Ok(Text::new(vi, en))
}
