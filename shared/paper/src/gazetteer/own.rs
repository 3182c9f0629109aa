//! What the units of a row are called: a text that names one of them means it.

use super::{Gazetteer, names};
use crate::segments::without_kind;
use chrono::NaiveDate;
use domain::spelling;
use domain::units::{Level, Unit, UnitKind, UnitRef};

/// The code of Huế, which is run by the centre since 1 January 2025 (175/2024/QH15). Before it was a town of Thừa Thiên Huế, from which the
/// districts were made that the register has.
const HUE: &str = "46";
const CITY_OF_HUE: NaiveDate = match NaiveDate::from_ymd_opt(2025, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

impl Gazetteer<'_> {
    /// Whether `unit` is called `name`, now or in a name of before. Letters without any diacritics are enough: there is only one unit to
    /// compare with.
    pub(crate) fn is_called(&self, unit: &UnitRef, name: &str) -> bool {
        let Some(unit) = self.registry.find(unit) else {
            return false;
        };
        let name = names::full(unit.unit.level, name);
        let is_called = |own: &str| {
            let own = without_kind(own);
            spelling::key(own) == spelling::key(name)
                || (name.is_ascii() && spelling::bare(own) == spelling::bare(name))
        };
        let former = unit.former_names.iter().map(|former| former.name.as_str());
        former.chain([unit.name.as_str()]).any(is_called)
    }

    /// Whether the province `unit` is a city run by the centre on `day`.
    pub(crate) fn is_city(&self, unit: &UnitRef, day: NaiveDate) -> bool {
        let is_city = |unit: &Unit| unit.kind_on(day) == UnitKind::City;
        let was_province = unit.code == HUE && day < CITY_OF_HUE;
        !was_province && self.registry.find(unit).is_some_and(is_city)
    }

    /// Whether a word for `kind` before its name means `district`: not where the province has another district of the name that is of
    /// this kind, as there are a town and a rural district Cao Lãnh.
    pub(crate) fn may_be_called(&self, district: &UnitRef, kind: UnitKind) -> bool {
        let Some(own) = self.registry.find(district) else {
            return false;
        };
        let other = |unit: &&Unit| {
            unit.kind == kind && unit.unit != own.unit && unit.province_code == own.province_code
        };
        own.kind == kind
            || !self
                .names
                .get(Level::District, without_kind(&own.name))
                .iter()
                .any(other)
    }
}
