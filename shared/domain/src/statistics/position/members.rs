//! What the values of a dimension are written as in JSON, worked out once for very many cells.

use super::value::{JsonValue, ValueCode};
use crate::statistics::Dimension;

/// Each value of a dimension as a member of a JSON object, `"commune":"00123"`.
#[derive(Debug)]
pub(super) struct Members {
    text: String,
    /// Where each begins, and the end of the last.
    bounds: Vec<usize>,
}

impl Members {
    pub(super) fn of(dimension: Dimension, codes: &[ValueCode]) -> Self {
        let mut text = String::new();
        let mut bounds = vec![0];
        for code in codes {
            // Neither a word nor a code can fail to be JSON.
            let told = serde_json::to_string(&JsonValue::of(dimension, code.as_deref()));
            text += &format!("\"{}\":{}", dimension.as_str(), told.unwrap_or_default());
            bounds.push(text.len());
        }
        Self { text, bounds }
    }

    pub(super) fn get(&self, number: u64) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let (begin, end) = (*self.bounds.get(number)?, *self.bounds.get(number + 1)?);
        self.text.get(begin..end)
    }
}
