//! What can be wrong with the unit data.

/// What is wrong with the unit data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("administrative units: {0}")]
pub struct UnitDataError(pub String);
