//! All units in memory: look-ups, search and the way across the reform.

use super::error::UnitDataError;
use super::place::Place;
use super::succession::{Relation, Succession, default_successor, principal_predecessor};
use super::unit::{Generation, Level, Unit, UnitRef};
use std::collections::{HashMap, HashSet};

/// The units of both generations (danh mục đơn vị hành chính) and the succession between them.
#[derive(Clone, Debug)]
pub struct Registry {
    /// Ordered by generation, level and code.
    units: Vec<Unit>,
    /// Position of each unit in `units`.
    positions: HashMap<UnitRef, usize>,
    successions: Vec<Succession>,
    /// For each unit of either generation, its lines in `successions`.
    lines: HashMap<UnitRef, Vec<usize>>,
}

/// Why a named commune is no place.
#[derive(Clone, Debug, PartialEq)]
pub enum NoPlace<'a> {
    /// There is no such commune.
    Unknown,
    /// The commune was split: one of these must be named.
    SuccessorNeeded(Vec<&'a Unit>),
    /// The named successor is none of the commune; these are.
    OtherSuccessor(Vec<&'a Unit>),
}

/// Which units a list shows.
#[derive(Clone, Debug)]
pub struct UnitFilter {
    /// One generation; a code without it is ambiguous.
    pub generation: Generation,
    /// One level.
    pub level: Option<Level>,
    /// Code of the unit directly above; with a level also of the province above, so that a legacy province's communes
    /// can be listed without asking for each of its districts.
    pub parent: Option<String>,
    /// Part of the newest name or of a former one, with or without diacritics.
    pub name: Option<String>,
}

impl Registry {
    /// Puts the parts together and checks that they fit.
    pub(super) fn assemble(
        mut units: Vec<Unit>,
        successions: Vec<Succession>,
    ) -> Result<Self, UnitDataError> {
        units.sort_by(|a, b| a.unit.cmp(&b.unit));
        let positions: HashMap<UnitRef, usize> = units
            .iter()
            .enumerate()
            .map(|(position, unit)| (unit.unit.clone(), position))
            .collect();
        if positions.len() != units.len() {
            return Err(UnitDataError("a unit is listed twice".to_owned()));
        }
        let mut lines: HashMap<UnitRef, Vec<usize>> = HashMap::new();
        for (number, line) in successions.iter().enumerate() {
            for side in [&line.predecessor, &line.successor] {
                if !positions.contains_key(side) {
                    return Err(UnitDataError(format!(
                        "a succession names the unknown unit {side:?}"
                    )));
                }
                lines.entry(side.clone()).or_default().push(number);
            }
        }
        let mut registry = Self {
            units,
            positions,
            successions,
            lines,
        };
        registry.check_parents()?;
        registry.check_defaults()?;
        registry.find_counterparts();
        Ok(registry)
    }

    fn check_parents(&self) -> Result<(), UnitDataError> {
        let orphan = self
            .units
            .iter()
            .find(|unit| unit.unit.level != Level::Province && self.parent(unit).is_none());
        match orphan {
            Some(unit) => Err(UnitDataError(format!("{:?} has an unknown parent", unit.unit))),
            None => Ok(()),
        }
    }

    fn check_defaults(&self) -> Result<(), UnitDataError> {
        let wrong = self.units_of(Generation::Legacy, None).iter().find(|unit| {
            let lines = self.lines_of(&unit.unit);
            let defaults = lines.iter().filter(|line| line.is_default).count();
            defaults != 1 && (unit.unit.level != Level::District || !lines.is_empty())
        });
        match wrong {
            Some(unit) => Err(UnitDataError(format!(
                "{:?} has not exactly one default successor",
                unit.unit
            ))),
            None => Ok(()),
        }
    }

    fn find_counterparts(&mut self) {
        let counterparts: Vec<Option<UnitRef>> = self
            .units
            .iter()
            .map(|unit| match unit.unit.generation {
                Generation::Legacy => default_successor(&self.lines_of(&unit.unit)),
                Generation::Current => principal_predecessor(&self.lines_of(&unit.unit)),
            })
            .collect();
        for (unit, counterpart) in self.units.iter_mut().zip(counterparts) {
            unit.counterpart = counterpart;
        }
    }

    fn lines_of(&self, unit: &UnitRef) -> Vec<&Succession> {
        let numbers = self.lines.get(unit).map(Vec::as_slice).unwrap_or_default();
        numbers
            .iter()
            .filter_map(|number| self.successions.get(*number))
            .collect()
    }

    /// Every unit, ordered by generation, level and code.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Every line of the succession, in the order of the file.
    #[must_use]
    pub fn successions(&self) -> &[Succession] {
        &self.successions
    }

    /// The units of one generation, and of one level if given, ordered by level and code.
    #[must_use]
    pub fn units_of(&self, generation: Generation, level: Option<Level>) -> &[Unit] {
        let key = |unit: &Unit| (unit.unit.generation, level.map(|_| unit.unit.level));
        let start = self.units.partition_point(|unit| key(unit) < (generation, level));
        let end = self
            .units
            .partition_point(|unit| key(unit) <= (generation, level));
        self.units.get(start..end).unwrap_or_default()
    }

    /// The unit, where it exists.
    #[must_use]
    pub fn find(&self, unit: &UnitRef) -> Option<&Unit> {
        self.units.get(*self.positions.get(unit)?)
    }

    /// The unit directly above.
    #[must_use]
    pub fn parent(&self, unit: &Unit) -> Option<&Unit> {
        let level = match (unit.unit.generation, unit.unit.level) {
            (_, Level::Province) => return None,
            (Generation::Legacy, Level::Commune) => Level::District,
            (Generation::Legacy, Level::District) | (Generation::Current, _) => Level::Province,
        };
        self.find(&UnitRef::new(
            unit.unit.generation,
            level,
            unit.parent_code.as_ref()?,
        ))
    }

    /// The units that pass `filter`, ordered by level and code.
    pub fn search<'a>(&'a self, filter: &UnitFilter) -> impl Iterator<Item = &'a Unit> {
        let name = filter.name.as_deref().map(super::fold);
        self.units_of(filter.generation, filter.level)
            .iter()
            .filter(move |unit| {
                let below = filter.parent.as_ref().is_none_or(|parent| {
                    unit.parent_code.as_ref() == Some(parent)
                        || (filter.level.is_some_and(|level| level != Level::Province)
                            && unit.province_code == *parent)
                });
                below && name.as_ref().is_none_or(|name| unit.has_in_a_name(name))
            })
    }

    /// The unit of the other generation that stands for `unit`: a legacy unit's default successor, a current unit's
    /// principal predecessor (the one with the same code, else the lowest code whose default it is, else the lowest
    /// code). Districts have none, but for the islands that became special zones.
    #[must_use]
    pub fn counterpart(&self, unit: &UnitRef) -> Option<&Unit> {
        self.find(self.find(unit)?.counterpart.as_ref()?)
    }

    /// The unit of today whose office does what that of `unit` did: itself, or the default successor of a former province or
    /// commune. Districts have none.
    #[must_use]
    pub fn office(&self, unit: &UnitRef) -> Option<&Unit> {
        match (unit.generation, unit.level) {
            (Generation::Current, _) => self.find(unit),
            (Generation::Legacy, Level::District) => None,
            (Generation::Legacy, _) => self.counterpart(unit),
        }
    }

    /// The current units that a legacy unit went to, by code. A district without a line of its own has those of its
    /// communes, default where it is the default of one of them. A current unit has none.
    #[must_use]
    pub fn successors(&self, unit: &UnitRef) -> Vec<Relation<'_>> {
        if unit.generation == Generation::Current {
            return Vec::new();
        }
        let own = self.lines_of(unit);
        let lines = if own.is_empty() && unit.level == Level::District {
            self.units_of(Generation::Legacy, Some(Level::Commune))
                .iter()
                .filter(|commune| commune.parent_code.as_ref() == Some(&unit.code))
                .flat_map(|commune| self.lines_of(&commune.unit))
                .collect()
        } else {
            own
        };
        self.relations(lines.iter().map(|line| (&line.successor, line.is_default)))
    }

    /// The legacy units that went to a current one, whole or in part, by code. A legacy unit has none.
    #[must_use]
    pub fn predecessors(&self, unit: &UnitRef) -> Vec<Relation<'_>> {
        if unit.generation == Generation::Legacy {
            return Vec::new();
        }
        self.relations(
            self.lines_of(unit)
                .iter()
                .map(|line| (&line.predecessor, line.is_default)),
        )
    }

    /// Each unit once, ordered, default where one of its pairs is.
    fn relations<'a>(&self, pairs: impl Iterator<Item = (&'a UnitRef, bool)>) -> Vec<Relation<'_>> {
        let (mut units, mut defaults) = (Vec::new(), HashSet::new());
        for (unit, is_default) in pairs {
            units.push(unit);
            if is_default {
                defaults.insert(unit);
            }
        }
        units.sort();
        units.dedup();
        units
            .into_iter()
            .filter_map(|unit| {
                Some(Relation {
                    unit: self.find(unit)?,
                    is_default: defaults.contains(unit),
                })
            })
            .collect()
    }

    /// The place that a person names: of a commune that was split `successor` says which part is meant.
    ///
    /// # Errors
    /// [`NoPlace`] where there is no such commune, or no single successor.
    pub fn place_in(
        &self,
        generation: Generation,
        code: &str,
        successor: Option<&str>,
    ) -> Result<Place, NoPlace<'_>> {
        let place = self.place(generation, code).ok_or(NoPlace::Unknown)?;
        let candidates: Vec<&Unit> = match generation {
            Generation::Current => self.find(&place.current()).into_iter().collect(),
            Generation::Legacy => {
                let relations = self.successors(&UnitRef::new(generation, Level::Commune, code));
                relations.iter().map(|relation| relation.unit).collect()
            }
        };
        let chosen = match (successor, candidates.as_slice()) {
            (None, [only]) => *only,
            (None, _) => return Err(NoPlace::SuccessorNeeded(candidates)),
            (Some(successor), _) => match candidates.iter().find(|unit| unit.unit.code == successor) {
                Some(unit) => *unit,
                None => return Err(NoPlace::OtherSuccessor(candidates)),
            },
        };
        Ok(Place {
            current_province: chosen.province_code.clone(),
            current_commune: chosen.unit.code.clone(),
            ..place
        })
    }

    /// The place of the commune `code` of `generation` in both generations, of one that was split by its default successor;
    /// `None` where there is no such commune.
    #[must_use]
    pub fn place(&self, generation: Generation, code: &str) -> Option<Place> {
        let given = self.find(&UnitRef::new(generation, Level::Commune, code))?;
        let other = self.counterpart(&given.unit)?;
        let (legacy, current) = match generation {
            Generation::Legacy => (given, other),
            Generation::Current => (other, given),
        };
        let (legacy_district, legacy_commune) = match legacy.unit.level {
            Level::Commune => (legacy.parent_code.clone()?, Some(legacy.unit.code.clone())),
            _ => (legacy.unit.code.clone(), None),
        };
        Some(Place {
            generation,
            current_province: current.province_code.clone(),
            current_commune: current.unit.code.clone(),
            legacy_province: legacy.province_code.clone(),
            legacy_district,
            legacy_commune,
        })
    }
}

#[cfg(test)]
mod relations;
#[cfg(test)]
mod tests;
