//! What the OCOP services share: the database, the job queue, configuration, telemetry; the rules are the crate `domain`.

pub mod backoff;
pub mod clock;
pub mod config;
pub mod database;
pub mod https;
pub mod job;
pub mod operations;
pub mod passwords;
pub mod queue;
pub mod telemetry;

pub use domain;
pub use domain::{hex, text_enum};
