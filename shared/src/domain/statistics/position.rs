//! Where a cell stands: the value of each dimension asked for. There may be hundreds of thousands of cells, so each has only the
//! numbers of its values; what they share is kept once.

mod members;

use super::{Code, Dimension, MAX_DIMENSIONS, POTENTIAL_FIVE};
use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::sync::Arc;

pub use members::MemberWriter;

/// Word of what marks potential five stars in JSON.
const POTENTIAL: &str = "potential";

/// The dimensions of a breakdown and their values.
#[derive(Debug)]
pub struct Axes {
    /// In the order asked for, at most [`MAX_DIMENSIONS`].
    by: Vec<Dimension>,
    /// Where each stands in `by`, in the order of their words, which is that of JSON; none stands for [`POTENTIAL`].
    named: Vec<Option<usize>>,
    /// The values of each, numbered.
    values: Vec<Values>,
    /// Where stars stand in `by`, and the number of potential five.
    potential: Option<(usize, u32)>,
}

/// The values of a dimension, numbered in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Values {
    codes: Vec<Code>,
    numbers: FxHashMap<Code, u32>,
}

impl Values {
    /// The number of a value, a new one where it has none.
    pub fn put(&mut self, code: &Code) -> u32 {
        if let Some(number) = self.number(code) {
            return number;
        }
        let number = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.push(code.clone());
        self.numbers.insert(code.clone(), number);
        number
    }

    /// The number of a value; none where it did not come.
    #[must_use]
    pub fn number(&self, code: &Code) -> Option<u32> {
        self.numbers.get(code).copied()
    }

    /// The values by their numbers.
    #[must_use]
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }
}

/// The number of a cell's value among those of each dimension.
pub type Numbers = [u32; MAX_DIMENSIONS];

impl Axes {
    /// Those of a breakdown `by` dimensions, each of which has these `values`.
    #[must_use]
    pub fn new(by: &[Dimension], values: Vec<Values>) -> Arc<Self> {
        let potential = by.iter().zip(&values).zip(0..);
        let potential = potential
            .filter(|((dimension, _), _)| **dimension == Dimension::Stars)
            .find_map(|((_, values), place)| Some((place, values.number(&Some(Arc::from(POTENTIAL_FIVE)))?)));
        let words = by.iter().map(|one| one.as_str()).zip((0..).map(Some));
        let mut named: Vec<(&str, Option<usize>)> = words.chain([(POTENTIAL, None)]).collect();
        named.sort_unstable();
        Arc::new(Self {
            by: by.to_vec(),
            named: named.into_iter().map(|(_, position)| position).collect(),
            values,
            potential,
        })
    }

    /// The value of the dimension at `position` of `by`.
    fn code(&self, position: usize, numbers: &Numbers) -> Option<&str> {
        let number = usize::try_from(*numbers.get(position)?).ok()?;
        self.values.get(position)?.codes.get(number)?.as_deref()
    }
}

/// The coordinates of a cell. They are ordered by the dimensions as asked for: numbers by their size, codes by their letters, what
/// is not known last.
#[derive(Clone, Debug)]
pub struct Position {
    axes: Arc<Axes>,
    numbers: Numbers,
}

impl Position {
    /// The cell whose values on the `axes` have these `numbers`.
    #[must_use]
    pub fn new(axes: &Arc<Axes>, numbers: Numbers) -> Self {
        Self {
            axes: Arc::clone(axes),
            numbers,
        }
    }

    /// Cells of a breakdown `by` dimensions, each given by its codes, with what belongs to it.
    #[must_use]
    pub fn listed<T>(by: &[Dimension], cells: impl IntoIterator<Item = (Vec<Code>, T)>) -> Vec<(Self, T)> {
        let mut values = vec![Values::default(); by.len()];
        let mut numbered = Vec::new();
        for (codes, of_cell) in cells {
            let mut numbers = Numbers::default();
            for ((number, values), code) in numbers.iter_mut().zip(&mut values).zip(&codes) {
                *number = values.put(code);
            }
            numbered.push((numbers, of_cell));
        }
        let axes = Axes::new(by, values);
        let cells = numbered.into_iter();
        cells
            .map(|(numbers, of_cell)| (Self::new(&axes, numbers), of_cell))
            .collect()
    }

    /// The codes of the cell that [`Self::to_map`] tells, of a breakdown `by` dimensions.
    #[must_use]
    pub fn told(by: &[Dimension], told: &Map<String, Value>) -> Vec<Code> {
        let code = |dimension: &Dimension| -> Code {
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
        let position = self.axes.by.iter().position(|one| *one == dimension)?;
        self.axes.code(position, &self.numbers)
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
        let is_potential = potential.is_some_and(|(place, number)| self.numbers.get(place) == Some(&number));
        let named = self.axes.named.iter().copied();
        named.filter(move |place| place.is_some() || is_potential)
    }

    /// The members of that object.
    fn members(&self) -> impl Iterator<Item = (&'static str, Told<'_>)> {
        self.named().filter_map(|position| {
            let Some(position) = position else {
                return Some((POTENTIAL, Told::Truth(true)));
            };
            let dimension = *self.axes.by.get(position)?;
            let code = self.axes.code(position, &self.numbers);
            Some((dimension.as_str(), Told::of(dimension, code)))
        })
    }
}

impl Dimension {
    /// The order of two of its values: numbers by their size, codes by their letters, what is not known last.
    #[must_use]
    pub fn compare(self, one: Option<&str>, other: Option<&str>) -> Ordering {
        let key = |code: Option<&str>| {
            let length = code.filter(|_| self.is_number()).map(str::len);
            (code.is_none(), length)
        };
        key(one).cmp(&key(other)).then_with(|| one.cmp(&other))
    }
}

impl Ord for Position {
    fn cmp(&self, other: &Self) -> Ordering {
        let dimensions = self.axes.by.iter().zip(0..);
        dimensions
            .map(|(dimension, position)| {
                let one = self.axes.code(position, &self.numbers);
                dimension.compare(one, other.axes.code(position, &other.numbers))
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialEq for Position {
    /// The same values of the same dimensions, however they are numbered.
    fn eq(&self, other: &Self) -> bool {
        self.axes.by == other.axes.by && self.cmp(other).is_eq()
    }
}

impl Eq for Position {}

impl PartialOrd for Position {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members())
    }
}

/// A value as JSON tells it.
#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a> {
    Unknown,
    Number(i64),
    Truth(bool),
    Code(&'a str),
}

impl<'a> Told<'a> {
    fn of(dimension: Dimension, code: Option<&'a str>) -> Self {
        match code {
            None => Self::Unknown,
            Some(POTENTIAL_FIVE) => Self::Number(5),
            Some(code) if dimension.is_number() => code.parse().map_or(Self::Unknown, Self::Number),
            Some("true") if dimension == Dimension::EthnicMinority => Self::Truth(true),
            Some("false") if dimension == Dimension::EthnicMinority => Self::Truth(false),
            Some(code) => Self::Code(code),
        }
    }
}

impl From<Told<'_>> for Value {
    fn from(told: Told<'_>) -> Self {
        match told {
            Told::Unknown => Self::Null,
            Told::Number(number) => number.into(),
            Told::Truth(truth) => truth.into(),
            Told::Code(code) => code.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions<const D: usize>(by: &[Dimension; D], cells: &[[&str; D]]) -> Vec<Position> {
        let code = |code: &&str| (!code.is_empty()).then(|| Arc::from(*code));
        let cells = cells.iter().map(|codes| (codes.iter().map(code).collect(), ()));
        Position::listed(by, cells)
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
        let mut writer = MemberWriter::default();
        for (position, codes) in positions(&by, &cells).iter().zip(cells) {
            let told = position.to_map();
            let json = serde_json::to_string(position).unwrap();
            assert_eq!(json, Value::Object(told.clone()).to_string());
            let mut written = b"{".to_vec();
            writer.write(position, &mut written).unwrap();
            assert_eq!(format!("{}}}", String::from_utf8(written).unwrap()), json);
            let back = Position::listed(&by, [(Position::told(&by, &told), ())]);
            assert_eq!(back[0].0, *position, "{json}");
            assert_eq!(position.code(Dimension::Commune).unwrap_or_default(), codes[2]);
            assert_eq!(position.code(Dimension::Gender), None);
        }
    }

    #[test]
    fn positions_are_the_same_by_their_values_and_the_writer_follows_their_numbers() {
        let by = [Dimension::Kind, Dimension::Commune];
        let (one, other) = (
            [["first", "1"], ["renewal", "2"]],
            [["renewal", "2"], ["first", "1"]],
        );
        let (one, other) = (positions(&by, &one), positions(&by, &other));
        assert_eq!(one[0], other[1]);
        assert_ne!(one[0], other[0]);
        let mut writer = MemberWriter::default();
        let mut json = Vec::new();
        for position in [&one[0], &other[1], &other[0]] {
            writer.write(position, &mut json).unwrap();
            json.push(b'|');
        }
        let told =
            r#""commune":"1","kind":"first"|"commune":"1","kind":"first"|"commune":"2","kind":"renewal"|"#;
        assert_eq!(String::from_utf8(json).unwrap(), told);
    }
}
