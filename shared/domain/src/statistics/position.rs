//! Where a cell stands: the value of each dimension asked for. There may be hundreds of thousands of cells, so each has only a
//! key, one number for all its values, by which cells are also in order; what they share is kept once.

mod axes;
mod members;
mod value;

pub use axes::{BreakdownAxes, DimensionValues};
pub use value::ValueCode;

use super::{Dimension, POTENTIAL_FIVE};
use axes::POTENTIAL;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::sync::Arc;
use value::JsonValue;

/// What marks potential five stars, as a member of a JSON object.
const IS_POTENTIAL: &[u8] = br#""potential":true"#;

/// The coordinates of a cell. They are ordered by the dimensions as asked for: numbers by their size, codes by their letters, what
/// is not known last.
#[derive(Clone, Debug)]
pub struct CellPosition {
    axes: Arc<BreakdownAxes>,
    key: u64,
}

impl CellPosition {
    /// The cell of the `axes` with this key, the sum of what each of its values adds ([`BreakdownAxes::digit`]).
    #[must_use]
    pub fn new(axes: &Arc<BreakdownAxes>, key: u64) -> Self {
        Self {
            axes: Arc::clone(axes),
            key,
        }
    }

    /// Cells of a breakdown `by` dimensions, each given by its codes, with what belongs to it.
    #[must_use]
    pub fn listed<T>(
        by: &[Dimension],
        cells: impl IntoIterator<Item = (Vec<ValueCode>, T)>,
    ) -> Vec<(Self, T)> {
        let cells: Vec<(Vec<ValueCode>, T)> = cells.into_iter().collect();
        let values = by.iter().enumerate().map(|(place, dimension)| {
            let codes = cells.iter().filter_map(|(codes, _)| codes.get(place).cloned());
            Arc::new(DimensionValues::new(*dimension, codes))
        });
        let axes = BreakdownAxes::new(values.collect());
        let key = |codes: &[ValueCode]| -> u64 {
            let digits = codes.iter().zip(&axes.values).enumerate();
            let digits = digits.filter_map(|(place, (code, values))| {
                Some(axes.digit(place, values.number(code.as_deref())?))
            });
            digits.sum()
        };
        let cells = cells.into_iter();
        cells
            .map(|(codes, of_cell)| (Self::new(&axes, key(&codes)), of_cell))
            .collect()
    }

    /// The codes of the cell that [`Self::to_map`] tells, of a breakdown `by` dimensions.
    #[must_use]
    pub fn told(by: &[Dimension], told: &Map<String, Value>) -> Vec<ValueCode> {
        let code = |dimension: &Dimension| -> ValueCode {
            if *dimension == Dimension::Stars && told.contains_key(POTENTIAL) {
                return Some(Arc::from(POTENTIAL_FIVE));
            }
            match told.get(dimension.as_str())? {
                Value::Null => None,
                Value::String(code) => Some(Arc::from(code.as_str())),
                other => Some(Arc::from(other.to_string())),
            }
        };
        by.iter().map(code).collect()
    }

    /// The value of `dimension` as a code of the contract, [`POTENTIAL_FIVE`] among them; none where it is not known, or not asked
    /// for.
    #[must_use]
    pub fn code(&self, dimension: Dimension) -> Option<&str> {
        let place = self.axes.by.iter().position(|one| *one == dimension)?;
        self.axes.code(place, self.key)
    }

    /// As the members of a JSON object; with `stars`, potential five stars carry `potential: true`.
    #[must_use]
    pub fn to_map(&self) -> Map<String, Value> {
        let members = self.members();
        members
            .map(|(word, told)| (word.to_owned(), told.into()))
            .collect()
    }

    /// Where the dimension of each member of that object stands, in the order of their words; none stands for [`POTENTIAL`].
    fn named(&self) -> impl Iterator<Item = Option<usize>> {
        let potential = self.axes.potential;
        let is_potential =
            potential.is_some_and(|(place, number)| self.axes.number(place, self.key) == Some(number));
        let named = self.axes.named.iter().copied();
        named.filter(move |place| place.is_some() || is_potential)
    }

    /// The members of that object.
    fn members(&self) -> impl Iterator<Item = (&'static str, JsonValue<'_>)> {
        self.named().filter_map(|place| {
            let Some(place) = place else {
                return Some((POTENTIAL, JsonValue::Truth(true)));
            };
            let dimension = *self.axes.by.get(place)?;
            let code = self.axes.code(place, self.key);
            Some((dimension.as_str(), JsonValue::of(dimension, code)))
        })
    }

    /// Appends what `serde` writes, without the braces: where there are very many cells, each value is written from what was
    /// worked out once.
    pub fn write_members(&self, json: &mut Vec<u8>) {
        let begin = json.len();
        for place in self.named() {
            if json.len() > begin {
                json.push(b',');
            }
            let written = place.map_or(IS_POTENTIAL, |place| {
                self.axes.member(place, self.key).unwrap_or_default().as_bytes()
            });
            json.extend_from_slice(written);
        }
    }
}

impl Ord for CellPosition {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.axes, &other.axes) {
            return self.key.cmp(&other.key);
        }
        let dimensions = self.axes.by.iter().enumerate();
        dimensions
            .map(|(place, dimension)| {
                let one = self.axes.code(place, self.key);
                dimension.compare(one, other.axes.code(place, other.key))
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialEq for CellPosition {
    /// The same values of the same dimensions, whatever else stands on their axes.
    fn eq(&self, other: &Self) -> bool {
        self.axes.by == other.axes.by && self.cmp(other).is_eq()
    }
}

impl Eq for CellPosition {}

impl PartialOrd for CellPosition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for CellPosition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions<const D: usize>(by: &[Dimension; D], cells: &[[&str; D]]) -> Vec<CellPosition> {
        let code = |code: &&str| (!code.is_empty()).then(|| Arc::from(*code));
        let cells = cells.iter().map(|codes| (codes.iter().map(code).collect(), ()));
        CellPosition::listed(by, cells)
            .into_iter()
            .map(|(position, ())| position)
            .collect()
    }

    #[test]
    fn cells_come_in_the_order_of_their_values() {
        let by = [Dimension::ProductSet, Dimension::Stars];
        let mut cells = positions(&by, &[["10", "5"], ["9", "5_potential"], ["9", ""], ["9", "5"]]);
        cells.sort();
        let told: Vec<String> = cells
            .iter()
            .map(|cell| Value::Object(cell.to_map()).to_string())
            .collect();
        assert_eq!(
            told,
            [
                r#"{"product_set":9,"stars":5}"#,
                r#"{"potential":true,"product_set":9,"stars":5}"#,
                r#"{"product_set":9,"stars":null}"#,
                r#"{"product_set":10,"stars":5}"#,
            ]
        );
    }

    #[test]
    fn json_and_map_tell_the_same_and_a_map_leads_back() {
        let by = [
            Dimension::Stars,
            Dimension::EthnicMinority,
            Dimension::Commune,
            Dimension::Year,
        ];
        let cells = [
            ["5_potential", "true", "00123", "2023"],
            ["4", "false", "", ""],
            ["", "", "00001", "2020"],
        ];
        for (position, codes) in positions(&by, &cells).iter().zip(cells) {
            let told = position.to_map();
            let json = serde_json::to_string(position).unwrap();
            assert_eq!(json, Value::Object(told.clone()).to_string());
            let mut written = b"{".to_vec();
            position.write_members(&mut written);
            assert_eq!(format!("{}}}", String::from_utf8(written).unwrap()), json);
            let back = CellPosition::listed(&by, [(CellPosition::told(&by, &told), ())]);
            assert_eq!(back[0].0, *position, "{json}");
            assert_eq!(position.code(Dimension::Commune).unwrap_or_default(), codes[2]);
            assert_eq!(position.code(Dimension::Gender), None);
        }
    }

    #[test]
    fn positions_are_the_same_by_their_values_whatever_else_stands_on_their_axes() {
        let by = [Dimension::Kind, Dimension::Commune];
        let (one, other) = (
            [["first", "1"], ["renewal", "2"]],
            [["renewal", "2"], ["first", "1"], ["", "0"]],
        );
        let (one, other) = (positions(&by, &one), positions(&by, &other));
        assert_eq!(one[0], other[1]);
        assert_ne!(one[0], other[0]);
        let mut json = Vec::new();
        for position in [&one[0], &other[1], &other[0]] {
            position.write_members(&mut json);
            json.push(b'|');
        }
        let told =
            r#""commune":"1","kind":"first"|"commune":"1","kind":"first"|"commune":"2","kind":"renewal"|"#;
        assert_eq!(String::from_utf8(json).unwrap(), told);
    }
}
