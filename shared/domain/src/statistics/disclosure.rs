//! Small numbers (số liệu nhỏ): what of a breakdown by sex or ethnicity a public reader may see.
//!
//! Who represents a producer is no secret, its sex and ethnicity are: where a cell holds few producers, its number tells about
//! persons. A number below the threshold is small, zero too: that a commune has no woman tells the sex of all its representatives.
//! "Unknown" is no trait of a person and never small by itself.
//!
//! The cells that share all other coordinates are a group, and a question without the personal dimension tells its sum. So a group
//! is shown whole or hidden whole: with one class hidden, the sum would tell it. And the question without the other dimensions
//! tells each class's sum over all groups; so what is hidden together must itself be no small number, or further groups are hidden,
//! the smallest first, until it is, or all are. A hidden group lists every class, so that not even the presence of a row tells.
//!
//! Rule: Decision 0056. Law behind it: Personal Data Protection Law 91/2025/QH15 (ethnicity is sensitive), Statistics Law
//! 89/2015/QH13, article 57 (published figures must not allow single persons to be recognised).

mod workers;

pub use workers::{Workers, hidden_workers};

use super::Dimension;
use crate::producers::Gender;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The dimensions that tell about persons.
pub const PERSONAL: &[Dimension] = &[Dimension::Gender, Dimension::EthnicMinority];

/// The coordinates of a cell, by the word of each dimension.
pub type Coordinates = Map<String, Value>;

/// Whether figures broken down by `dimensions` have anything to hide below the threshold `below`: 0 and 1 hide nothing.
#[must_use]
pub fn protects(dimensions: &[Dimension], below: u32) -> bool {
    below >= 2 && PERSONAL.iter().any(|one| dimensions.contains(one))
}

/// Hides in `cells` what is small: `None` stands for everything that is counted in a cell. Each cell's `producers` are its distinct
/// producers, one number for each day that the cell tells about. Without a personal dimension among `dimensions`, or with a
/// threshold `below` of 0 or 1, nothing is hidden.
///
/// Cells come back in their order; those of a hidden group follow each other where its first one stood.
pub fn protect<C>(
    cells: Vec<(Coordinates, C)>,
    producers: impl Fn(&C) -> Vec<i64>,
    dimensions: &[Dimension],
    below: u32,
) -> Vec<(Coordinates, Option<C>)> {
    if !protects(dimensions, below) {
        return cells.into_iter().map(|(at, cell)| (at, Some(cell))).collect();
    }
    let personal = PERSONAL.iter().copied();
    let personal: Vec<Dimension> = personal.filter(|one| dimensions.contains(one)).collect();
    let classes = classes(&personal);
    let known: Vec<&Coordinates> = classes.iter().filter(|class| is_known(class)).collect();
    let (mut groups, mut numbers): (BTreeMap<String, usize>, Vec<Group>) = (BTreeMap::new(), Vec::new());
    let mut placed = Vec::with_capacity(cells.len());
    for (coordinates, cell) in cells {
        let (class, others) = split(&coordinates, &personal);
        let key = Value::Object(others.clone()).to_string();
        let next = numbers.len();
        let group = *groups.entry(key).or_insert(next);
        if group == next {
            numbers.push(Group::default());
        }
        if let Some(numbers) = numbers.get_mut(group) {
            let class = known.iter().position(|one| **one == class);
            numbers.add(class, known.len(), &producers(&cell));
        }
        placed.push((group, others, coordinates, cell));
    }
    let hidden = hide(&numbers, i64::from(below));
    let mut listed = vec![false; numbers.len()];
    let mut published = Vec::new();
    for (group, others, coordinates, cell) in placed {
        if !hidden.get(group).copied().unwrap_or(true) {
            published.push((coordinates, Some(cell)));
        } else if let Some(listed) = listed.get_mut(group).filter(|listed| !**listed) {
            *listed = true;
            published.extend(classes.iter().map(|class| (joined(&others, class), None)));
        }
    }
    published
}

/// Numbers that are shown or hidden together.
trait Numbers: Default {
    /// Adds those of `other`.
    fn join(&mut self, other: &Self);

    /// True where they tell about few.
    fn is_small(&self, below: i64) -> bool;

    /// How many they tell about; 0: nobody.
    fn size(&self) -> i64;
}

/// The producers of one group: by day, by class.
#[derive(Clone, Debug, Default)]
struct Group {
    days: Vec<Day>,
}

/// The producers of one group on one day.
#[derive(Clone, Debug, Default)]
struct Day {
    /// Those of each class that is known, in their order.
    classes: Vec<i64>,
    /// All, the unknown ones too.
    all: i64,
}

impl Group {
    fn add(&mut self, class: Option<usize>, classes: usize, producers: &[i64]) {
        self.days
            .resize_with(producers.len().max(self.days.len()), || Day {
                classes: vec![0; classes],
                all: 0,
            });
        for (day, number) in self.days.iter_mut().zip(producers) {
            day.all = day.all.saturating_add(*number);
            if let Some(counted) = class.and_then(|class| day.classes.get_mut(class)) {
                *counted = counted.saturating_add(*number);
            }
        }
    }
}

impl Numbers for Group {
    fn join(&mut self, other: &Self) {
        self.days
            .resize_with(other.days.len().max(self.days.len()), Day::default);
        for (day, other) in self.days.iter_mut().zip(&other.days) {
            day.all = day.all.saturating_add(other.all);
            day.classes.resize(other.classes.len().max(day.classes.len()), 0);
            for (number, other) in day.classes.iter_mut().zip(&other.classes) {
                *number = number.saturating_add(*other);
            }
        }
    }

    /// True where a class is below the threshold on a day on which the group has anything at all.
    fn is_small(&self, below: i64) -> bool {
        let small = |day: &Day| day.classes.iter().any(|number| *number < below);
        self.days.iter().any(|day| day.all > 0 && small(day))
    }

    fn size(&self) -> i64 {
        self.days.iter().map(|day| day.all).max().unwrap_or_default()
    }
}

/// Which numbers are hidden: the small ones, and as many others, the smallest first, as it takes for all that are hidden to be no
/// small number together.
fn hide<N: Numbers>(numbers: &[N], below: i64) -> Vec<bool> {
    let mut hidden: Vec<bool> = numbers.iter().map(|one| one.is_small(below)).collect();
    let mut together = N::default();
    for (one, _) in numbers.iter().zip(&hidden).filter(|(_, hidden)| **hidden) {
        together.join(one);
    }
    let mut shown: Vec<(usize, &N)> = numbers
        .iter()
        .enumerate()
        .filter(|(at, one)| one.size() > 0 && !hidden.get(*at).copied().unwrap_or(true))
        .collect();
    shown.sort_by_key(|(_, one)| one.size());
    for (at, one) in shown {
        if !together.is_small(below) {
            break;
        }
        if let Some(hidden) = hidden.get_mut(at) {
            together.join(one);
            *hidden = true;
        }
    }
    hidden
}

/// Every class of the personal dimensions together, the unknown ones included.
fn classes(personal: &[Dimension]) -> Vec<Coordinates> {
    let mut classes = vec![Coordinates::new()];
    for dimension in personal {
        let values: Vec<Value> = match dimension {
            Dimension::Gender => Gender::ALL.iter().map(|one| one.as_str().into()).collect(),
            _ => vec![true.into(), false.into()],
        };
        classes = classes
            .iter()
            .flat_map(|class| {
                values.iter().cloned().chain([Value::Null]).map(|value| {
                    let mut class = class.clone();
                    class.insert(dimension.as_str().to_owned(), value);
                    class
                })
            })
            .collect();
    }
    classes
}

/// True where nothing of the class is unknown.
fn is_known(class: &Coordinates) -> bool {
    class.values().all(|value| !value.is_null())
}

/// The personal coordinates and the others.
fn split(coordinates: &Coordinates, personal: &[Dimension]) -> (Coordinates, Coordinates) {
    coordinates
        .iter()
        .map(|(word, value)| (word.clone(), value.clone()))
        .partition(|(word, _)| personal.iter().any(|one| one.as_str() == word))
}

fn joined(others: &Coordinates, class: &Coordinates) -> Coordinates {
    others
        .iter()
        .chain(class)
        .map(|(word, value)| (word.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
