//! What the tests need around the code under test: databases, brokers, a broken network, real processes, patience.
//!
//! A failed set-up must stop the test with a message, so this crate panics where a service would answer an error.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "only tests link this crate, and a test stops at what it did not expect"
)]

mod balancer;
mod broker;
mod child;
mod database;
mod eventually;
mod http;
mod proxy;
mod run_apart;
mod service;
mod sheets;

pub use balancer::Balancer;
pub use broker::{TestBroker, broker_url};
pub use child::Child;
pub use database::{PRODUCT_SET, TableLock, TestDatabase, server_url};
pub use eventually::{PATIENCE, eventually, eventually_within};
pub use http::HttpClient;
pub use proxy::Proxy;
pub use service::{Running, Service};
pub use sheets::{REGIME, council_sheets, evaluation_request, scoring_request};
