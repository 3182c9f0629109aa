//! The way to the collector: a bounded queue, a client, and few words about failures.

use super::TracesConfig;
use crate::https::{chain, connector};
use async_trait::async_trait;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use metrics::counter;
use opentelemetry::Context;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor,
};
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// Spans that wait at most; more are thrown away. About 10 MB, and three batches of evaluations of the largest size
/// that a relay publishes at once.
const QUEUE: usize = 8192;
/// Spans in one request to the collector, as OpenTelemetry proposes.
const BATCH: usize = 512;
/// How often what waits is sent, even if it is little, as OpenTelemetry proposes.
const INTERVAL: Duration = Duration::from_secs(5);
/// The longest a request to the collector may take, repetitions included: below the limit of a stop.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(4);
/// The largest answer of a collector that is read: it says how much it refused and why.
const LARGEST_ANSWER: usize = 64 * 1024;
/// A collector that fails is told of in the log at most this often.
const SILENCE: Duration = Duration::from_secs(60);
/// Counts what became of spans.
const SPANS: &str = "ocop_spans_total";

/// Queue, batches and exporter for the collector of `config`.
pub(super) fn processor(config: &TracesConfig) -> Result<BoundedProcessor, String> {
    let reason = Arc::default();
    let client = OtlpClient::new(&config.endpoint, Arc::clone(&reason))?;
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_endpoint(format!("{}/v1/traces", config.endpoint))
        .with_protocol(Protocol::HttpBinary)
        .with_timeout(EXPORT_TIMEOUT)
        .with_headers(
            config
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.expose_secret().to_owned()))
                .collect(),
        )
        .with_http_client(client)
        .build()
        .map_err(|error| chain(&error))?;
    // Series that are there from the start show their first rise.
    for outcome in ["exported", "failed", "dropped"] {
        counter!(SPANS, "outcome" => outcome).increment(0);
    }
    let waiting = Arc::new(AtomicUsize::new(0));
    let told = ReportingExporter {
        exporter,
        waiting: Arc::clone(&waiting),
        reason,
        last: Mutex::new(None),
    };
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(QUEUE)
        .with_max_export_batch_size(BATCH)
        .with_scheduled_delay(INTERVAL)
        .build();
    Ok(BoundedProcessor {
        inner: BatchSpanProcessor::new(told, batches),
        waiting,
    })
}

/// The batching of OpenTelemetry, with a count of what its queue has no room for.
#[derive(Debug)]
pub(super) struct BoundedProcessor {
    inner: BatchSpanProcessor,
    waiting: Arc<AtomicUsize>,
}

impl SpanProcessor for BoundedProcessor {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.inner.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.waiting.fetch_add(1, Ordering::Relaxed) < QUEUE {
            self.inner.on_end(span);
        } else {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            counter!(SPANS, "outcome" => "dropped").increment(1);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// The exporter, with counts and a log line now and then.
#[derive(Debug)]
struct ReportingExporter {
    exporter: opentelemetry_otlp::SpanExporter,
    waiting: Arc<AtomicUsize>,
    reason: Reason,
    /// When a failure was last told of.
    last: Mutex<Option<Instant>>,
}

/// Why the last request got no answer: the exporter's own error does not say.
type Reason = Arc<Mutex<String>>;

impl ReportingExporter {
    fn is_time_to_tell(&self) -> bool {
        let Ok(mut last) = self.last.lock() else {
            return false;
        };
        let due = last.is_none_or(|last| last.elapsed() >= SILENCE);
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

impl SpanExporter for ReportingExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
        let outcome = self.exporter.export(batch).await;
        let word = if outcome.is_ok() { "exported" } else { "failed" };
        counter!(SPANS, "outcome" => word).increment(u64::try_from(spans).unwrap_or(u64::MAX));
        if let Err(error) = &outcome
            && self.is_time_to_tell()
        {
            let reason = self
                .reason
                .lock()
                .map(|reason| reason.clone())
                .unwrap_or_default();
            tracing::warn!(%error, reason, spans, silence = ?SILENCE, "the collector of traces did not take them; they are lost");
        }
        outcome
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

/// Sends over the runtime's tasks: the exporter's own thread has no runtime.
#[derive(Debug)]
struct OtlpClient {
    runtime: Handle,
    client: Scheme,
    reason: Reason,
}

/// Root certificates are only needed where they are used: a small container may have none.
#[derive(Clone, Debug)]
enum Scheme {
    Http(Client<HttpConnector, Full<Bytes>>),
    Https(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

impl OtlpClient {
    fn new(endpoint: &str, reason: Reason) -> Result<Self, String> {
        let client = if endpoint.starts_with("https:") {
            let connector =
                connector().map_err(|error| format!("traces cannot be sent over TLS: {error}"))?;
            Scheme::Https(Client::builder(TokioExecutor::new()).build(connector))
        } else {
            Scheme::Http(Client::builder(TokioExecutor::new()).build_http())
        };
        Ok(Self {
            runtime: Handle::try_current().map_err(|error| error.to_string())?,
            client,
            reason,
        })
    }
}

#[async_trait]
impl HttpClient for OtlpClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sending = send(self.client.clone(), request);
        let limited = async move { tokio::time::timeout(EXPORT_TIMEOUT, sending).await? };
        let outcome = self.runtime.spawn(limited).await?;
        if let Ok(mut reason) = self.reason.lock() {
            *reason = outcome
                .as_ref()
                .err()
                .map(|error| chain(error.as_ref()))
                .unwrap_or_default();
        }
        outcome
    }
}

async fn send(client: Scheme, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let request = request.map(Full::new);
    let response = match client {
        Scheme::Http(client) => client.request(request).await?,
        Scheme::Https(client) => client.request(request).await?,
    };
    let (head, body) = response.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER).collect().await?.to_bytes();
    Ok(Response::from_parts(head, body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::trace::{Tracer, TracerProvider};
    use opentelemetry_sdk::trace::SdkTracerProvider;

    #[derive(Clone, Debug, Default)]
    struct CountingExporter(Arc<AtomicUsize>);

    impl SpanExporter for CountingExporter {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.fetch_add(batch.len(), Ordering::Relaxed);
            Ok(())
        }
    }

    /// How many of one span go out while `waiting` others wait.
    fn exported(waiting: usize) -> usize {
        let exporter = CountingExporter::default();
        let processor = BoundedProcessor {
            inner: BatchSpanProcessor::builder(exporter.clone()).build(),
            waiting: Arc::new(AtomicUsize::new(waiting)),
        };
        let provider = SdkTracerProvider::builder()
            .with_span_processor(processor)
            .build();
        drop(provider.tracer("test").start("span"));
        provider.force_flush().unwrap();
        exporter.0.load(Ordering::Relaxed)
    }

    #[test]
    fn what_the_queue_has_no_room_for_is_thrown_away() {
        assert_eq!(exported(QUEUE - 1), 1);
        assert_eq!(exported(QUEUE), 0);
    }
}
