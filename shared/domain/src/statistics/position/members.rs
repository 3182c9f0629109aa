//! Positions of very many cells as JSON: what a value is written as is worked out once.

use super::{BreakdownAxes, CellPosition, DimensionValues, JsonValue};
use crate::statistics::{Dimension, ValueCode};

/// What marks potential five stars, as a member.
const IS_POTENTIAL: &str = r#""potential":true"#;

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

    fn get(&self, number: u64) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let (begin, end) = (*self.bounds.get(number)?, *self.bounds.get(number + 1)?);
        self.text.get(begin..end)
    }
}

impl CellPosition {
    /// Appends what `serde` writes, without the braces.
    pub fn write_members(&self, json: &mut Vec<u8>) {
        let begin = json.len();
        for place in self.named() {
            if json.len() > begin {
                json.push(b',');
            }
            let written = match place {
                None => IS_POTENTIAL,
                Some(place) => self.axes.member(place, self.key).unwrap_or_default(),
            };
            json.extend_from_slice(written.as_bytes());
        }
    }
}

impl BreakdownAxes {
    /// The value of the dimension at `place` of `by` in the cell with this key, as a member.
    fn member(&self, place: usize, key: u64) -> Option<&str> {
        let number = self.number(place, key)?;
        self.values.get(place)?.members().get(number)
    }
}

impl DimensionValues {
    fn members(&self) -> &Members {
        self.members
            .get_or_init(|| Members::of(self.dimension, &self.codes))
    }
}
