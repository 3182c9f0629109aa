//! Administrative units as other resources take and show them: a commune in a body, a unit in a query, a place in an
//! answer.

mod input;
mod view;
mod within;

pub(crate) use input::{
    CommuneInput, no_place, outside_reach, require_reach, resolve_commune, resolve_unit, visible_unit,
};
pub(crate) use view::{PlaceView, UnitSummary, office_unit};
pub(crate) use within::units_within;

use api_http::problem::Problem;
use shared::domain::units::Registry;

/// The units of both generations.
///
/// # Errors
/// 500 where the data compiled in is broken; the loader at the start refuses to go on with such data.
pub(crate) fn registry() -> Result<&'static Registry, Problem> {
    shared::domain::units::registry().map_err(|error| Problem::internal(error))
}

/// The `name` of a unit as it stands within a sentence, e.g. `tỉnh Phú Thọ`.
pub(crate) fn within_a_sentence(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
