//! Names and kinds through time, and whether a name that somebody sends is a unit's.

use super::error::UnitDataError;
use super::fold::fold;
use super::registry::Registry;
use super::unit::{FormerName, Generation, Level, Unit, UnitKind, UnitRef};
use chrono::NaiveDate;
use serde::Deserialize;
use std::iter;

/// A code and a name that do not belong together: what the code means on each side of the reform.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherName<'a> {
    /// Today's unit with the code.
    pub current: Option<&'a Unit>,
    /// The former unit with the code.
    pub legacy: Option<&'a Unit>,
}

/// A line of `names.csv`; what it says of its source stays in the file.
#[derive(Debug, Deserialize)]
pub(super) struct NameLine {
    level: Level,
    code: String,
    name: String,
    kind: UnitKind,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

impl Unit {
    /// The name on `day`. Before its first day a unit has its first name, after its last one the last.
    #[must_use]
    pub fn name_on(&self, day: NaiveDate) -> &str {
        self.former_on(day).map_or(&self.name, |former| &former.name)
    }

    /// The kind on `day`, which [`Self::name_on`] begins with.
    #[must_use]
    pub fn kind_on(&self, day: NaiveDate) -> UnitKind {
        self.former_on(day).map_or(self.kind, |former| former.kind)
    }

    /// The first day of the newest name; none where the unit existed before records begin.
    #[must_use]
    pub fn named_since(&self) -> Option<NaiveDate> {
        let last = self.former_names.last();
        last.map_or(self.valid_from, |former| former.valid_to.succ_opt())
    }

    fn former_on(&self, day: NaiveDate) -> Option<&FormerName> {
        self.former_names.iter().find(|former| day <= former.valid_to)
    }

    /// Whether `part`, which is folded, stands in its newest name or in one that it had.
    pub(super) fn has_in_a_name(&self, part: &str) -> bool {
        let former = self.former_names.iter();
        self.search_name.contains(part)
            || former
                .map(|name| &name.search_name)
                .any(|name| name.contains(part))
    }

    /// Whether `said` is its newest name or one that it had: with or without the kind, which it may have changed since, and
    /// whatever the case, marks, blanks, hyphens, `i` or `y`.
    #[must_use]
    pub fn is_called(&self, said: &str) -> bool {
        let said = words(said);
        let said = [said.concat(), without_kind(&said).concat()];
        let former = self.former_names.iter().map(|former| &former.name);
        iter::once(&self.name)
            .chain(former)
            .any(|name| said.contains(&without_kind(&words(name)).concat()))
    }
}

impl Registry {
    /// The side of the reform on which `code` is meant: `generation`, today's where none is given. A `name` sent along has
    /// to be that of the unit there, so that no code is taken for one of the other side.
    ///
    /// # Errors
    /// What the code means where the name is another's. A code that nobody has is not refused here.
    pub fn meant(
        &self,
        generation: Option<Generation>,
        level: Level,
        code: &str,
        name: Option<&str>,
    ) -> Result<Generation, OtherName<'_>> {
        let find = |generation| self.find(&UnitRef::new(generation, level, code));
        let meant = generation.unwrap_or(Generation::Current);
        let Some(name) = name else {
            return Ok(meant);
        };
        if find(meant).is_some_and(|unit| unit.is_called(name)) {
            return Ok(meant);
        }
        match (find(Generation::Current), find(Generation::Legacy)) {
            (None, None) => Ok(meant),
            (current, legacy) => Err(OtherName { current, legacy }),
        }
    }
}

/// Gives `units` their names of `lines`, which are in the order of time.
pub(super) fn give(units: &mut [Unit], lines: &[NameLine]) -> Result<(), UnitDataError> {
    for periods in lines.chunk_by(|one, next| (one.level, &one.code) == (next.level, &next.code)) {
        let Some(NameLine { level, code, .. }) = periods.first() else {
            continue;
        };
        let named = UnitRef::new(Generation::Current, *level, code);
        let wrong = |what: &str| UnitDataError(format!("names of {level}/{code}: {what}"));
        let unit = units.iter_mut().find(|unit| unit.unit == named);
        let unit = unit.ok_or_else(|| wrong("an unknown unit"))?;
        if !unit.former_names.is_empty() {
            return Err(wrong("they do not stand together"));
        }
        take(unit, periods).map_err(wrong)?;
    }
    Ok(())
}

/// The first period is what `units.csv` says, each next begins the day after, the last has no end.
fn take(unit: &mut Unit, periods: &[NameLine]) -> Result<(), &'static str> {
    let mut begins = unit.valid_from;
    for (position, period) in periods.iter().enumerate() {
        if position == 0 && (&period.name, period.kind) != (&unit.name, unit.kind) {
            return Err("the first is not that of units.csv");
        }
        if begins != Some(period.valid_from) {
            return Err("a period does not begin where the one before ends");
        }
        let search_name = fold(&period.name);
        if !search_name.starts_with(&fold(period.kind.as_str())) {
            return Err("a name does not begin with its kind");
        }
        let Some(valid_to) = period.valid_to else {
            if position.saturating_add(1) != periods.len() {
                return Err("one that is not the last has no end");
            }
            (unit.name, unit.search_name, unit.kind) = (period.name.clone(), search_name, period.kind);
            return Ok(());
        };
        if valid_to < period.valid_from {
            return Err("a period ends before it begins");
        }
        unit.former_names.push(FormerName {
            name: period.name.clone(),
            search_name,
            kind: period.kind,
            valid_from: period.valid_from,
            valid_to,
        });
        begins = valid_to.succ_opt();
    }
    Err("the last has an end")
}

/// The words of `name` as they are compared.
fn words(name: &str) -> Vec<String> {
    let folded = fold(name).replace('y', "i");
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(|word| match word.trim_start_matches('0') {
            // Phường 04 is Phường 4.
            number if !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit()) => number,
            _ => word,
        })
        .map(str::to_owned)
        .collect()
}

/// The words after the kind.
fn without_kind(name: &[String]) -> &[String] {
    let kinds = UnitKind::ALL.iter().map(|kind| words(kind.as_str()));
    kinds
        .filter_map(|kind| name.strip_prefix(kind.as_slice()))
        .find(|rest| !rest.is_empty())
        .unwrap_or(name)
}

#[cfg(test)]
mod tests;
