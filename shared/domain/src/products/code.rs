//! The product code (mã sản phẩm).

use crate::units::{Place, REFORM};
use chrono::{Datelike, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// A product code, province.commune.serial.year: the codes of the unit in force when the product was registered, and the
/// serial of the commune in that year with at least three digits. It never changes, whatever becomes of the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductCode {
    /// Province, 2 digits.
    pub province: String,
    /// Commune, 5 digits.
    pub commune: String,
    /// Counts from 1 in each commune and year.
    pub serial: i32,
    /// Year of registration.
    pub year: i32,
}

impl ProductCode {
    /// The code of the product number `serial` that was registered at `place` on `day`.
    #[must_use]
    pub fn new(place: &Place, day: NaiveDate, serial: i32) -> Self {
        let (province, commune) = units_in_force(place, day);
        Self {
            province: province.to_owned(),
            commune: commune.to_owned(),
            serial,
            year: day.year(),
        }
    }
}

impl fmt::Display for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            province,
            commune,
            serial,
            year,
        } = self;
        write!(f, "{province}.{commune}.{serial:03}.{year}")
    }
}

/// Text that is no product code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no product code")]
pub struct NoProductCode;

impl FromStr for ProductCode {
    type Err = NoProductCode;

    /// Reads a code exactly as it is written.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('.').collect();
        let [province, commune, serial, year] = parts.as_slice() else {
            return Err(NoProductCode);
        };
        let code = Self {
            province: (*province).to_owned(),
            commune: (*commune).to_owned(),
            serial: serial.parse().map_err(|_| NoProductCode)?,
            year: year.parse().map_err(|_| NoProductCode)?,
        };
        let whole = code.serial > 0 && (1900..=2199).contains(&code.year) && code.to_string() == text;
        whole.then_some(code).ok_or(NoProductCode)
    }
}

/// Codes of the province and the commune in which `place` lay on `day`. An island district without communes is named by
/// the special zone that it became, as no older commune code exists.
#[must_use]
pub fn units_in_force(place: &Place, day: NaiveDate) -> (&str, &str) {
    match &place.legacy_commune {
        Some(commune) if day < REFORM => (&place.legacy_province, commune),
        _ => (&place.current_province, &place.current_commune),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Generation, registry};

    fn code(generation: Generation, commune: &str, day: &str, serial: i32) -> String {
        let place = registry().unwrap().place(generation, commune).unwrap();
        ProductCode::new(&place, day.parse().unwrap(), serial).to_string()
    }

    #[test]
    fn a_code_is_read_as_it_is_written() {
        for text in ["26.08806.003.2021", "25.08782.1000.2026"] {
            assert_eq!(text.parse::<ProductCode>().unwrap().to_string(), text);
        }
        for wrong in [
            "26.08806.3.2021",
            "26.08806.003",
            "a.b.c.d",
            "26.08806.000.2021",
            "26.08806.-03.2021",
            "26.08806.003.20210",
        ] {
            assert_eq!(wrong.parse::<ProductCode>(), Err(NoProductCode), "{wrong}");
        }
    }

    #[test]
    fn the_code_names_the_unit_of_its_day() {
        assert_eq!(
            code(Generation::Legacy, "08806", "2021-02-17", 3),
            "26.08806.003.2021"
        );
        assert_eq!(
            code(Generation::Legacy, "08806", "2025-06-30", 3),
            "26.08806.003.2025"
        );
        assert_eq!(
            code(Generation::Legacy, "08806", "2025-07-01", 12),
            "25.08782.012.2025"
        );
        assert_eq!(
            code(Generation::Current, "08782", "2026-11-24", 1000),
            "25.08782.1000.2026"
        );
        assert_eq!(
            code(Generation::Current, "26732", "2021-02-17", 1),
            "79.26732.001.2021"
        );
    }
}
