//! Where the records of a list lie.

use crate::database::conditions::{Bound, Conditions};
use crate::database::statistics::place_column;
use crate::domain::access::Scope;
use crate::domain::units::UnitRef;

/// That records are within `scope` and lie in `unit` of either generation, and that no other stands for them. Whether a search for
/// words is added is told by `searched`, and `own` is the column with the id of their producer.
pub(in crate::database) fn reach(
    scope: &Scope,
    unit: Option<&UnitRef>,
    searched: bool,
    own: &str,
) -> Conditions {
    let mut all = Conditions::default();
    // No search finds a twin: it has no words.
    if !searched {
        all.require("p.merged_into is null".to_owned());
    }
    let word = |kind: &str, code: &str| Bound::Texts(vec![format!("{kind}{code}")]);
    match scope {
        Scope::Nation => {}
        // Among the words the index finds both at once.
        Scope::Province(code) if searched => all.compare("l.words @> {}", word("p:", code)),
        Scope::Commune(code) if searched => all.compare("l.words @> {}", word("c:", code)),
        Scope::Province(code) => all.compare("p.current_province_code = {}", Bound::Text(code.clone())),
        Scope::Commune(code) => all.compare("p.current_commune_code = {}", Bound::Text(code.clone())),
        Scope::Producer(id) => all.compare(&format!("{own} = {{}}"), Bound::Id(*id)),
        Scope::Seat(_) | Scope::Nothing => all.require("false".to_owned()),
    }
    if let Some(unit) = unit {
        let column = place_column(unit.level, unit.generation);
        all.compare(&format!("p.{column} = {{}}"), Bound::Text(unit.code.clone()));
    }
    all
}
