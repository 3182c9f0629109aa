//! The data that is compiled into the programs.

use super::parse::UnitDataError;
use super::registry::Registry;
use std::sync::LazyLock;

/// `administrative-units/units.csv` as it was at the build.
pub const UNITS_CSV: &str = include_str!("../../../../administrative-units/units.csv");
/// `administrative-units/successions.csv` as it was at the build.
pub const SUCCESSIONS_CSV: &str = include_str!("../../../../administrative-units/successions.csv");

static REGISTRY: LazyLock<Result<Registry, UnitDataError>> =
    LazyLock::new(|| Registry::parse(UNITS_CSV, SUCCESSIONS_CSV));

/// The units of both generations, parsed and checked on first use.
///
/// # Errors
/// What is wrong with the data compiled in; the loader at the start tells it before anything is served.
pub fn registry() -> Result<&'static Registry, &'static UnitDataError> {
    REGISTRY.as_ref()
}
