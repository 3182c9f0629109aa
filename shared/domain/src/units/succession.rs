//! Which unit followed which, and the rule that picks one counterpart of several.

use super::unit::{Level, UnitRef};
use std::cmp::Reverse;

/// One line of the succession: a legacy unit, or a part of it, went to a current one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The legacy unit.
    pub predecessor: UnitRef,
    /// The current unit.
    pub successor: UnitRef,
    /// The one successor in which the records of the predecessor are counted.
    pub is_default: bool,
}

/// A unit on the other side of the reform, as seen from one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relation<'a> {
    /// The other unit.
    pub unit: &'a super::Unit,
    /// True where the pair is the predecessor's default.
    pub is_default: bool,
}

/// The default among the successors of a legacy unit.
pub(super) fn default_successor(lines: &[&Succession]) -> Option<UnitRef> {
    lines
        .iter()
        .find(|line| line.is_default)
        .map(|line| line.successor.clone())
}

/// The principal predecessor of a current unit: the one with the same code; otherwise the lowest code whose default
/// successor the unit is; otherwise the lowest code. A special zone made of a whole island district has that district.
pub(super) fn principal_predecessor(lines: &[&Succession]) -> Option<UnitRef> {
    let best = lines.iter().max_by_key(|line| {
        let same_code =
            line.predecessor.code == line.successor.code && line.predecessor.level != Level::District;
        (same_code, line.is_default, Reverse(&line.predecessor.code))
    })?;
    Some(best.predecessor.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Generation;

    fn line(predecessor: &str, is_default: bool) -> Succession {
        Succession {
            predecessor: UnitRef::new(Generation::Legacy, Level::Commune, predecessor),
            successor: UnitRef::new(Generation::Current, Level::Commune, "00020"),
            is_default,
        }
    }

    fn principal(lines: &[Succession]) -> String {
        principal_predecessor(&lines.iter().collect::<Vec<_>>())
            .unwrap()
            .code
    }

    #[test]
    fn the_same_code_comes_first_even_where_only_a_part_came_over() {
        assert_eq!(principal(&[line("00010", true), line("00020", false)]), "00020");
    }

    #[test]
    fn then_the_lowest_code_whose_default_it_is() {
        assert_eq!(
            principal(&[line("00010", false), line("00031", true), line("00030", true)]),
            "00030"
        );
    }

    #[test]
    fn then_the_lowest_code() {
        assert_eq!(principal(&[line("00031", false), line("00030", false)]), "00030");
        assert_eq!(principal_predecessor(&[]), None);
    }
}
