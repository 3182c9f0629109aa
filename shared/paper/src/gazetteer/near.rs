//! Names that are nearly the same, to be offered and never taken.

use super::names::Names;
use domain::search::distance;
use domain::spelling;
use domain::units::Unit;

/// Most names that are compared letter by letter in one run; for later ones only diacritics may differ.
const COMPARED: usize = 2_000;
/// Most units that are offered.
const OFFERED: usize = 12;

/// The communes whose name is like `name`, the likest first, of those that `fits` lets pass.
pub(super) fn like(
    name: &str,
    names: &Names,
    turn: usize,
    fits: &dyn Fn(&Unit) -> bool,
) -> Vec<&'static Unit> {
    let bare = spelling::bare(name);
    let most = if turn > COMPARED || bare.len() < 4 {
        0
    } else {
        (bare.len() / 5).max(1)
    };
    let mut found: Vec<(usize, &'static Unit)> = names
        .bare
        .iter()
        .filter(|(other, _)| other.len().abs_diff(bare.len()) <= most)
        .map(|(other, unit)| (distance(&bare, other), *unit))
        .filter(|(apart, _)| *apart <= most)
        .filter(|(_, unit)| fits(unit))
        .collect();
    found.sort_by(|(one, unit), (other, next)| {
        // Of one name today's unit comes first.
        one.cmp(other)
            .then_with(|| next.unit.generation.cmp(&unit.unit.generation))
            .then_with(|| unit.unit.cmp(&next.unit))
    });
    found.into_iter().map(|(_, unit)| unit).take(OFFERED).collect()
}
