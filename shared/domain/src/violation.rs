//! A broken rule in what a client sent: which field, which rule, said in both languages.

use super::language::Text;

/// One broken rule (lỗi dữ liệu): the api answers 422 with a list of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// RFC 6901 pointer to the field in the request, e.g. `/sheets/0/answers/A.1.1`.
    pub pointer: String,
    /// Stable code of the rule in `snake_case`, e.g. `unknown_criterion`.
    pub code: &'static str,
    /// What is wrong and what the rule is.
    pub message: Text,
}

impl Violation {
    /// A violation of the rule `code` at `pointer`.
    pub fn new(
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            message: Text::new(vi, en),
        }
    }

    /// The day at `pointer` lies after today.
    pub fn in_the_future(pointer: impl Into<String>) -> Self {
        Self::new(
            pointer,
            "in_the_future",
            "Ngày không được sau hôm nay.",
            "The day must not lie after today.",
        )
    }
}
