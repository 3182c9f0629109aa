//! The units of a level that lie in an area and in the caller's reach.

use super::registry;
use api_http::problem::ApiResult;
use shared::database::statistics::Area;
use shared::domain::access::Scope;
use shared::domain::units::{Generation, Level, Registry, Unit};
use std::collections::HashSet;

/// The units of `level` in the boundaries of `area` that lie in it and in reach of `scope`, by code. A former commune lies where its
/// records are counted today, a former district or province in reach of whom one of its communes is.
pub(crate) fn units_within(area: &Area, scope: &Scope, level: Level) -> ApiResult<Vec<&'static Unit>> {
    let registry = registry()?;
    let seen = seen(registry, area.generation, scope, level);
    Ok(registry
        .units_of(area.generation, Some(level))
        .iter()
        .filter(|unit| lies_in(area, unit))
        .filter(|unit| {
            seen.as_ref()
                .is_none_or(|seen| seen.contains(unit.unit.code.as_str()))
        })
        .collect())
}

fn lies_in(area: &Area, unit: &Unit) -> bool {
    match &area.unit {
        None => true,
        Some((level, code)) if *level == unit.unit.level => unit.unit.code == *code,
        Some((Level::Province, code)) => unit.province_code == *code,
        Some((Level::District, code)) => unit.parent_code.as_ref() == Some(code),
        Some((Level::Commune, _)) => false,
    }
}

/// The codes of the units of `level` in reach; none: all are.
fn seen(
    registry: &'static Registry,
    generation: Generation,
    scope: &Scope,
    level: Level,
) -> Option<HashSet<&'static str>> {
    let in_reach = |commune: &Unit| {
        let today = match generation {
            Generation::Current => Some(commune),
            Generation::Legacy => registry.counterpart(&commune.unit),
        };
        today.is_some_and(|today| match scope {
            Scope::Nation => true,
            Scope::Province(code) => today.province_code == *code,
            Scope::Commune(code) => today.unit.code == *code,
            Scope::Producer(_) | Scope::Seat(_) | Scope::Nothing => false,
        })
    };
    if *scope == Scope::Nation {
        return None;
    }
    let communes = registry.units_of(generation, Some(Level::Commune)).iter();
    Some(
        communes
            .filter(|commune| in_reach(commune))
            .filter_map(|commune| match level {
                Level::Commune => Some(commune.unit.code.as_str()),
                Level::District => commune.parent_code.as_deref(),
                Level::Province => Some(commune.province_code.as_str()),
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(generation: Generation, unit: Option<(Level, &str)>, scope: &Scope, level: Level) -> usize {
        let unit = unit.map(|(level, code)| (level, code.to_owned()));
        units_within(&Area { generation, unit }, scope, level)
            .unwrap()
            .len()
    }

    #[test]
    fn the_nation_has_all_units_of_both_generations() {
        for (generation, level, number) in [
            (Generation::Current, Level::Province, 34),
            (Generation::Current, Level::District, 0),
            (Generation::Current, Level::Commune, 3_321),
            (Generation::Legacy, Level::Province, 63),
        ] {
            assert_eq!(
                within(generation, None, &Scope::Nation, level),
                number,
                "{generation} {level}"
            );
        }
    }

    #[test]
    fn a_province_reaches_the_former_units_that_went_to_it() {
        // Today's Phú Thọ is made of the former Phú Thọ, Vĩnh Phúc and Hòa Bình.
        let scope = Scope::Province("25".to_owned());
        assert_eq!(within(Generation::Legacy, None, &scope, Level::Province), 3);
        assert_eq!(within(Generation::Current, None, &scope, Level::Province), 1);
        let vinh_phuc = Some((Level::Province, "26"));
        let districts = within(Generation::Legacy, vinh_phuc, &scope, Level::District);
        assert_eq!(
            districts,
            within(Generation::Legacy, vinh_phuc, &Scope::Nation, Level::District)
        );
        assert!(districts > 0);
        assert_eq!(
            within(
                Generation::Legacy,
                vinh_phuc,
                &Scope::Province("01".to_owned()),
                Level::District
            ),
            0
        );
        let song_lo = Some((Level::District, "253"));
        assert!(within(Generation::Legacy, song_lo, &scope, Level::Commune) > 1);
        assert_eq!(within(Generation::Legacy, song_lo, &scope, Level::District), 1);
    }
}
