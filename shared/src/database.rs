//! PostgreSQL through diesel-async: the bounded pool, the migrations, one file per table.

pub mod administrative_units;
mod error;
pub mod evaluations;
pub mod idempotency_keys;
pub mod jobs;
mod migrations;
pub mod outbox;
mod pool;
pub mod recognitions;
pub mod schema;
pub mod statistics;

pub use error::{StoreError, StoreResult};
pub use migrations::{migrate, pending_migrations};
pub use pool::{Connection, Database};
