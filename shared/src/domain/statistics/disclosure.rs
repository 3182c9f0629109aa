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

use super::Dimension;
use crate::domain::producers::Gender;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The dimensions that tell about persons.
pub const PERSONAL: &[Dimension] = &[Dimension::Gender, Dimension::EthnicMinority];

/// The coordinates of a cell, by the word of each dimension.
pub type Coordinates = Map<String, Value>;

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
    let personal: Vec<Dimension> = PERSONAL
        .iter()
        .copied()
        .filter(|one| dimensions.contains(one))
        .collect();
    if personal.is_empty() || below < 2 {
        return cells.into_iter().map(|(at, cell)| (at, Some(cell))).collect();
    }
    let classes = classes(&personal);
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
        let known = classes.iter().position(|one| *one == class);
        if let Some(numbers) = numbers.get_mut(group) {
            numbers.add(
                known.filter(|at| is_known(classes.get(*at))),
                classes.len(),
                &producers(&cell),
            );
        }
        placed.push((group, others, coordinates, cell));
    }
    let known: Vec<usize> = (0..classes.len())
        .filter(|at| is_known(classes.get(*at)))
        .collect();
    let hidden = hide(&numbers, &known, i64::from(below));
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

/// The producers of one group: by day, by class.
#[derive(Clone, Debug, Default)]
struct Group {
    days: Vec<Day>,
}

/// The producers of one group on one day.
#[derive(Clone, Debug, Default)]
struct Day {
    /// Those of each class, in the order of the classes; of the unknown ones none.
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

    /// Both together.
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

    /// True where a class that is `known` is below the threshold on a day on which the group has anything at all.
    fn is_small(&self, known: &[usize], below: i64) -> bool {
        let small = |day: &Day| {
            known
                .iter()
                .any(|class| day.classes.get(*class).copied().unwrap_or_default() < below)
        };
        self.days.iter().any(|day| day.all > 0 && small(day))
    }

    fn size(&self) -> i64 {
        self.days.iter().map(|day| day.all).max().unwrap_or_default()
    }
}

/// Which groups are hidden: the small ones, and as many others, the smallest first, as it takes for all that are hidden to be no
/// small number together.
fn hide(groups: &[Group], known: &[usize], below: i64) -> Vec<bool> {
    let mut hidden: Vec<bool> = groups.iter().map(|one| one.is_small(known, below)).collect();
    let mut together = Group::default();
    for (group, _) in groups.iter().zip(&hidden).filter(|(_, hidden)| **hidden) {
        together.join(group);
    }
    let mut shown: Vec<usize> = (0..groups.len())
        .filter(|at| !hidden.get(*at).copied().unwrap_or(true))
        .collect();
    shown.sort_by_key(|at| groups.get(*at).map(Group::size));
    for at in shown {
        if !together.is_small(known, below) {
            break;
        }
        if let (Some(group), Some(hidden)) = (groups.get(at), hidden.get_mut(at)) {
            together.join(group);
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
fn is_known(class: Option<&Coordinates>) -> bool {
    class.is_some_and(|class| class.values().all(|value| !value.is_null()))
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
