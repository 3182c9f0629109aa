//! The answers to questions (tệp trả lời): each settles what is written alike in the whole file.

use crate::remark::Topic;
use domain::spelling;
use domain::violation::Violation;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// One answer: what was written, and what is meant by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperAnswer {
    /// What the question was about.
    pub kind: Topic,
    /// What was written; spellings of one name are one.
    #[schema(max_length = 1000, example = "xã An Thời Đông")]
    pub written: String,
    /// What is meant, as the candidates say it.
    #[schema(max_length = 200, example = "current/27673")]
    pub value: String,
}

/// The answers of a run.
#[derive(Clone, Debug, Default)]
pub struct PaperAnswers(HashMap<(Topic, String), String>);

impl PaperAnswers {
    /// Answers from a list of them.
    ///
    /// # Errors
    /// Answers that say two things of one text, by their place in the list.
    pub fn new(answers: impl IntoIterator<Item = PaperAnswer>) -> Result<Self, Vec<Violation>> {
        let (mut settled, mut violations) = (HashMap::new(), Vec::new());
        for (number, answer) in answers.into_iter().enumerate() {
            let key = (answer.kind, key(answer.kind, &answer.written));
            let value = answer.value.trim().to_owned();
            let before = settled.insert(key, value.clone());
            if before.is_some_and(|before| before != value) {
                violations.push(Violation::new(
                    format!("/{number}"),
                    "answered_twice",
                    format!("«{}» đã được trả lời khác ở trên", answer.written),
                    format!("{:?} is answered differently before", answer.written),
                ));
            }
        }
        if violations.is_empty() {
            Ok(Self(settled))
        } else {
            Err(violations)
        }
    }

    /// What is meant by `written`, where somebody said so.
    #[must_use]
    pub fn get(&self, kind: Topic, written: &str) -> Option<&str> {
        self.0.get(&(kind, key(kind, written))).map(String::as_str)
    }
}

/// Spellings of one text are one; a unit is the same with and without the word for its kind.
fn key(kind: Topic, written: &str) -> String {
    let written = match kind {
        Topic::Unit => crate::segments::without_kind(written),
        _ => written,
    };
    spelling::key(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: Topic, written: &str, value: &str) -> PaperAnswer {
        PaperAnswer {
            kind,
            written: written.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn one_answer_settles_all_spellings() {
        let answers = PaperAnswers::new([answer(Topic::Unit, "xã An Thời Đông", "current/27673")]).unwrap();
        assert_eq!(answers.get(Topic::Unit, "An Thời  Đông"), Some("current/27673"));
        assert_eq!(answers.get(Topic::Unit, "An Thới Đông"), None);
        assert_eq!(answers.get(Topic::Group, "An Thời Đông"), None);
    }

    #[test]
    fn two_answers_to_one_question_are_refused() {
        let twice = [
            answer(Topic::Group, "Thảo dược", "III"),
            answer(Topic::Group, "thảo dược", "IV"),
        ];
        assert_eq!(PaperAnswers::new(twice).unwrap_err()[0].pointer, "/1");
    }
}
