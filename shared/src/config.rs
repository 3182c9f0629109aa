//! Configuration from environment variables: one struct per concern, every problem reported together at the start.

mod amqp;
mod criteria;
mod environment;

pub use amqp::{AmqpConfig, retry_delays};
pub use criteria::further_criteria;
pub use environment::{ConfigError, Environment};

use secrecy::SecretString;
use std::time::Duration;

/// How the services reach PostgreSQL.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`, required: `postgres://user:password@host:port/database`.
    pub url: SecretString,
    /// `OCOP_DATABASE_POOL_SIZE`, default 10: connections per process. The embedded database has one.
    pub pool_size: usize,
    /// `OCOP_DATABASE_WAIT_SECONDS`, default 5: the longest wait for a free connection; then 503 with `Retry-After`.
    pub wait: Duration,
    /// `OCOP_DATABASE_CONNECT_SECONDS`, default 5: the longest wait for a new connection.
    pub connect: Duration,
    /// `OCOP_DATABASE_STATEMENT_SECONDS`, default 30: PostgreSQL's `statement_timeout`, so no query holds a connection.
    pub statement: Duration,
}

impl DatabaseConfig {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        Self {
            url: environment.secret("DATABASE_URL"),
            pool_size: environment.number("OCOP_DATABASE_POOL_SIZE", 10, 1..=1000),
            wait: environment.seconds("OCOP_DATABASE_WAIT_SECONDS", 5),
            connect: environment.seconds("OCOP_DATABASE_CONNECT_SECONDS", 5),
            statement: environment.seconds("OCOP_DATABASE_STATEMENT_SECONDS", 30),
        }
    }

    /// The defaults for the database at `url`.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: SecretString::from(url.into()),
            pool_size: 10,
            wait: Duration::from_secs(5),
            connect: Duration::from_secs(5),
            statement: Duration::from_secs(30),
        }
    }
}
