//! Logs, metrics and traces of a process: one line a log event on standard output, one Prometheus recorder, spans to a
//! collector where one is configured.

pub mod log_context;
mod trace_parent;
pub mod traces;

pub use trace_parent::TraceParent;

use crate::config::Environment;
use log_context::WithContext;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

crate::text_enum! {
    /// How log lines look.
    pub enum LogFormat {
        /// One JSON object a line, for collectors.
        Json = "json",
        /// For people.
        Pretty = "pretty",
    }
}

/// Bounds of the buckets of every histogram that ends in `_seconds`: from a cached answer to a statement time-out.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
/// Bounds of the buckets of every histogram that ends in `_size`: numbers of things in a batch.
const SIZES: [f64; 8] = [1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0];

/// How a process logs.
#[derive(Clone, Debug)]
pub struct TelemetryConfig {
    /// `OCOP_LOG_FORMAT`, default `json` in the services: `json` or `pretty`.
    pub format: LogFormat,
    /// `OCOP_LOG`, default `info`: the filter of `tracing`, e.g. `info,shared::queue=debug`.
    pub filter: String,
}

/// Logs, metrics or traces could not be set up; the text says why.
#[derive(Debug, thiserror::Error)]
#[error("telemetry: {0}")]
pub struct TelemetryError(String);

impl TelemetryConfig {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment, default: LogFormat) -> Self {
        let filter = environment.get("OCOP_LOG").unwrap_or_else(|| "info".to_owned());
        if let Err(error) = EnvFilter::try_new(&filter) {
            environment.problem(format!("OCOP_LOG is no log filter: {error}"));
        }
        Self {
            format: environment.parsed("OCOP_LOG_FORMAT", default, "json or pretty"),
            filter,
        }
    }

    /// Starts logging for this process.
    ///
    /// # Errors
    /// [`TelemetryError`] where the filter is wrong or logging was started before.
    pub fn start_logging(&self) -> Result<(), TelemetryError> {
        let filter = EnvFilter::try_new(&self.filter).map_err(|error| TelemetryError(error.to_string()))?;
        // Colours are for people at a terminal, not for files and pipes.
        let builder = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(std::io::stdout().is_terminal());
        match self.format {
            LogFormat::Json => builder
                .json()
                .flatten_event(true)
                .with_current_span(false)
                .with_span_list(false)
                .map_event_format(|format| WithContext { format, json: true })
                .try_init(),
            LogFormat::Pretty => builder
                .map_event_format(|format| WithContext { format, json: false })
                .try_init(),
        }
        .map_err(|error| TelemetryError(error.to_string()))
    }
}

/// Installs the process's metrics recorder; the handle renders the Prometheus text. Call `run_upkeep` on the handle
/// now and then, or histograms grow.
///
/// # Errors
/// [`TelemetryError`] where a recorder was installed before.
pub fn install_metrics() -> Result<PrometheusHandle, TelemetryError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_size".to_owned()), &SIZES))
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| TelemetryError(error.to_string()))
}
