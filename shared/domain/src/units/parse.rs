//! Reads the CSV files and checks what the rest relies on.

use super::error::UnitDataError;
use super::fold::fold;
use super::names;
use super::registry::Registry;
use super::succession::Succession;
use super::unit::{Generation, Level, Unit, UnitKind, UnitRef};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Units per generation and level by the reform's own figures.
const COUNTS: [(Generation, Level, usize); 6] = [
    (Generation::Legacy, Level::Province, 63),
    (Generation::Legacy, Level::District, 696),
    (Generation::Legacy, Level::Commune, 10_035),
    (Generation::Current, Level::Province, 34),
    (Generation::Current, Level::District, 0),
    (Generation::Current, Level::Commune, 3_321),
];

#[derive(Deserialize)]
struct UnitLine {
    code: String,
    level: Level,
    name: String,
    kind: UnitKind,
    parent_code: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    latitude: f64,
    longitude: f64,
}

#[derive(Deserialize)]
struct SuccessionLine {
    predecessor_code: String,
    predecessor_level: Level,
    successor_code: String,
    successor_level: Level,
    is_default: bool,
}

impl Registry {
    /// The registry from the text of `units.csv`, `successions.csv` and `names.csv`.
    ///
    /// # Errors
    /// The first line that cannot be read, unit without its parent, succession of an unknown unit, legacy province or
    /// commune without exactly one default successor, name whose days do not touch those of the one before, or count that is
    /// not the reform's.
    pub fn parse(units_csv: &str, successions_csv: &str, names_csv: &str) -> Result<Self, UnitDataError> {
        let lines: Vec<UnitLine> = read("units.csv", units_csv)?;
        let districts: HashMap<String, String> = lines
            .iter()
            .filter(|line| line.level == Level::District)
            .filter_map(|line| Some((line.code.clone(), line.parent_code.clone()?)))
            .collect();
        let mut units = lines
            .into_iter()
            .map(|line| unit(line, &districts))
            .collect::<Result<Vec<_>, _>>()?;
        names::give(&mut units, &read("names.csv", names_csv)?)?;
        let successions: Vec<SuccessionLine> = read("successions.csv", successions_csv)?;
        let successions = successions.into_iter().map(Succession::from).collect();
        let registry = Self::assemble(units, successions)?;
        for (generation, level, expected) in COUNTS {
            let found = registry.units_of(generation, Some(level)).len();
            if found != expected {
                return Err(UnitDataError(format!(
                    "{found} units {generation}/{level}, not {expected}"
                )));
            }
        }
        Ok(registry)
    }
}

fn read<T: DeserializeOwned>(file: &str, csv: &str) -> Result<Vec<T>, UnitDataError> {
    csv::Reader::from_reader(csv.as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| UnitDataError(format!("{file}: {error}")))
}

/// A unit from its line; a district's code leads to its province.
fn unit(line: UnitLine, districts: &HashMap<String, String>) -> Result<Unit, UnitDataError> {
    let generation = if line.valid_from.is_some() {
        Generation::Current
    } else {
        Generation::Legacy
    };
    let wrong = |what: &str| UnitDataError(format!("{generation}/{}/{}: {what}", line.level, line.code));
    if line.valid_from.is_some() == line.valid_to.is_some() {
        return Err(wrong("exactly one of valid_from and valid_to must be given"));
    }
    let search_name = fold(&line.name);
    if !search_name.starts_with(&fold(line.kind.as_str())) {
        return Err(wrong("the name does not begin with its kind"));
    }
    let province_code = match (&line.parent_code, line.level) {
        (None, Level::Province) => line.code.clone(),
        (Some(parent), Level::Commune) if generation == Generation::Legacy => districts
            .get(parent)
            .cloned()
            .ok_or_else(|| wrong("its district is unknown"))?,
        (Some(parent), Level::Commune | Level::District) => parent.clone(),
        _ => return Err(wrong("a province has no parent, every other unit has one")),
    };
    Ok(Unit {
        unit: UnitRef::new(generation, line.level, line.code),
        name: line.name,
        search_name,
        kind: line.kind,
        former_names: Vec::new(),
        parent_code: line.parent_code,
        province_code,
        counterpart: None,
        valid_from: line.valid_from,
        valid_to: line.valid_to,
        latitude: line.latitude,
        longitude: line.longitude,
    })
}

impl From<SuccessionLine> for Succession {
    fn from(line: SuccessionLine) -> Self {
        Self {
            predecessor: UnitRef::new(Generation::Legacy, line.predecessor_level, line.predecessor_code),
            successor: UnitRef::new(Generation::Current, line.successor_level, line.successor_code),
            is_default: line.is_default,
        }
    }
}
