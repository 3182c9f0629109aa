//! Positions of very many cells as JSON: what a value is written as is worked out once.

use super::{POTENTIAL, Position, Told, Values};
use crate::domain::statistics::{Code, Dimension};

/// Each value of a dimension as a member of a JSON object, `"commune":"00123"`.
#[derive(Debug)]
pub(super) struct Members {
    text: String,
    /// Where each begins, and the end of the last.
    bounds: Vec<usize>,
}

impl Members {
    pub(super) fn of(dimension: Dimension, codes: &[Code]) -> Self {
        let mut text = String::new();
        let mut bounds = vec![0];
        for code in codes {
            text += &member(dimension.as_str(), &Told::of(dimension, code.as_deref()));
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

impl Position {
    /// Appends what `serde` writes, without the braces.
    pub fn write_members(&self, json: &mut Vec<u8>) {
        let axes = &self.axes;
        let begin = json.len();
        for place in self.named() {
            if json.len() > begin {
                json.push(b',');
            }
            let written = place.map(|place| {
                let members = axes.values.get(place).map(|values| values.members());
                members.zip(axes.number(place, self.key))
            });
            match written {
                None => json.extend_from_slice(member(POTENTIAL, &Told::Truth(true)).as_bytes()),
                Some(written) => {
                    let written = written.and_then(|(members, number)| members.get(number));
                    json.extend_from_slice(written.unwrap_or_default().as_bytes());
                }
            }
        }
    }
}

impl Values {
    fn members(&self) -> &Members {
        self.members
            .get_or_init(|| Members::of(self.dimension, &self.codes))
    }
}

fn member(word: &str, told: &Told<'_>) -> String {
    // Neither a word nor a code can fail to be JSON.
    let told = serde_json::to_string(told).unwrap_or_default();
    format!("\"{word}\":{told}")
}
