//! Days of recognitions and certificates in SQL, as [`crate::domain::recognition::StarStatus`] has them. Every statement that compares
//! an end takes it from here: `valid_to` and `extended_to` are last days, `ended_on` is the first day without.

/// Last day where nothing ends it before: carried over or not.
pub(super) const LAST_DAY: &str = "greatest(valid_to, extended_to)";
/// First day after it.
pub(super) const TERM: &str = "(greatest(valid_to, extended_to) + 1)";
/// First day on which it no longer holds.
pub(super) const ENDS: &str = "least(greatest(valid_to, extended_to) + 1, ended_on)";
