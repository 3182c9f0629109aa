//! The dimensions of a breakdown, their values and how both make the key of a cell.

use super::members::Members;
use super::value::ValueCode;
use crate::statistics::{Dimension, POTENTIAL_FIVE};
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

/// Word of what marks potential five stars in JSON.
pub(super) const POTENTIAL: &str = "potential";

/// The dimensions of a breakdown and their values.
#[derive(Debug)]
pub struct BreakdownAxes {
    /// In the order asked for, at most [`MAX_DIMENSIONS`](crate::statistics::MAX_DIMENSIONS).
    pub(super) by: Vec<Dimension>,
    /// Where each stands in `by`, in the order of their words, which is that of JSON; none stands for [`POTENTIAL`].
    pub(super) named: Vec<Option<usize>>,
    /// The values of each.
    pub(super) values: Vec<Arc<DimensionValues>>,
    /// What the next value of each adds to the key of a cell. The first dimension's is the largest, so cells are in the order of
    /// their keys.
    steps: Vec<u64>,
    /// How many cells there can be.
    possible: u64,
    /// Where stars stand in `by`, and the number of potential five.
    pub(super) potential: Option<(usize, u64)>,
}

/// The values of a dimension, each known by its place in their order.
#[derive(Debug)]
pub struct DimensionValues {
    dimension: Dimension,
    codes: Vec<ValueCode>,
    members: OnceLock<Members>,
}

impl DimensionValues {
    /// These values of `dimension`, in any order and as often as they come.
    #[must_use]
    pub fn new(dimension: Dimension, codes: impl IntoIterator<Item = ValueCode>) -> Self {
        let mut codes: Vec<ValueCode> = codes.into_iter().collect();
        codes.sort_unstable_by(|one, other| dimension.compare(one.as_deref(), other.as_deref()));
        codes.dedup();
        Self {
            dimension,
            codes,
            members: OnceLock::new(),
        }
    }

    /// The place of a value; none where it is not among them.
    #[must_use]
    pub fn number(&self, code: Option<&str>) -> Option<u64> {
        let compare = |one: &ValueCode| self.dimension.compare(one.as_deref(), code);
        let place = self.codes.binary_search_by(compare).ok()?;
        u64::try_from(place).ok()
    }

    /// How many there are.
    fn count(&self) -> u64 {
        u64::try_from(self.codes.len()).unwrap_or(u64::MAX)
    }
}

impl BreakdownAxes {
    /// Those of a breakdown by the dimensions of these `values`.
    #[must_use]
    pub fn new(values: Vec<Arc<DimensionValues>>) -> Arc<Self> {
        let by: Vec<Dimension> = values.iter().map(|one| one.dimension).collect();
        let mut possible = 1_u64;
        let mut steps: Vec<u64> = Vec::with_capacity(by.len());
        for values in values.iter().rev() {
            steps.push(possible);
            possible = possible.saturating_mul(values.count());
        }
        steps.reverse();
        let mut stars = values.iter().enumerate();
        let stars = stars.find(|(_, values)| values.dimension == Dimension::Stars);
        let words = by.iter().map(|one| one.as_str()).zip((0..).map(Some));
        let mut named: Vec<(&str, Option<usize>)> = words.chain([(POTENTIAL, None)]).collect();
        named.sort_unstable();
        Arc::new(Self {
            named: named.into_iter().map(|(_, position)| position).collect(),
            potential: stars.and_then(|(place, values)| Some((place, values.number(Some(POTENTIAL_FIVE))?))),
            by,
            values,
            steps,
            possible,
        })
    }

    /// Whether there is no dimension: then there is only the whole.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    /// How many cells there can be; keys are below it.
    #[must_use]
    pub const fn possible(&self) -> u64 {
        self.possible
    }

    /// What the value with this `number` adds to a key, for the dimension at `place`.
    #[must_use]
    pub fn digit(&self, place: usize, number: u64) -> u64 {
        let step = self.steps.get(place).copied().unwrap_or_default();
        step.saturating_mul(number)
    }

    /// The number that the value of the dimension at `place` has in the cell with this key.
    #[inline]
    pub(super) fn number(&self, place: usize, key: u64) -> Option<u64> {
        let step = self.steps.get(place)?;
        key.checked_div(*step)?
            .checked_rem(self.values.get(place)?.count())
    }

    /// The value of the dimension at `place` of `by` in the cell with this key.
    pub(super) fn code(&self, place: usize, key: u64) -> Option<&str> {
        let number = usize::try_from(self.number(place, key)?).ok()?;
        self.values.get(place)?.codes.get(number)?.as_deref()
    }

    /// That value as a member of a JSON object, `"commune":"00123"`.
    pub(super) fn member(&self, place: usize, key: u64) -> Option<&str> {
        let number = self.number(place, key)?;
        let values = self.values.get(place)?;
        let members = values
            .members
            .get_or_init(|| Members::of(values.dimension, &values.codes));
        members.get(number)
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
