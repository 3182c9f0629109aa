//! Money (tiền): whole đồng.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount in whole đồng. The programme's amounts are never negative; [`Dong::is_amount`] is the rule.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = i64, example = 250_000_000, minimum = 0, maximum = 1_000_000_000_000_000_i64)]
pub struct Dong(pub i64);

impl Dong {
    /// The largest amount of one record: a thousand trillion, more than the programme of the whole country.
    pub const MOST: Self = Self(1_000_000_000_000_000);

    /// True for an amount from nothing to [`Dong::MOST`].
    #[must_use]
    pub fn is_amount(self) -> bool {
        (Self(0)..=Self::MOST).contains(&self)
    }

    /// The sum of `amounts`; at the bounds of the type it stays there.
    #[must_use]
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Self {
        amounts
            .into_iter()
            .fold(Self(0), |sum, amount| Self(sum.0.saturating_add(amount.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_not_negative_and_bounded() {
        for (dong, good) in [
            (-1, false),
            (0, true),
            (Dong::MOST.0, true),
            (Dong::MOST.0 + 1, false),
        ] {
            assert_eq!(Dong(dong).is_amount(), good, "{dong}");
        }
        assert_eq!(Dong::sum([Dong(2), Dong(3)]), Dong(5));
        assert_eq!(Dong::sum([Dong(i64::MAX), Dong(1)]), Dong(i64::MAX));
        assert!(serde_json::from_str::<Dong>("1.5").is_err());
        assert_eq!(serde_json::to_string(&Dong(7)).unwrap(), "7");
    }
}
