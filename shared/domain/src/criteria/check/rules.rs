//! The rules that single criteria carry: grounds at zero, and criteria that apply only with another.

use std::collections::HashSet;

use crate::criteria::printed::{AppliesOnlyIf, Criterion};
use crate::criteria::product_set::ProductSet;

/// The way to the next star tries each set of conditions, met or not: 16 times at most.
const MAX_CONDITIONS: usize = 4;

pub(super) fn of_criteria(set: &ProductSet, say: &mut impl FnMut(String)) {
    let criteria: Vec<&Criterion> = set.criteria().collect();
    let mut conditions = HashSet::new();
    for (position, criterion) in criteria.iter().enumerate() {
        let mut say = |problem: String| say(format!("{}: {problem}", criterion.code));
        if let Some(ground) = &criterion.eliminates_at_zero {
            at_zero(set, criterion, ground, &mut say);
        }
        if let Some(condition) = &criterion.applies_only_if {
            conditions.insert((&condition.criterion, condition.points_above));
            let before = criteria.get(..position).unwrap_or_default();
            applies(before, criterion, condition, &mut say);
        }
    }
    if conditions.len() > MAX_CONDITIONS {
        say(format!(
            "more than {MAX_CONDITIONS} conditions of applies_only_if"
        ));
    }
}

fn at_zero(set: &ProductSet, criterion: &Criterion, ground: &str, say: &mut impl FnMut(String)) {
    if !set.eliminations.iter().any(|listed| listed.code == ground) {
        say(format!("eliminates_at_zero names {ground}, no ground of the set"));
    }
    if criterion.options.iter().all(|option| option.points > 0) {
        say("eliminates_at_zero needs an option of 0 points".to_owned());
    }
}

fn applies(
    before: &[&Criterion],
    criterion: &Criterion,
    condition: &AppliesOnlyIf,
    say: &mut impl FnMut(String),
) {
    let named = &condition.criterion;
    if criterion.options.is_empty() {
        say("applies_only_if stands on a criterion without options".to_owned());
    }
    let other = before.iter().find(|other| other.code == *named);
    let Some(other) = other.filter(|other| !other.options.is_empty()) else {
        return say(format!(
            "applies_only_if names {named}, no criterion with options that stands before it"
        ));
    };
    if other
        .options
        .iter()
        .all(|option| option.points <= condition.points_above)
    {
        say(format!(
            "applies_only_if: {named} never has more than {} points",
            condition.points_above
        ));
    }
}
