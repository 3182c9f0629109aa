//! Where what is counted lies, for statements over any table with a place.

use super::Area;
use crate::domain::access::Scope;
use crate::domain::statistics::Dimension;
use crate::domain::units::{Generation, Level};

/// The condition that a row of `table` lies in `area` and within `scope`, as far as both can be said by the columns of a
/// place; the code of the unit is bound to `$1`, what the scope is bound to ([`bound`]) to `$2`. `producer` is the producer's column.
pub(super) fn within(table: &str, producer: &str, area: &Area, scope: &Scope) -> String {
    let unit = area.unit.as_ref().map_or_else(
        || "$1::text is null".to_owned(),
        |(level, _)| format!("{table}.{} = $1", place_column(*level, area.generation)),
    );
    let scope = match scope {
        Scope::Nation => "$2::text is null".to_owned(),
        Scope::Province(_) => format!("{table}.current_province_code = $2"),
        Scope::Commune(_) => format!("{table}.current_commune_code = $2"),
        Scope::Producer(_) => format!("{producer} = $2::uuid"),
        // Compared with nothing, so that the statement keeps its parameters.
        Scope::Seat(_) | Scope::Nothing => "$2::text is not null".to_owned(),
    };
    format!("{unit} and {scope}")
}

/// What `$2` of [`within`] is bound to.
pub(super) fn bound(scope: &Scope) -> Option<String> {
    match scope {
        Scope::Province(code) | Scope::Commune(code) => Some(code.clone()),
        Scope::Producer(id) => Some(id.to_string()),
        Scope::Nation | Scope::Seat(_) | Scope::Nothing => None,
    }
}

/// What rows of `table` are broken down by, as text; empty where nothing is recorded or asked. Product groups are told by
/// their sets.
pub(super) fn key(table: &str, by: Option<Dimension>, generation: Generation, kind: &str) -> String {
    let column = match by {
        Some(Dimension::Province) => format!("{table}.{}", place_column(Level::Province, generation)),
        Some(Dimension::District) => format!("{table}.{}", place_column(Level::District, generation)),
        Some(Dimension::Commune) => format!("{table}.{}", place_column(Level::Commune, generation)),
        Some(Dimension::ProductGroup | Dimension::ProductSet) => format!("{table}.product_set::text"),
        Some(Dimension::Kind) => kind.to_owned(),
        _ => "''".to_owned(),
    };
    format!("coalesce({column}, '')")
}

/// The column of the code of the unit of `level` in which a place lies.
pub(in crate::database) const fn place_column(level: Level, generation: Generation) -> &'static str {
    match (level, generation) {
        (Level::Province, Generation::Current) => "current_province_code",
        (Level::Province, Generation::Legacy) => "legacy_province_code",
        (Level::District, _) => "legacy_district_code",
        (Level::Commune, Generation::Current) => "current_commune_code",
        (Level::Commune, Generation::Legacy) => "legacy_commune_code",
    }
}
