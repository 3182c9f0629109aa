//! What this process takes on: requests in work, failed sign-ins, and visits without a token.

pub(crate) mod admission;
pub(crate) mod attempts;
pub(crate) mod visits;
