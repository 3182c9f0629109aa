//! Units by their names without the word for their kind, in any spelling.

use crate::segments::without_kind;
use domain::spelling;
use domain::units::{Generation, Level, Registry, Unit, UnitRef};
use std::collections::HashMap;

/// What people call provinces besides their names; Huế was the province Thừa Thiên Huế until 2024, which the register does not have.
const ALSO_CALLED: [(&str, &str); 7] = [
    ("hcm", "Hồ Chí Minh"),
    ("tphcm", "Hồ Chí Minh"),
    ("saigon", "Hồ Chí Minh"),
    ("brvt", "Bà Rịa - Vũng Tàu"),
    ("tthue", "Huế"),
    ("thuathienhue", "Huế"),
    ("daclac", "Đắk Lắk"),
];

/// The units of both generations by their names.
pub(super) struct Names {
    by_key: HashMap<(Level, String), Vec<&'static Unit>>,
    /// The communes of both generations with their names without diacritics.
    pub(super) bare: Vec<(String, &'static Unit)>,
}

impl Names {
    pub(super) fn of(registry: &'static Registry) -> Self {
        let mut names = Self {
            by_key: HashMap::new(),
            bare: Vec::new(),
        };
        for unit in registry.units() {
            let name = without_kind(&unit.name);
            let key = (unit.unit.level, spelling::key(name));
            names.by_key.entry(key).or_default().push(unit);
            if unit.unit.level == Level::Commune {
                names.bare.push((spelling::bare(name), unit));
            }
        }
        names
    }

    /// The units of `level` with this name.
    pub(super) fn get(&self, level: Level, name: &str) -> Vec<&'static Unit> {
        self.by_key
            .get(&(level, spelling::key(full(level, name))))
            .cloned()
            .unwrap_or_default()
    }

    /// The communes of either generation with this code.
    pub(super) fn of_code(&self, registry: &'static Registry, code: &str) -> Vec<&'static Unit> {
        let unit = |generation: &Generation| registry.find(&UnitRef::new(*generation, Level::Commune, code));
        Generation::ALL.iter().filter_map(unit).collect()
    }
}

/// The name of a unit of `level` that people call `name`.
pub(super) fn full(level: Level, name: &str) -> &str {
    let bare = spelling::bare(name);
    let called = ALSO_CALLED
        .iter()
        .find(|(short, _)| level == Level::Province && *short == bare);
    called.map_or(name, |(_, name)| name)
}

/// Whether the name is spelt as the unit's own.
pub(super) fn is_exact(unit: &Unit, name: &str) -> bool {
    spelling::exact(without_kind(&unit.name)) == spelling::exact(name)
}

/// A commune with the units above it and its time.
pub(super) fn label(registry: &Registry, unit: &Unit) -> String {
    let mut label = unit.name.clone();
    let mut above = registry.parent(unit);
    while let Some(unit) = above {
        label.push_str(", ");
        label.push_str(&unit.name);
        above = registry.parent(unit);
    }
    label.push_str(match unit.unit.generation {
        Generation::Legacy => " (đến 30/6/2025)",
        Generation::Current => " (từ 1/7/2025)",
    });
    label
}
