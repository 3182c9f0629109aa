//! The worker's configuration.

use chrono::Duration as Span;
use shared::config::{AmqpConfig, DatabaseConfig, Environment, further_criteria, retry_delays};
use shared::domain::criteria::FurtherCriteria;
use shared::job::RetryDelays;
use shared::telemetry::traces::TracesConfig;
use shared::telemetry::{LogFormat, TelemetryConfig};
use std::net::SocketAddr;
use std::time::Duration;

/// How a worker works, over whichever transport.
#[derive(Clone, Copy, Debug)]
pub struct WorkerSettings {
    /// `OCOP_WORKER_BATCH`, default 100: jobs claimed and written with one transaction.
    pub batch: usize,
    /// `OCOP_WORKER_CONSUMERS`, default 2: batches in work at a time in each lane of a kind of job, each with a connection to the broker and,
    /// while it works, one to the database; with a smaller pool they wait for each other.
    pub consumers: usize,
    /// `OCOP_WORKER_LEASE_SECONDS`, default 300: after this a running job counts as abandoned. Longer than any batch
    /// takes: ten statements at their time-out.
    pub lease: Span,
    /// `OCOP_WORKER_DRAIN_SECONDS`, default 20: how long a shutdown waits for the batches in work; below the 30 s after
    /// which orchestrators kill.
    pub drain: Duration,
    /// `OCOP_RETRY_MILLISECONDS`, as the transport has them.
    pub retry_delays: RetryDelays,
}

impl WorkerSettings {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        Self {
            batch: environment.number("OCOP_WORKER_BATCH", 100, 1..=10_000),
            consumers: environment.number("OCOP_WORKER_CONSUMERS", 2, 1..=64),
            lease: Span::seconds(environment.number("OCOP_WORKER_LEASE_SECONDS", 300, 1..=86_400)),
            drain: environment.seconds("OCOP_WORKER_DRAIN_SECONDS", 20),
            retry_delays: retry_delays(environment),
        }
    }
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            batch: 100,
            consumers: 2,
            lease: Span::seconds(300),
            drain: Duration::from_secs(20),
            retry_delays: RetryDelays::default(),
        }
    }
}

/// Everything the worker process reads from its environment.
#[derive(Clone, Debug)]
pub struct WorkerConfig {
    /// PostgreSQL.
    pub database: DatabaseConfig,
    /// RabbitMQ.
    pub amqp: AmqpConfig,
    /// How it works.
    pub settings: WorkerSettings,
    /// `OCOP_BIND`, none by default: address and port of health and metrics, e.g. `0.0.0.0:8080`.
    pub bind: Option<SocketAddr>,
    /// `OCOP_CRITERIA_DIR`, none by default: folder of regimes beyond those of the program, the same as the api's.
    pub criteria: FurtherCriteria,
    /// Logs.
    pub telemetry: TelemetryConfig,
    /// Traces, where a collector is named.
    pub traces: Option<TracesConfig>,
}

impl WorkerConfig {
    /// Reads everything; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        let config = Self {
            database: DatabaseConfig::read(environment),
            amqp: AmqpConfig::read(environment),
            settings: WorkerSettings::read(environment),
            bind: bind(environment),
            criteria: further_criteria(environment),
            telemetry: TelemetryConfig::read(environment, LogFormat::Json),
            traces: TracesConfig::read(environment, "ocop-worker"),
        };
        if config.settings.consumers > config.database.pool_size {
            environment.problem("OCOP_WORKER_CONSUMERS must not be above OCOP_DATABASE_POOL_SIZE");
        }
        if config.settings.batch > usize::from(config.amqp.prefetch) {
            environment.problem("OCOP_WORKER_BATCH must not be above OCOP_AMQP_PREFETCH");
        }
        config
    }
}

fn bind(environment: &mut Environment) -> Option<SocketAddr> {
    let bind = environment.get("OCOP_BIND")?.parse();
    if bind.is_err() {
        environment.problem("OCOP_BIND must be an address and port such as 0.0.0.0:8080");
    }
    bind.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let pairs = [("OCOP_WORKER_CONSUMERS", "20"), ("OCOP_WORKER_BATCH", "300")];
        let mut environment =
            Environment::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let config = WorkerConfig::read(&mut environment);
        let error = environment.finish(config).unwrap_err();
        assert_eq!(
            error.0,
            [
                "DATABASE_URL is not set",
                "AMQP_URL is not set",
                "OCOP_WORKER_CONSUMERS must not be above OCOP_DATABASE_POOL_SIZE",
                "OCOP_WORKER_BATCH must not be above OCOP_AMQP_PREFETCH",
            ]
        );
    }
}
