//! Traces by OpenTelemetry: spans of requests, messages and jobs, sent to a collector where one is configured.
//!
//! Spans are made by hand at the few places where an evaluation passes from one hand to the next, not by the log
//! macros: their parents come out of headers and rows, and a batch is in many traces at once. Without a collector
//! nothing is made: [`enabled`] is one load. What a client does not want recorded is not made either.

mod config;
mod export;
mod span;

pub use config::TracesConfig;
pub use opentelemetry::trace::SpanKind;
pub use opentelemetry::{KeyValue, Value};
pub use span::{Span, begin, begin_linking, child};

use super::TelemetryError;
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use std::sync::OnceLock;
use std::time::Duration;

/// How long a stop waits for the last spans to go out; an orchestrator that sent SIGTERM does not wait for long.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);
/// The instrumentation scope of all spans.
const SCOPE: &str = "ocop";

/// Where spans are made; set once a process.
static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// The recording of a process; [`Traces::finish`] sends what is left.
#[derive(Debug, Default)]
pub struct Traces(Option<SdkTracerProvider>);

/// Starts recording to the collector of `config`; without one, nothing. Call it within the tokio runtime, whose
/// tasks do the sending.
///
/// # Errors
/// [`TelemetryError`] where TLS has no roots, or recording was started before.
pub fn start(config: Option<&TracesConfig>) -> Result<Traces, TelemetryError> {
    let Some(config) = config else {
        return Ok(Traces::default());
    };
    let provider = SdkTracerProvider::builder()
        .with_sampler(config.sampler.clone())
        .with_span_processor(export::processor(config).map_err(TelemetryError)?)
        .with_resource(resource(&config.service_name))
        .build();
    install(&provider)?;
    tracing::info!(endpoint = config.endpoint, sampler = ?config.sampler, "traces are sent to a collector");
    Ok(Traces(Some(provider)))
}

/// Makes `provider` the one that records in this process.
///
/// # Errors
/// [`TelemetryError`] where there is one already.
pub fn install(provider: &SdkTracerProvider) -> Result<(), TelemetryError> {
    TRACER
        .set(provider.tracer(SCOPE))
        .map_err(|_| TelemetryError("traces were started before".to_owned()))
}

/// Whether anything is recorded in this process.
#[must_use]
pub fn enabled() -> bool {
    TRACER.get().is_some()
}

impl Traces {
    /// Sends what is left, for a few seconds at most. Nothing is recorded after it.
    pub async fn finish(self) {
        let Some(provider) = self.0 else {
            return;
        };
        // It blocks its thread, and the sending needs the runtime.
        let flushed =
            tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FLUSH_TIMEOUT)).await;
        match flushed {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last traces could not be sent"),
            Err(error) => tracing::error!(%error, "the task that sends the last traces died"),
        }
    }
}

/// Who records: the name, the release, this very process, and what `OTEL_RESOURCE_ATTRIBUTES` adds.
fn resource(service_name: &str) -> Resource {
    Resource::builder()
        .with_service_name(service_name.to_owned())
        .with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", uuid::Uuid::now_v7().to_string()),
        ])
        .build()
}
