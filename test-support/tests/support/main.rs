//! The test support on the real servers.

mod broker;
mod child;
mod database;
mod private;
