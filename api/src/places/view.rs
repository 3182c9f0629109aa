//! A place in an answer: the unit as it was given, and the old and the new units, by the names of a day.

use super::unit_name;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::recognition::unit_of_word;
use shared::domain::statistics::boundaries_on;
use shared::domain::units::{Generation, Level, Place, UnitRef};
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
    /// The unit in which `place` was given, by its name on `day`.
    pub(crate) fn given(place: &Place, day: NaiveDate) -> ApiResult<Self> {
        Self::of(place.given(), day)
    }

    /// The name, with its kind.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// `unit` by its name on `day`.
    pub(crate) fn of(unit: UnitRef, day: NaiveDate) -> ApiResult<Self> {
        let name = unit_name(&unit, day)?;
        Ok(Self {
            generation: unit.generation,
            level: unit.level,
            code: unit.code,
            name,
        })
    }
}

/// The unit of an office, from its word in the tables ([`shared::domain::recognition::unit_word`]); none for the ministry. By its
/// name on `day`.
pub(crate) fn office_unit(word: &str, day: NaiveDate) -> ApiResult<Option<UnitSummary>> {
    unit_of_word(word)
        .map(|unit| UnitSummary::of(unit, day))
        .transpose()
}

impl PlaceView {
    /// `place` with the names of `day`.
    pub(crate) fn of(place: &Place, day: NaiveDate) -> ApiResult<Self> {
        let named = |generation, level, code: &String| {
            let name = unit_name(&UnitRef::new(generation, level, code), day)?;
            let code = code.clone();
            ApiResult::Ok(UnitName { code, name })
        };
        let current = |level, code| named(Generation::Current, level, code);
        let legacy = |level, code| named(Generation::Legacy, level, code);
        let commune = place.legacy_commune.as_ref();
        Ok(Self {
            current: CurrentPlace {
                province: current(Level::Province, &place.current_province)?,
                commune: current(Level::Commune, &place.current_commune)?,
            },
            legacy: LegacyPlace {
                province: legacy(Level::Province, &place.legacy_province)?,
                district: legacy(Level::District, &place.legacy_district)?,
                commune: commune.map(|code| legacy(Level::Commune, code)).transpose()?,
            },
        })
    }
}

impl PlaceView {
    /// In a line, in the boundaries of `day`: `Xã Hải Lựu, Tỉnh Phú Thọ`.
    pub(crate) fn told_on(&self, day: NaiveDate) -> String {
        let (current, legacy) = (&self.current, &self.legacy);
        let units = match boundaries_on(day) {
            Generation::Current => vec![&current.commune, &current.province],
            Generation::Legacy => legacy
                .commune
                .iter()
                .chain([&legacy.district, &legacy.province])
                .collect(),
        };
        let names: Vec<&str> = units.into_iter().map(|unit| unit.name.as_str()).collect();
        names.join(", ")
    }
}
