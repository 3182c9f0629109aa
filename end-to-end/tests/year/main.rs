//! The programme's year of a province over HTTP, on a real PostgreSQL and RabbitMQ, with real dates: the clock is a hand that
//! the test moves, everything else is the service as it runs.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

mod centre;
mod imports;
mod people;
mod regimes;
mod scene;
mod years;
