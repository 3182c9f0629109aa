//! Administrative units as other resources take and show them: a commune in a body, a unit in a query, a place in an
//! answer.

mod input;
mod view;

pub(crate) use input::{CommuneInput, require_reach, resolve_commune, resolve_unit, visible_unit};
pub(crate) use view::{PlaceView, UnitSummary};

use crate::problem::Problem;
use shared::domain::units::Registry;

/// The units of both generations.
///
/// # Errors
/// 500 where the data compiled in is broken; the loader at the start refuses to go on with such data.
pub(crate) fn registry() -> Result<&'static Registry, Problem> {
    shared::domain::units::registry().map_err(|error| Problem::internal(error))
}
