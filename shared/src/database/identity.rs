//! What the tables `accounts` and `clients` have in common.

use super::error::{StoreError, StoreResult};
use crate::domain::access::{Role, RoleAssignment};
use crate::domain::units::{Generation, Level, UnitRef, registry};
use diesel::prelude::*;
use uuid::Uuid;

/// What an account or a client was made as, see `identity_columns`.
#[derive(Clone, Debug, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Identity {
    /// Its role.
    pub role: Role,
    /// Generation of its unit: before the reform offices were of other units.
    pub unit_generation: Option<Generation>,
    /// Level of its unit.
    pub unit_level: Option<Level>,
    /// Code of its unit.
    pub unit_code: Option<String>,
    /// Its producer.
    pub producer_id: Option<Uuid>,
    /// What it was granted, separated by spaces.
    pub scopes: String,
}

impl Identity {
    /// What it is today: a unit of before the reform is its successor. None where the unit has no office any more.
    ///
    /// # Errors
    /// [`StoreError::Internal`] where the data of the units is broken.
    pub fn assignment(&self) -> StoreResult<Option<RoleAssignment>> {
        let mut assignment = RoleAssignment {
            role: self.role,
            unit: None,
            producer: self.producer_id,
        };
        let level = self.unit_level.or(assignment.unit_level());
        let (Some(code), Some(level)) = (&self.unit_code, level) else {
            return Ok(Some(assignment));
        };
        let given = UnitRef::new(self.unit_generation.unwrap_or(Generation::Current), level, code);
        let units = registry().map_err(|error| StoreError::Internal(error.to_string()))?;
        let Some(office) = units.office(&given) else {
            return Ok(None);
        };
        assignment.unit = Some(office.unit.code.clone());
        Ok(Some(assignment))
    }
}

/// Generation and level of the unit that an assignment is held for; none without a unit.
pub(super) fn unit_columns(assignment: &RoleAssignment) -> (Option<Generation>, Option<Level>) {
    match assignment.unit {
        Some(_) => (Some(Generation::Current), assignment.unit_level()),
        None => (None, None),
    }
}

/// The columns of `$table` that an [`Identity`] is read from, in its order.
macro_rules! identity_columns {
    ($table:ident) => {
        (
            $table::role,
            $table::unit_generation,
            $table::unit_level,
            $table::unit_code,
            $table::producer_id,
            $table::scopes,
        )
    };
}

/// The same columns as they are written for an assignment and its permissions.
macro_rules! identity_values {
    ($table:ident, $assignment:expr, $permissions:expr) => {{
        let (generation, level) = $crate::database::identity::unit_columns($assignment);
        (
            $table::role.eq($assignment.role),
            $table::unit_generation.eq(generation),
            $table::unit_level.eq(level),
            $table::unit_code.eq(&$assignment.unit),
            $table::producer_id.eq($assignment.producer),
            $table::scopes.eq(permission_list($permissions)),
        )
    }};
}

pub(super) use {identity_columns, identity_values};
