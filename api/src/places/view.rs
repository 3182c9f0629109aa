//! A place in an answer: the unit as it was given, and the old and the new units with their names.

use super::registry;
use api_http::problem::ApiResult;
use serde::Serialize;
use shared::domain::recognition::unit_of_word;
use shared::domain::units::{Generation, Level, Place, Registry, UnitRef};
use utoipa::ToSchema;

/// A unit with its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitSummary {
    /// Side of the reform of 1 July 2025.
    generation: Generation,
    /// Tier.
    level: Level,
    /// Code.
    code: String,
    /// Name with its kind.
    name: String,
}

/// Code and name of a unit whose generation and level are known from where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitName {
    /// Code.
    code: String,
    /// Name with its kind.
    name: String,
}

/// Where a record lies, in today's and in the old boundaries.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceView {
    /// Since 1 July 2025.
    current: CurrentPlace,
    /// Until 30 June 2025.
    legacy: LegacyPlace,
}

/// Today's units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CurrentPlace {
    province: UnitName,
    commune: UnitName,
}

/// The old units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegacyPlace {
    province: UnitName,
    district: UnitName,
    /// Null in the five island districts that had no communes.
    commune: Option<UnitName>,
}

impl UnitSummary {
    /// The unit in which `place` was given.
    pub(crate) fn given(place: &Place) -> ApiResult<Self> {
        Self::of(place.given())
    }

    /// The name, with its kind.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// `unit` with its name.
    pub(crate) fn of(unit: UnitRef) -> ApiResult<Self> {
        let UnitRef {
            generation,
            level,
            code,
        } = unit;
        let UnitName { code, name } = name(registry()?, generation, level, &code);
        Ok(Self {
            generation,
            level,
            code,
            name,
        })
    }
}

/// The unit of an office, from its word in the tables ([`shared::domain::recognition::unit_word`]); none for the ministry.
pub(crate) fn office_unit(word: &str) -> ApiResult<Option<UnitSummary>> {
    unit_of_word(word).map(UnitSummary::of).transpose()
}

impl PlaceView {
    /// `place` with names.
    pub(crate) fn of(place: &Place) -> ApiResult<Self> {
        let registry = registry()?;
        let current = |level, code| name(registry, Generation::Current, level, code);
        let legacy = |level, code| name(registry, Generation::Legacy, level, code);
        Ok(Self {
            current: CurrentPlace {
                province: current(Level::Province, &place.current_province),
                commune: current(Level::Commune, &place.current_commune),
            },
            legacy: LegacyPlace {
                province: legacy(Level::Province, &place.legacy_province),
                district: legacy(Level::District, &place.legacy_district),
                commune: place
                    .legacy_commune
                    .as_ref()
                    .map(|code| legacy(Level::Commune, code)),
            },
        })
    }
}

/// A stored code that the data has no longer shows itself instead of a name.
fn name(registry: &Registry, generation: Generation, level: Level, code: &str) -> UnitName {
    let unit = registry.find(&UnitRef::new(generation, level, code));
    UnitName {
        code: code.to_owned(),
        name: unit.map_or_else(|| code.to_owned(), |unit| unit.name.clone()),
    }
}
