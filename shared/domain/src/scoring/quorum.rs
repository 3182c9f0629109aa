//! The part of a council that must have handed in a sheet, as an exact fraction.

use std::fmt;
use std::str::FromStr;

/// A fraction above 0 and at most 1, e.g. `3/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    numerator: u32,
    denominator: u32,
}

/// The text is not a fraction `a/b` of whole numbers with 0 < a ≤ b.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quorum is a fraction such as 3/4, above 0 and at most 1")]
pub struct InvalidQuorum;

impl Quorum {
    /// Whether `sheets` of `members` meet it: `sheets / members ≥ numerator / denominator`.
    #[must_use]
    pub fn is_met(self, sheets: u64, members: u64) -> bool {
        u128::from(sheets) * u128::from(self.denominator) >= u128::from(members) * u128::from(self.numerator)
    }
}

impl FromStr for Quorum {
    type Err = InvalidQuorum;

    fn from_str(text: &str) -> Result<Self, InvalidQuorum> {
        let (numerator, denominator) = text.split_once('/').ok_or(InvalidQuorum)?;
        let (numerator, denominator) = (whole(numerator)?, whole(denominator)?);
        if numerator == 0 || numerator > denominator {
            return Err(InvalidQuorum);
        }
        Ok(Self {
            numerator,
            denominator,
        })
    }
}

/// Digits only: no sign, no space.
fn whole(text: &str) -> Result<u32, InvalidQuorum> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| InvalidQuorum)
    } else {
        Err(InvalidQuorum)
    }
}

impl fmt::Display for Quorum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_quarters_is_exact() {
        let quorum: Quorum = "3/4".parse().unwrap();
        assert!(quorum.is_met(6, 8) && quorum.is_met(4, 5));
        assert!(!quorum.is_met(5, 7) && !quorum.is_met(3, 5));
        assert_eq!(quorum.to_string(), "3/4");
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let quorum: Quorum = "4294967295/4294967295".parse().unwrap();
        assert!(quorum.is_met(u64::MAX, u64::MAX));
        assert!(!quorum.is_met(u64::MAX - 1, u64::MAX));
    }

    #[test]
    fn anything_but_a_fraction_up_to_one_is_refused() {
        for text in [
            "",
            "/",
            "3",
            "0.75",
            "0/4",
            "5/4",
            "3/0",
            "0/0",
            "+3/4",
            "-3/4",
            "3/ 4",
            "3/4/5",
            "9999999999/1",
        ] {
            assert_eq!(text.parse::<Quorum>(), Err(InvalidQuorum), "{text}");
        }
    }
}
