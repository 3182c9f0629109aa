//! What the OCOP services share: the domain model (pure), the database, the job queue, configuration, telemetry.

pub mod clock;
pub mod config;
pub mod database;
pub mod demo;
pub mod documents;
pub mod domain;
pub mod files;
pub mod hex;
pub mod https;
pub mod operations;
pub mod passwords;
pub mod queue;
pub mod telemetry;
pub mod text_enum;
