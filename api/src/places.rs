//! Administrative units as other resources take and show them: a commune in a body, a unit in a query, a place in an
//! answer.

mod input;
mod view;
mod within;

pub(crate) use input::{
    CommuneInput, name_of_another, no_place, outside_reach, require_reach, resolve_commune, resolve_unit,
    visible_unit, with_units_above,
};
pub(crate) use view::{PlaceView, UnitSummary, office_unit};
pub(crate) use within::units_within;

use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use shared::domain::units::{Registry, UnitRef};

/// The units of both generations.
///
/// # Errors
/// 500 where the data compiled in is broken; the loader at the start refuses to go on with such data.
pub(crate) fn registry() -> Result<&'static Registry, Problem> {
    shared::domain::units::registry().map_err(|error| Problem::internal(error))
}

/// The name of `unit` on `day`; a stored code that the data has no longer shows itself instead.
pub(crate) fn unit_name(unit: &UnitRef, day: NaiveDate) -> ApiResult<String> {
    let known = registry()?.find(unit);
    Ok(known
        .map_or(unit.code.as_str(), |known| known.name_on(day))
        .to_owned())
}

/// The `name` of a unit as it stands within a sentence, e.g. `tỉnh Phú Thọ`.
pub(crate) fn within_a_sentence(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
