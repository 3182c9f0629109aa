//! PostgreSQL through diesel-async: the bounded pool, the migrations, one file per table.
//!
//! Whatever runs a statement fails with a [`StoreError`] as the database says; an `# Errors` of a function names what it adds to that.

pub mod accounts;
pub mod administrative_units;
pub mod advisory_reports;
pub mod audit_log;
pub mod backlog;
mod bounds;
pub mod certificates;
pub mod clients;
mod column;
mod conditions;
pub mod councils;
pub mod decisions;
pub mod dossier_documents;
pub mod dossier_notices;
pub mod dossier_snapshots;
pub mod dossiers;
mod error;
pub mod evaluations;
pub mod evidence_requests;
pub mod files;
pub mod idempotency_keys;
mod identity;
pub mod inspections;
pub mod jobs;
mod json_text;
mod last_day;
pub(crate) mod locks;
pub mod migrations;
pub mod ntm;
pub mod outbox;
pub mod outside_keys;
mod place;
mod pool;
pub mod producers;
pub mod products;
pub mod programme_records;
pub mod recognition_notices;
pub mod recognitions;
pub mod recusals;
pub mod refresh_tokens;
pub mod rounds;
pub mod scheduled_tasks;
pub mod schema;
pub mod score_sheets;
pub mod scoring_turns;
pub mod signing_keys;
pub mod statistics;
pub mod targets;
pub mod time;

pub use error::{StoreError, StoreResult};
pub use identity::Identity;
pub use json_text::JsonText;
pub use pool::{Connection, Database};
