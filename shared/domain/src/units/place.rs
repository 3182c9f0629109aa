//! Where a producer, a product or a recognition lies, in the boundaries of both generations.

use super::unit::{Generation, Level, UnitRef};

/// A commune with the units above it, old and new. Kept with every record, so that lists and statistics need no join
/// and old records stay in their old units.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The generation in which the place was given; the other side is its counterpart.
    pub generation: Generation,
    /// Code of today's province.
    pub current_province: String,
    /// Code of today's commune.
    pub current_commune: String,
    /// Code of the province until 30 June 2025.
    pub legacy_province: String,
    /// Code of the district until 30 June 2025.
    pub legacy_district: String,
    /// Code of the commune until 30 June 2025; the five island districts without communes have none.
    pub legacy_commune: Option<String>,
}

impl Place {
    /// The unit in which the place was given.
    #[must_use]
    pub fn given(&self) -> UnitRef {
        match (self.generation, &self.legacy_commune) {
            (Generation::Legacy, Some(code)) => UnitRef::new(Generation::Legacy, Level::Commune, code),
            _ => self.current(),
        }
    }

    /// Today's commune.
    #[must_use]
    pub fn current(&self) -> UnitRef {
        UnitRef::new(Generation::Current, Level::Commune, &self.current_commune)
    }

    /// The lowest legacy unit: the commune, or the island district.
    #[must_use]
    pub fn legacy(&self) -> UnitRef {
        match &self.legacy_commune {
            Some(code) => UnitRef::new(Generation::Legacy, Level::Commune, code),
            None => UnitRef::new(Generation::Legacy, Level::District, &self.legacy_district),
        }
    }

    /// True where `named`, the commune of either generation that somebody names, is where this place is.
    #[must_use]
    pub fn is_at(&self, named: &Self) -> bool {
        self.lies_in(&named.given()) && self.lies_in(&named.current())
    }

    /// True where the place lies in `unit` or is it.
    #[must_use]
    pub fn lies_in(&self, unit: &UnitRef) -> bool {
        let code = match (unit.generation, unit.level) {
            (Generation::Current, Level::Province) => Some(&self.current_province),
            (Generation::Current, Level::Commune) => Some(&self.current_commune),
            (Generation::Current, Level::District) => None,
            (Generation::Legacy, Level::Province) => Some(&self.legacy_province),
            (Generation::Legacy, Level::District) => Some(&self.legacy_district),
            (Generation::Legacy, Level::Commune) => self.legacy_commune.as_ref(),
        };
        code == Some(&unit.code)
    }
}
