//! The spans of messages on their way to the broker, by OpenTelemetry's conventions for messaging.

use super::transport::{PublishReceipt, Publisher, TransportError};
use crate::job::Message;
use crate::telemetry::TraceParent;
use crate::telemetry::traces::{self, KeyValue, Span, SpanKind};
use serde::Deserialize;

/// What [`super::rabbitmq`] is called in traces.
pub const SYSTEM: &str = "rabbitmq";

/// Of a message, what its span needs; all messages have it, whatever their version.
#[derive(Deserialize)]
struct TracedMessage {
    id: String,
    traceparent: Option<String>,
}

/// Publishes `messages`, each that belongs to a recorded trace with a span under the request that began it.
///
/// # Errors
/// Those of [`Publisher::publish`].
pub async fn publish(
    publisher: &mut dyn Publisher,
    messages: &[Message],
) -> Result<Vec<PublishReceipt>, TransportError> {
    if !traces::enabled() {
        return publisher.publish(messages).await;
    }
    let mut spans: Vec<Option<Span>> = messages.iter().map(begin).collect();
    let published = publisher.publish(messages).await;
    match &published {
        Ok(receipts) => {
            for (span, receipt) in spans.iter_mut().zip(receipts) {
                if let (Some(span), Some(failure)) = (span, failure(*receipt)) {
                    span.fail(
                        failure,
                        "the broker did not confirm the message; it stays in the outbox",
                    );
                }
            }
        }
        Err(error) => {
            for span in spans.iter_mut().flatten() {
                span.fail("transport", error.to_string());
            }
        }
    }
    published
}

fn begin(message: &Message) -> Option<Span> {
    let traced: TracedMessage = serde_json::from_str(&message.body).ok()?;
    let parent = traced.traceparent.as_deref().and_then(TraceParent::parse);
    let queue = message.kind.queue(message.lane);
    traces::child(parent, SpanKind::Producer, format!("send {queue}"), || {
        [
            KeyValue::new("messaging.system", SYSTEM),
            KeyValue::new("messaging.operation.name", "send"),
            KeyValue::new("messaging.operation.type", "send"),
            KeyValue::new("messaging.destination.name", queue),
            KeyValue::new("messaging.message.id", traced.id),
            KeyValue::new("ocop.message.retry_step", i64::from(message.retry_step)),
        ]
    })
}

const fn failure(receipt: PublishReceipt) -> Option<&'static str> {
    match receipt {
        PublishReceipt::Confirmed => None,
        PublishReceipt::Returned => Some("returned"),
        PublishReceipt::Refused => Some("refused"),
        PublishReceipt::Unconfirmed => Some("unconfirmed"),
    }
}
