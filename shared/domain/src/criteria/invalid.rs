//! What is wrong with criteria files.

use std::fmt;

/// The criteria files break their own rules; every problem found is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidCriteria {
    /// One line a problem, e.g. `148-2023 set 3 C.6.4: maximum 4, best option 3`.
    pub problems: Vec<String>,
}

impl fmt::Display for InvalidCriteria {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "criteria files are not valid: {}", self.problems.join("; "))
    }
}

impl std::error::Error for InvalidCriteria {}
