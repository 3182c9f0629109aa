//! The register of recognised products (danh sách sản phẩm OCOP): how a product stands on a day, and the lines of the ministry's table
//! `PTNT_OCOP` (Decision 5277/QĐ-BNNMT) and of the lists that provinces keep.

use crate::money::Dong;
use crate::recognition::StarStatus;
use crate::text_enum;
use chrono::NaiveDate;

text_enum! {
    /// How a recognised product stands on a day (trạng thái).
    pub enum ProductStanding {
        /// Its stars hold.
        Valid = "valid",
        /// They hold past their 36 months, until the result of the renewal.
        Extended = "extended",
        /// Their time is over.
        Expired = "expired",
        /// They were taken back.
        Revoked = "revoked",
        /// On record by its year only: nobody knows from which day it held, or whether it does.
        NotRecorded = "not_recorded",
    }
}

text_enum! {
    /// How a product stands on a day, whether it was ever recognised or not (trạng thái).
    pub enum ProductStatus {
        /// Its stars hold.
        Valid = "valid",
        /// They hold past their 36 months, until the result of the renewal.
        Extended = "extended",
        /// Their time is over.
        Expired = "expired",
        /// They were taken back.
        Revoked = "revoked",
        /// On record by their year only.
        NotRecorded = "not_recorded",
        /// It never had any.
        Unrecognised = "unrecognised",
    }
}

impl ProductStanding {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Valid => ("Còn hiệu lực", "Valid"),
            Self::Extended => ("Được gia hạn", "Extended"),
            Self::Expired => ("Hết hạn", "Expired"),
            Self::Revoked => ("Bị thu hồi", "Revoked"),
            Self::NotRecorded => ("Chưa rõ ngày", "Day not recorded"),
        }
    }
}

/// The status that tells how a product stands, by its position in the history, and how it stands.
///
/// What holds on the day counts, whatever was recorded before or after it: an older recognition never lowers the current star. Where
/// nothing holds it is what held last. None before the first recognition.
#[must_use]
pub fn standing(history: &[(StarStatus, bool)], day: NaiveDate) -> Option<(usize, ProductStanding)> {
    let begun = || {
        history
            .iter()
            .enumerate()
            .filter(|(_, (status, _))| status.valid_from <= day)
    };
    let held = begun().find(|(_, (status, _))| status.holds_on(day));
    let last = begun().max_by_key(|(_, (status, _))| (status.end(), status.valid_from));
    let (position, (status, revoked)) = held.or(last)?;
    let standing = match held {
        Some(_) if day > status.valid_to => ProductStanding::Extended,
        Some(_) => ProductStanding::Valid,
        None if *revoked => ProductStanding::Revoked,
        None if !status.ever_holds() => ProductStanding::NotRecorded,
        None => ProductStanding::Expired,
    };
    Some((position, standing))
}

/// An amount in millions of đồng, exact, e.g. `500` or `12.5`.
#[must_use]
pub fn millions(amount: Dong) -> String {
    const MILLION: i64 = 1_000_000;
    let (whole, rest) = (amount.0.div_euclid(MILLION), amount.0.rem_euclid(MILLION));
    let text = format!("{whole}.{rest:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognition::opened;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_holds_on_the_day_tells_and_else_what_held_last() {
        let mut first = opened(4, false, day("2020-01-01")).unwrap();
        first.extended_to = Some(day("2023-05-01"));
        let second = opened(3, false, day("2023-06-01")).unwrap();
        let history = [(first, false), (second, false)];
        for (on, expected) in [
            ("2019-12-31", None),
            ("2020-01-01", Some((0, ProductStanding::Valid))),
            ("2023-02-01", Some((0, ProductStanding::Extended))),
            ("2023-01-01", Some((0, ProductStanding::Valid))),
            ("2023-05-01", Some((0, ProductStanding::Extended))),
            ("2023-05-02", Some((0, ProductStanding::Expired))),
            ("2023-06-01", Some((1, ProductStanding::Valid))),
            ("2026-06-01", Some((1, ProductStanding::Valid))),
            ("2026-06-02", Some((1, ProductStanding::Expired))),
        ] {
            assert_eq!(standing(&history, day(on)), expected, "{on}");
        }
    }

    #[test]
    fn revoked_stars_are_revoked_until_others_hold() {
        let mut revoked = opened(4, false, day("2020-01-01")).unwrap();
        revoked.ended_on = Some(day("2021-01-01"));
        let again = opened(3, false, day("2022-01-01")).unwrap();
        let history = [(revoked, true), (again, false)];
        assert_eq!(
            standing(&history, day("2021-06-01")),
            Some((0, ProductStanding::Revoked))
        );
        assert_eq!(
            standing(&history, day("2022-06-01")),
            Some((1, ProductStanding::Valid))
        );
    }

    #[test]
    fn millions_are_exact() {
        for (dong, text) in [
            (0, "0"),
            (500_000_000, "500"),
            (12_500_000, "12.5"),
            (1, "0.000001"),
            (100_000_000, "100"),
        ] {
            assert_eq!(millions(Dong(dong)), text);
        }
    }
}
