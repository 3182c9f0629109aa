//! Why papers cannot be recorded.

use shared::database::recognitions::past::{NoRecord, PastOutcome};
use shared::domain::violation::Violation;

/// The broken rules of the papers; `at` is the pointer to a paper.
pub(super) fn violations(
    outcomes: &[Result<PastOutcome, NoRecord>],
    at: &(dyn Fn(usize) -> String + Sync),
) -> Vec<Violation> {
    outcomes
        .iter()
        .enumerate()
        .filter_map(|(position, outcome)| Some(outcome.as_ref().err()?.violation(&at(position))))
        .collect()
}
