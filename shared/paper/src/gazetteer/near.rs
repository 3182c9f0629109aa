//! Names that are nearly the same, to be offered and never taken.

use super::names::Names;
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
        .filter_map(|(other, unit)| Some((distance(&bare, other, most)?, *unit)))
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

/// Letters to put in, take out or change between two texts; none where that is more than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (number, letter) in one.chars().enumerate() {
        let mut diagonal = number;
        let mut left = number + 1;
        let mut least = left;
        let mut next = vec![left];
        for (above, with) in row.iter().skip(1).zip(other.chars()) {
            let changed = diagonal + usize::from(letter != with);
            left = changed.min(left + 1).min(above + 1);
            least = least.min(left);
            next.push(left);
            diagonal = *above;
        }
        if least > most {
            return None;
        }
        row = next;
    }
    row.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_apart_are_counted() {
        for (one, other, apart) in [
            ("anthoidong", "anthoidong", 0),
            ("tanqui", "tanquy", 1),
            ("abc", "bc", 1),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(one, other, 2), Some(apart), "{one}");
        }
        assert_eq!(distance("abcdef", "uvwxyz", 2), None);
    }
}
