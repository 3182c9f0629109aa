//! What the tables `accounts` and `clients` have in common.

use crate::domain::access::Assignment;
use crate::domain::units::{Generation, Level};

/// Generation and level of the unit that an assignment is held for; none without a unit.
pub(super) fn unit_columns(assignment: &Assignment) -> (Option<Generation>, Option<Level>) {
    match assignment.unit {
        Some(_) => (Some(Generation::Current), assignment.unit_level()),
        None => (None, None),
    }
}
