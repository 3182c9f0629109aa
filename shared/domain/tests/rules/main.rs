//! The domain from outside: scoring against a slow second implementation, properties, and the contract's shapes.

// The configuration that allows these in tests reaches `#[test]` functions only, not their helpers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod contract;
mod generate;
mod law;
mod next_star;
mod notes;
mod properties;
mod purity;
mod reference;
mod second_implementation;
mod snapshots;
mod violations;
