//! Few texts on many rows: each is kept once and known by a number.

use shared::database::statistics::intervals::BETWEEN;
use shared::domain::statistics::{Dimension, DimensionValues, ValueCode};
use std::collections::HashMap;
use std::sync::Arc;

/// Texts of codes, each under a number from 0 on.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    numbers: HashMap<String, u32>,
    codes: Vec<Box<[ValueCode]>>,
    columns: Vec<DictionaryColumn>,
}

/// The codes that stand at one place of every text.
#[derive(Clone, Debug)]
pub(super) struct DictionaryColumn {
    /// All of them in their order, as far as texts are arranged.
    pub(super) values: Arc<DimensionValues>,
    /// The number among these of the code of each text.
    pub(super) numbers: Vec<u64>,
}

impl Dictionary {
    /// The number of `text`, a new one where it has none.
    pub(super) fn number(&mut self, text: String) -> u32 {
        if let Some(number) = self.numbers.get(&text) {
            return *number;
        }
        let number = count(self.codes.len());
        let codes = text.split(BETWEEN);
        self.codes.push(
            codes
                .map(|code| (!code.is_empty()).then(|| Arc::from(code)))
                .collect(),
        );
        self.numbers.insert(text, number);
        number
    }

    /// Puts the codes of new texts in order with the others, each of its dimension: some milliseconds, where there are any.
    pub(super) fn arrange(&mut self, dimensions: impl IntoIterator<Item = Dimension>) {
        let arranged = self.columns.first().map_or(0, |column| column.numbers.len());
        if arranged == self.codes.len() {
            return;
        }
        let column = |(place, dimension)| {
            let codes = self.codes.iter().map(|codes| codes.get(place).cloned().flatten());
            let values = DimensionValues::new(dimension, codes.clone());
            let numbers = codes.map(|code| values.number(code.as_deref()).unwrap_or_default());
            DictionaryColumn {
                numbers: numbers.collect(),
                values: Arc::new(values),
            }
        };
        self.columns = (0..).zip(dimensions).map(column).collect();
    }

    /// What stands at each place of the texts, as it was arranged.
    pub(super) fn columns(&self) -> &[DictionaryColumn] {
        &self.columns
    }

    /// The codes of every text, by its number.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[ValueCode]> {
        self.codes.iter().map(AsRef::as_ref)
    }

    /// The codes of a text.
    pub(super) fn codes(&self, number: u32) -> &[ValueCode] {
        self.codes.get(at(number)).map(AsRef::as_ref).unwrap_or_default()
    }
}

/// A number as a position.
pub(super) fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A length as a number. There are never so many of anything.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
