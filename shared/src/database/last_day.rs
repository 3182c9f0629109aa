//! Days of recognitions and certificates in SQL, and which of them count, as [`crate::domain::recognition::StarStatus`] has them. Every statement that compares
//! an end takes it from here: `valid_to` and `extended_to` are last days, `ended_on` is the first day without.

/// Whether its product stands for itself: what a twin and the product that stands for it both have on record is counted once.
pub(super) const UNMERGED: &str = "product_id not in (select id from products where merged_in is not null)";
/// Last day where nothing ends it before: carried over or not.
pub(super) const LAST_DAY: &str = "greatest(valid_to, extended_to)";
/// First day after it.
pub(super) const TERM: &str = "(greatest(valid_to, extended_to) + 1)";
/// First day on which it no longer holds.
pub(super) const ENDS: &str = "least(greatest(valid_to, extended_to) + 1, ended_on)";
