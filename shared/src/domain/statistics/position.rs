//! Where a cell stands: the value of each dimension asked for. There may be hundreds of thousands of cells, so each has only its
//! codes; what they share is kept once.

use super::{Code, Dimension, POTENTIAL_FIVE};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Word of what marks potential five stars in JSON.
const POTENTIAL: &str = "potential";

/// The dimensions of a breakdown.
#[derive(Debug, PartialEq, Eq)]
pub struct Axes {
    /// In the order asked for.
    by: Vec<Dimension>,
    /// Where each stands in `by`, in the order of their words, which is that of JSON; none stands for [`POTENTIAL`].
    named: Vec<Option<usize>>,
}

impl Axes {
    /// Those of a breakdown `by` dimensions.
    #[must_use]
    pub fn new(by: &[Dimension]) -> Arc<Self> {
        let words = by.iter().map(|one| one.as_str()).zip((0..).map(Some));
        let mut named: Vec<(&str, Option<usize>)> = words.chain([(POTENTIAL, None)]).collect();
        named.sort_unstable();
        Arc::new(Self {
            by: by.to_vec(),
            named: named.into_iter().map(|(_, position)| position).collect(),
        })
    }
}

/// The coordinates of a cell. They are ordered by the dimensions as asked for: numbers by their size, codes by their letters, what
/// is not known last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    axes: Arc<Axes>,
    codes: Box<[Code]>,
}

impl Position {
    /// The cell with these `codes`, one for each of the `axes`.
    #[must_use]
    pub fn new(axes: &Arc<Axes>, codes: impl IntoIterator<Item = Code>) -> Self {
        Self {
            axes: Arc::clone(axes),
            codes: codes.into_iter().collect(),
        }
    }

    /// The cell that [`Self::to_map`] tells.
    #[must_use]
    pub fn from_map(axes: &Arc<Axes>, told: &Map<String, Value>) -> Self {
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
        Self::new(axes, axes.by.iter().map(code))
    }

    /// The value of `dimension` as a code of the contract, [`POTENTIAL_FIVE`] among them; none where it is not known, or not asked
    /// for.
    #[must_use]
    pub fn code(&self, dimension: Dimension) -> Option<&str> {
        let position = self.axes.by.iter().position(|one| *one == dimension)?;
        self.codes.get(position)?.as_deref()
    }

    /// As the members of a JSON object; with `stars`, potential five stars carry `potential: true`.
    #[must_use]
    pub fn to_map(&self) -> Map<String, Value> {
        let members = self.members();
        members
            .map(|(word, told)| (word.to_owned(), told.into()))
            .collect()
    }

    /// The members of that object, in the order of their words.
    fn members(&self) -> impl Iterator<Item = (&'static str, Told<'_>)> {
        let is_potential = self.code(Dimension::Stars) == Some(POTENTIAL_FIVE);
        self.axes.named.iter().filter_map(move |position| {
            let Some(position) = *position else {
                return is_potential.then_some((POTENTIAL, Told::Truth(true)));
            };
            let dimension = *self.axes.by.get(position)?;
            let code = self.codes.get(position)?.as_deref();
            Some((dimension.as_str(), Told::of(dimension, code)))
        })
    }
}

impl Dimension {
    /// The order of two of its values: numbers by their size, codes by their letters, what is not known last.
    #[must_use]
    pub fn compare(self, one: &Code, other: &Code) -> Ordering {
        let key = |code: &Code| {
            let length = code.as_deref().filter(|_| self.is_number()).map(str::len);
            (code.is_none(), length)
        };
        key(one).cmp(&key(other)).then_with(|| one.cmp(other))
    }
}

impl Hash for Position {
    /// The codes alone: only cells of the same axes are looked up among each other.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.codes.hash(state);
    }
}

impl Ord for Position {
    fn cmp(&self, other: &Self) -> Ordering {
        let codes = self.codes.iter().zip(&other.codes);
        let compared = self.axes.by.iter().zip(codes);
        compared
            .map(|(dimension, (one, other))| dimension.compare(one, other))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

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

    fn position(axes: &Arc<Axes>, codes: &[&str]) -> Position {
        let codes = codes
            .iter()
            .map(|code| (!code.is_empty()).then(|| Arc::from(*code)));
        Position::new(axes, codes)
    }

    #[test]
    fn cells_come_in_the_order_of_their_values() {
        let axes = Axes::new(&[Dimension::ProductSet, Dimension::Stars]);
        let mut cells =
            [["10", "5"], ["9", "5_potential"], ["9", ""], ["9", "5"]].map(|cell| position(&axes, &cell));
        cells.sort();
        let told = cells.map(|cell| Value::Object(cell.to_map()).to_string());
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
        let axes = Axes::new(&by);
        for codes in [
            ["5_potential", "true", "00123", "2023"],
            ["4", "false", "", ""],
            ["", "", "00001", "2020"],
        ] {
            let position = position(&axes, &codes);
            let told = position.to_map();
            let json = serde_json::to_string(&position).unwrap();
            assert_eq!(json, Value::Object(told.clone()).to_string());
            assert_eq!(Position::from_map(&axes, &told), position, "{json}");
            assert_eq!(position.code(Dimension::Commune).unwrap_or_default(), codes[2]);
            assert_eq!(position.code(Dimension::Gender), None);
        }
    }
}
