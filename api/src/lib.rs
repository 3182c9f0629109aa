//! The REST API of the OCOP evaluation service: JSON over actix-web.
//!
//! A house of rooms that lie on floors, in `docs/floors.toml` from the top down: a room imports only from the floors below its
//! own, and no two files import each other, however long the way round.

mod auth;
mod caller;
pub mod config;
mod councils;
mod cycle;
mod decisions;
mod dossiers;
mod evaluations;
mod file_store;
mod formats;
mod limits;
pub mod memory;
mod operations;
mod places;
pub mod process;
mod registry;
pub mod server;
pub mod sign_in;
pub mod state;
mod statistics;

pub use auth::{Authority, KeyError, SigningKeys};
pub use process::load;
