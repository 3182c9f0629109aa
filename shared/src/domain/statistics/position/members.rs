//! Positions of very many cells as JSON.

use super::{Axes, POTENTIAL, Position, Told};
use std::sync::Arc;

/// Writes the members of positions as JSON, for hundreds of thousands of cells: what a value is written as is worked out once.
#[derive(Debug, Default)]
pub struct MemberWriter {
    axes: Option<Arc<Axes>>,
    /// `"commune":"00123"` by the numbers of the values; empty until it is needed.
    written: Vec<Vec<String>>,
}

impl MemberWriter {
    /// Appends what `serde` writes of `position`, without the braces.
    ///
    /// # Errors
    /// Those of `serde_json`.
    pub fn write(&mut self, position: &Position, json: &mut Vec<u8>) -> serde_json::Result<()> {
        let axes = &position.axes;
        if !self.axes.as_ref().is_some_and(|known| Arc::ptr_eq(known, axes)) {
            let values = axes.values.iter();
            self.written = values
                .map(|values| vec![String::new(); values.codes.len()])
                .collect();
            self.axes = Some(Arc::clone(axes));
        }
        let begin = json.len();
        for place in position.named() {
            if json.len() > begin {
                json.push(b',');
            }
            match place {
                None => json.extend_from_slice(member(POTENTIAL, &Told::Truth(true))?.as_bytes()),
                Some(place) => json.extend_from_slice(self.member(position, place)?.as_bytes()),
            }
        }
        Ok(())
    }

    fn member(&mut self, position: &Position, place: usize) -> serde_json::Result<&str> {
        let axes = &position.axes;
        let number = axes.number(place, position.key);
        let number = number.and_then(|number| usize::try_from(number).ok());
        let written = self.written.get_mut(place).zip(number);
        let written = written.and_then(|(values, number)| values.get_mut(number));
        let (Some(written), Some(dimension)) = (written, axes.by.get(place)) else {
            return Ok("");
        };
        if written.is_empty() {
            let told = Told::of(*dimension, axes.code(place, position.key));
            *written = member(dimension.as_str(), &told)?;
        }
        Ok(written)
    }
}

fn member(word: &str, told: &Told<'_>) -> serde_json::Result<String> {
    let (word, told) = (serde_json::to_string(word)?, serde_json::to_string(told)?);
    Ok(format!("{word}:{told}"))
}
