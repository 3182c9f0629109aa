//! The job path on a real PostgreSQL and a real RabbitMQ: whatever breaks, every job's effect happens once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

mod backlog;
mod broken;
mod dead_letters;
mod delivery;
mod fencing;
mod in_process;
mod interleavings;
mod lanes;
mod probe;
mod process;
mod relay;
mod retries;
mod scene;
mod schedule;
mod shutdown;
mod sweeper;
