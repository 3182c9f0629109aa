//! What the tables `accounts` and `clients` have in common.

use super::error::{StoreError, StoreResult};
use crate::domain::access::{Role, RoleAssignment};
use crate::domain::units::{Generation, Level, UnitRef, registry};
use uuid::Uuid;

/// Generation and level of the unit that an assignment is held for; none without a unit.
pub(super) fn unit_columns(assignment: &RoleAssignment) -> (Option<Generation>, Option<Level>) {
    match assignment.unit {
        Some(_) => (Some(Generation::Current), assignment.unit_level()),
        None => (None, None),
    }
}

/// The columns of a row that say what it is held for.
pub(super) struct IdentityColumns<'a> {
    pub(super) role: Role,
    pub(super) generation: Option<Generation>,
    pub(super) level: Option<Level>,
    pub(super) code: Option<&'a str>,
    pub(super) producer: Option<Uuid>,
}

/// What the row is today: a unit of before the reform is its successor. None where the unit has no office any more.
pub(super) fn assignment(held: &IdentityColumns<'_>) -> StoreResult<Option<RoleAssignment>> {
    let mut assignment = RoleAssignment {
        role: held.role,
        unit: None,
        producer: held.producer,
    };
    let (Some(code), Some(level)) = (held.code, held.level.or(assignment.unit_level())) else {
        return Ok(Some(assignment));
    };
    let given = UnitRef::new(held.generation.unwrap_or(Generation::Current), level, code);
    let units = registry().map_err(|error| StoreError::Internal(error.to_string()))?;
    let Some(office) = units.office(&given) else {
        return Ok(None);
    };
    assignment.unit = Some(office.unit.code.clone());
    Ok(Some(assignment))
}
