//! The whole service as real processes on a real PostgreSQL and RabbitMQ, and what must hold when parts of it fail.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "helpers of tests, which stop at what they did not expect"
)]

mod audit;
mod configuration;
mod councils;
mod failed_jobs;
mod fairness;
mod faults;
mod fleet;
mod folding;
mod imports;
mod news;
mod once;
mod poison;
mod probes;
mod regimes;
mod rolling;
mod stopping;
mod submission;
mod support;
mod watching;
