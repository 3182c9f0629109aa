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
mod contract;
mod database;
mod eventually;
pub mod forms;
pub mod histories;
mod http;
mod private;
mod proxy;
mod run_apart;
mod seed;
mod service;
mod sheets;
mod skewed_clock;

pub use balancer::Balancer;
pub use broker::{TestBroker, broker_url};
pub use child::Child;
pub use contract::checked;
pub use database::{PRODUCT_SET, TableLock, TestDatabase, server_url};
pub use eventually::{PATIENCE, eventually, eventually_within};
pub use http::HttpClient;
pub use private::{PrivatePostgres, PrivateRabbitMq, Shutdown};
pub use proxy::Proxy;
pub use reqwest_middleware::{ClientWithMiddleware, RequestBuilder, Result as HttpResult};
pub use seed::Seed;
pub use service::{Running, Service};
pub use sheets::{REGIME, council_sheets, evaluation_request, scoring_request};
pub use skewed_clock::SkewedClock;
