//! What every handler speaks: the contract it is described by, what it takes and what it answers.

pub(crate) mod answer;
pub(crate) mod contract;

pub(crate) use crate::problem;
