//! A field of a line.

use crate::formats::harmless;

/// What stands in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A text.
    Text(String),
    /// A number as it is printed.
    Number(String),
    /// Nothing.
    Nothing,
}

impl Field {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn or_nothing(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    pub(super) fn number(number: impl std::fmt::Display) -> Self {
        Self::Number(number.to_string())
    }

    /// As it stands in a CSV file.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Text(text) => harmless(text),
            Self::Number(number) => number.clone(),
            Self::Nothing => String::new(),
        }
    }
}
