//! PostgreSQL through diesel-async: the bounded pool, the migrations, one file per table.

pub mod accounts;
pub mod administrative_units;
pub mod audit_log;
pub mod backlog;
mod bounds;
pub mod clients;
mod column;
pub mod dossiers;
mod error;
pub mod evaluations;
pub mod files;
pub mod idempotency_keys;
mod identity;
pub mod jobs;
mod json_text;
pub(crate) mod locks;
mod migrations;
pub mod outbox;
mod pool;
pub mod producers;
pub mod products;
pub mod programme_records;
pub mod recognition_notices;
pub mod recognitions;
pub mod refresh_tokens;
pub mod scheduled_tasks;
pub mod schema;
pub mod signing_keys;
pub mod statistics;
pub mod time;

pub use error::{StoreError, StoreResult};
pub use json_text::JsonText;
pub use migrations::{migrate, pending_migrations};
pub use pool::{Connection, Database};
