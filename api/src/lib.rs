//! The REST API of the OCOP evaluation service: JSON over actix-web, one file a resource.

mod administrative_units;
mod admission;
mod attempts;
mod audit_log;
mod auth;
pub mod config;
mod dead_letters;
mod edge;
mod evaluation_batches;
mod evaluations;
mod extract;
mod files;
mod health;
mod idempotency;
pub mod identities;
mod jobs;
mod load;
mod metrics;
mod oauth;
mod openapi;
mod passwords;
mod places;
mod problem;
pub mod process;
mod producers;
mod products;
mod reason;
mod recognition_notices;
mod regimes;
mod request_context;
mod scorings;
pub mod server;
mod sessions;
pub mod statistics;

pub use auth::{Authority, KeyError, SigningKeys};
pub use load::load;
