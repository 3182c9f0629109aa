//! Which kind of application fits a product: by the stars it holds.

use crate::application_kind::ApplicationKind;
use crate::recognition::StarStatus;

/// Highest star: nothing to upgrade to.
const TOP_STAR: u8 = 5;

/// Why an application of this kind is not for the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindRefusal {
    /// A first evaluation of a product that holds stars.
    #[error("the product holds stars")]
    AlreadyRecognised,
    /// An upgrade or renewal of a product that holds none.
    #[error("the product holds no stars")]
    NotRecognised,
    /// An upgrade of five stars, or of a potential five that the ministry decides.
    #[error("the product holds the highest star")]
    HighestStar,
}

/// Whether an application of `kind` fits a product that holds `held` today.
///
/// # Errors
/// [`KindRefusal`].
pub fn may_apply(kind: ApplicationKind, held: Option<&StarStatus>) -> Result<(), KindRefusal> {
    match (kind, held) {
        (ApplicationKind::First, Some(_)) => Err(KindRefusal::AlreadyRecognised),
        (ApplicationKind::Upgrade | ApplicationKind::Renewal, None) => Err(KindRefusal::NotRecognised),
        (ApplicationKind::Upgrade, Some(held)) if held.stars >= TOP_STAR => Err(KindRefusal::HighestStar),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stars_held_decide() {
        let held = |stars| StarStatus {
            stars,
            potential: false,
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: "2029-01-01".parse().unwrap(),
            extended_to: None,
            ended_on: None,
        };
        use ApplicationKind::{First, Renewal, Upgrade};
        assert_eq!(may_apply(First, None), Ok(()));
        assert_eq!(
            may_apply(First, Some(&held(3))),
            Err(KindRefusal::AlreadyRecognised)
        );
        assert_eq!(may_apply(Upgrade, Some(&held(4))), Ok(()));
        assert_eq!(may_apply(Upgrade, Some(&held(5))), Err(KindRefusal::HighestStar));
        assert_eq!(may_apply(Renewal, Some(&held(5))), Ok(()));
        assert_eq!(may_apply(Renewal, None), Err(KindRefusal::NotRecognised));
        assert_eq!(may_apply(Upgrade, None), Err(KindRefusal::NotRecognised));
    }
}
