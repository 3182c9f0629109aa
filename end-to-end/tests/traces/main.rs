//! Traces of an evaluation from its request to the statistics. A test binary of its own: what records is one a process.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, which stop at what they did not expect"
)]

mod chain;
mod collector;
mod export;
mod recorder;
mod scene;
