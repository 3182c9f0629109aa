//! The data that is compiled into the programs.

use super::error::UnitDataError;
use super::registry::Registry;
use crate::hex::hex;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// `administrative-units/units.csv` as it was at the build.
pub(super) const UNITS_CSV: &str = include_str!("../../../../administrative-units/units.csv");
/// `administrative-units/successions.csv` as it was at the build.
pub(super) const SUCCESSIONS_CSV: &str = include_str!("../../../../administrative-units/successions.csv");
/// `administrative-units/names.csv` as it was at the build.
pub(super) const NAMES_CSV: &str = include_str!("../../../../administrative-units/names.csv");

static REGISTRY: LazyLock<Result<Registry, UnitDataError>> =
    LazyLock::new(|| Registry::parse(UNITS_CSV, SUCCESSIONS_CSV, NAMES_CSV));

/// The units of both generations, parsed and checked on first use.
///
/// # Errors
/// What is wrong with the data compiled in; the loader at the start tells it before anything is served.
pub fn registry() -> Result<&'static Registry, &'static UnitDataError> {
    REGISTRY.as_ref()
}

static FINGERPRINT: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::new()
        .chain_update(UNITS_CSV)
        .chain_update(SUCCESSIONS_CSV)
        .chain_update(NAMES_CSV)
        .finalize();
    hex(&digest)
});

/// SHA-256 of the data compiled in, in hexadecimal digits: two programs with the same one serve the same units.
#[must_use]
pub fn fingerprint() -> &'static str {
    &FINGERPRINT
}
