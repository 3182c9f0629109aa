//! The REST API of the OCOP evaluation service: JSON over actix-web, one file a resource.

mod attempts;
mod auth;
pub mod config;
mod edge;
mod extract;
mod health;
mod idempotency;
pub mod identities;
mod load;
mod metrics;
mod oauth;
mod openapi;
mod passwords;
mod problem;
pub mod process;
mod request_context;
pub mod server;
mod sessions;

pub use auth::{Authority, KeyError, SigningKeys};
pub use load::load;
