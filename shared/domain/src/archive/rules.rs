//! What lines of an archive must not say: what no register can hold.

use crate::producers::FieldCheck;
use crate::recognition::{StarStatus, unit_of_word};
use crate::units::{Generation, Level, Place, Registry, UnitRef};
use crate::violation::Violation;
use chrono::{Datelike, NaiveDate};

/// Most characters of a number or name that is printed on a paper.
const PRINTED_LENGTH: usize = 500;
/// Most characters of a reason or a description.
const WORDS_LENGTH: usize = 5_000;
/// Years in which anything of a register lies.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Collects the broken rules of one line.
#[derive(Debug)]
pub struct ArchiveCheck<'a> {
    units: &'a Registry,
    province: &'a str,
    fields: FieldCheck,
}

impl<'a> ArchiveCheck<'a> {
    /// Nothing is broken yet of a line in the archive of `province`.
    #[must_use]
    pub fn new(units: &'a Registry, province: &'a str) -> Self {
        Self {
            units,
            province,
            fields: FieldCheck::default(),
        }
    }

    /// A text of one line must be short enough and without control characters.
    pub fn line(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.fields.line(field, text, PRINTED_LENGTH);
        }
    }

    /// A text must be short enough.
    pub fn words(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.fields.text(field, text, WORDS_LENGTH);
        }
    }

    /// A day must lie within the calendar of registers.
    pub fn day(&mut self, field: &str, day: Option<NaiveDate>) {
        if day.is_some_and(|day| !YEARS.contains(&day.year())) {
            self.fields.refuse(
                field,
                "date_out_of_range",
                "ngày nằm ngoài các năm 1900–2199",
                "the date lies outside the years 1900–2199",
            );
        }
    }

    /// The units of a place must be those above its commune on either side of the reform, and one side must have come from the other;
    /// unless `anywhere`, it must lie in the province of the archive.
    pub fn place(&mut self, place: &Place, anywhere: bool) {
        if !self.is_place(place) {
            self.fields.refuse(
                "/current_commune_code",
                "unknown_unit",
                "đơn vị hành chính không có hoặc không khớp giữa hai thế hệ",
                "there are no such units, or the two generations do not belong together",
            );
        } else if !anywhere && place.current_province != self.province {
            self.outside("/current_province_code");
        }
    }

    fn is_place(&self, place: &Place) -> bool {
        let (Some(current), Some(legacy)) = (
            self.units.find(&place.current()),
            self.units.find(&place.legacy()),
        ) else {
            return false;
        };
        let district = match legacy.unit.level {
            Level::Commune => legacy.parent_code.as_ref(),
            _ => Some(&legacy.unit.code),
        };
        let went_to = self.units.successors(&legacy.unit);
        current.province_code == place.current_province
            && legacy.province_code == place.legacy_province
            && district == Some(&place.legacy_district)
            && went_to.iter().any(|relation| relation.unit.unit == current.unit)
    }

    /// The unit of an office, as decisions and recognitions name it, must be one of the province of the archive.
    pub fn office(&mut self, field: &str, word: Option<&str>) {
        if word.is_some_and(|word| !self.is_own_office(word)) {
            self.outside(field);
        }
    }

    fn is_own_office(&self, word: &str) -> bool {
        let Some(unit) = unit_of_word(word).filter(|unit| self.units.find(unit).is_some()) else {
            return false;
        };
        let own = UnitRef::new(Generation::Current, Level::Province, self.province);
        let mut went_to = self.units.successors(&unit).into_iter();
        unit == own || went_to.any(|relation| relation.unit.province_code == self.province)
    }

    /// A province that is named must be that of the archive.
    pub fn province(&mut self, field: &str, code: Option<&str>) {
        if code.is_some_and(|code| code != self.province) {
            self.outside(field);
        }
    }

    fn outside(&mut self, field: &str) {
        let province = self.province;
        self.fields.refuse(
            field,
            "outside_archive",
            format!("không thuộc tỉnh {province} của bản lưu trữ"),
            format!("is not of the province {province} of the archive"),
        );
    }

    /// The statuses of one product, in the order of their first days: no day has two.
    pub fn history(&mut self, statuses: &[StarStatus]) {
        let dated: Vec<&StarStatus> = statuses.iter().filter(|one| one.ever_holds()).collect();
        let crossing = dated.windows(2).any(|pair| match pair {
            [earlier, later] => later.valid_from < earlier.end(),
            _ => false,
        });
        let unsorted = statuses.windows(2).any(|pair| match pair {
            [earlier, later] => later.valid_from < earlier.valid_from,
            _ => false,
        });
        if crossing || unsorted {
            self.refuse(
                "/recognitions",
                "statuses_cross",
                "các công nhận của sản phẩm chồng nhau hoặc không theo thứ tự ngày",
                "the recognitions of the product cross, or are not in the order of their days",
            );
        }
    }

    /// `holds`, or the rule `code` is broken.
    pub fn hold(&mut self, holds: bool, field: &str, code: &'static str, vi: &str, en: &str) {
        if !holds {
            self.refuse(field, code, vi, en);
        }
    }

    fn refuse(&mut self, field: &str, code: &'static str, vi: &str, en: &str) {
        self.fields.refuse(field, code, vi, en);
    }

    /// Everything that was wrong.
    #[must_use]
    pub fn finish(self) -> Vec<Violation> {
        self.fields.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognition::opened;
    use crate::units::registry;

    fn codes(check: impl FnOnce(&mut ArchiveCheck<'_>)) -> Vec<&'static str> {
        let mut all = ArchiveCheck::new(registry().unwrap(), "25");
        check(&mut all);
        all.finish().iter().map(|violation| violation.code).collect()
    }

    #[test]
    fn every_place_of_either_generation_is_one() {
        let units = registry().unwrap();
        for generation in Generation::ALL {
            for unit in units.units_of(*generation, Some(Level::Commune)) {
                let place = units.place(*generation, &unit.unit.code).unwrap();
                assert!(codes(|check| check.place(&place, true)).is_empty(), "{place:?}");
            }
        }
        let place = units.place(Generation::Current, "08782").unwrap();
        let moved = Place {
            legacy_district: "001".to_owned(),
            ..place.clone()
        };
        let elsewhere = Place {
            current_commune: "00004".to_owned(),
            current_province: "01".to_owned(),
            ..place
        };
        for wrong in [moved, elsewhere] {
            assert_eq!(codes(|check| check.place(&wrong, true)), ["unknown_unit"]);
        }
        let hanoi = units.place(Generation::Current, "00004").unwrap();
        assert_eq!(codes(|check| check.place(&hanoi, false)), ["outside_archive"]);
    }

    #[test]
    fn offices_are_those_of_the_province_and_of_what_it_was() {
        for own in ["current-25", "legacy-25", "legacy-26", "legacy-253"] {
            assert!(
                codes(|check| check.office("/authority_unit", Some(own))).is_empty(),
                "{own}"
            );
        }
        for other in [
            "current-01",
            "legacy-01",
            "current-26",
            "legacy-001",
            "Vĩnh Phúc",
            "legacy-99",
        ] {
            assert_eq!(
                codes(|check| check.office("/authority_unit", Some(other))),
                ["outside_archive"],
                "{other}"
            );
        }
    }

    #[test]
    fn no_day_has_two_statuses() {
        let status = |from: &str| opened(3, false, from.parse().unwrap()).unwrap();
        let (first, second) = (status("2021-02-17"), status("2023-02-17"));
        assert_eq!(codes(|check| check.history(&[first, second])), ["statuses_cross"]);
        let ended = StarStatus {
            ended_on: Some(second.valid_from),
            ..first
        };
        assert!(codes(|check| check.history(&[ended, second])).is_empty());
        assert_eq!(
            codes(|check| check.history(&[second, ended])),
            ["statuses_cross",][..1]
        );
    }

    #[test]
    fn texts_and_days_fit_the_tables() {
        assert_eq!(
            codes(|check| check.line("/number", Some("a\0b"))),
            ["null_character", "control_character"]
        );
        assert_eq!(
            codes(|check| check.words("/reason", Some(&"a".repeat(5_001)))),
            ["too_long"]
        );
        assert_eq!(
            codes(|check| check.day("/day", NaiveDate::from_ymd_opt(-5_000, 1, 1))),
            ["date_out_of_range"]
        );
    }
}
