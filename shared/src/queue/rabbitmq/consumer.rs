//! Consuming: what is ready, up to a batch; one acknowledgement for many.

use super::link::{Link, unavailable, within};
use super::topology::short;
use crate::queue::transport::{Consumer, Delivery, DeliveryVerdict, TransportError};
use async_trait::async_trait;
use futures_util::{FutureExt, StreamExt};
use lapin::BasicProperties;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions};
use lapin::types::{AMQPValue, FieldTable};
use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

/// A consumer on a channel of its own.
pub(super) struct RabbitConsumer {
    link: Link,
    stream: lapin::Consumer,
    limit: Duration,
    /// Received and not settled.
    open: BTreeSet<u64>,
    /// Why the stream ended, where that was seen behind deliveries that had to go out first.
    ended: Option<TransportError>,
}

impl RabbitConsumer {
    pub(super) async fn start(
        link: Link,
        queue: &str,
        prefetch: u16,
        limit: Duration,
    ) -> Result<Self, TransportError> {
        let qos = link.channel.basic_qos(prefetch, BasicQosOptions::default());
        within(limit, "set the prefetch", qos).await?;
        let options = BasicConsumeOptions::default();
        let consume = link
            .channel
            .basic_consume(short(queue), short(""), options, FieldTable::default());
        let stream = within(limit, "consume", consume).await?;
        Ok(Self {
            link,
            stream,
            limit,
            open: BTreeSet::new(),
            ended: None,
        })
    }

    /// A delivery, or the reason why there will be none: a stream that ends is as broken as one that fails.
    fn accept(
        &mut self,
        item: Option<lapin::Result<lapin::message::Delivery>>,
    ) -> Result<Delivery, TransportError> {
        match item {
            Some(Ok(delivery)) => {
                self.open.insert(delivery.delivery_tag);
                Ok(Delivery {
                    body: delivery.data,
                    redelivered: delivery.redelivered,
                    tag: delivery.delivery_tag,
                    death: death(&delivery.properties),
                })
            }
            Some(Err(error)) => Err(unavailable(&error)),
            None => Err(TransportError::Unavailable(
                "the broker cancelled the consumer".to_owned(),
            )),
        }
    }

    async fn nack(&self, tag: u64, requeue: bool) -> lapin::Result<()> {
        let options = BasicNackOptions {
            requeue,
            ..BasicNackOptions::default()
        };
        self.link.channel.basic_nack(tag, options).await
    }

    /// Acknowledges with one frame where nothing older is open, otherwise one by one.
    async fn ack(&self, acked: &HashSet<u64>) -> lapin::Result<()> {
        let Some(last) = acked.iter().max() else {
            return Ok(());
        };
        let multiple = self.open.range(..=last).all(|tag| acked.contains(tag));
        let options = BasicAckOptions { multiple };
        if multiple {
            return self.link.channel.basic_ack(*last, options).await;
        }
        for tag in acked {
            self.link.channel.basic_ack(*tag, options).await?;
        }
        Ok(())
    }
}

/// The reason of the latest entry of `x-death`, the header with which RabbitMQ dead-letters.
fn death(properties: &BasicProperties) -> Option<String> {
    let headers = properties.headers().as_ref()?.inner();
    let AMQPValue::FieldArray(deaths) = headers.get("x-death")? else {
        return None;
    };
    let AMQPValue::FieldTable(latest) = deaths.as_slice().first()? else {
        return None;
    };
    match latest.inner().get("reason")? {
        AMQPValue::LongString(reason) => Some(String::from_utf8_lossy(reason.as_bytes()).into_owned()),
        _ => None,
    }
}

#[async_trait]
impl Consumer for RabbitConsumer {
    async fn receive(&mut self, limit: usize) -> Result<Vec<Delivery>, TransportError> {
        if let Some(error) = self.ended.take() {
            return Err(error);
        }
        let first = self.stream.next().await;
        let mut deliveries = vec![self.accept(first)?];
        while deliveries.len() < limit {
            let Some(item) = self.stream.next().now_or_never() else {
                break;
            };
            match self.accept(item) {
                Ok(delivery) => deliveries.push(delivery),
                Err(error) => {
                    self.ended = Some(error);
                    break;
                }
            }
        }
        Ok(deliveries)
    }

    async fn settle(&mut self, verdicts: &[(u64, DeliveryVerdict)]) -> Result<(), TransportError> {
        let mut acked = HashSet::new();
        for (tag, verdict) in verdicts {
            let requeue = match verdict {
                DeliveryVerdict::Ack => {
                    acked.insert(*tag);
                    continue;
                }
                DeliveryVerdict::DeadLetter => false,
                DeliveryVerdict::Requeue => true,
            };
            within(self.limit, "reject", self.nack(*tag, requeue)).await?;
            self.open.remove(tag);
        }
        within(self.limit, "acknowledge", self.ack(&acked)).await?;
        self.open.retain(|tag| !acked.contains(tag));
        Ok(())
    }

    async fn close(&mut self) -> Result<(), TransportError> {
        self.link.close(self.limit).await
    }
}
