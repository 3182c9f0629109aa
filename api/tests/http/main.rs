//! The api over HTTP on a real PostgreSQL: a server and a database of its own for every test.
#![allow(missing_docs, reason = "tests")]

mod app;
mod authorisation;
mod docs;
mod errors;
mod health;
mod idempotency;
mod languages;
mod producers;
mod products;
mod registration;
mod sessions;
mod tokens;
mod units;
