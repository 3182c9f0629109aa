//! Publishing: all messages of a batch first, then all confirms.

use super::link::{Link, unavailable, within};
use super::topology::{QueueNames, short};
use crate::config::AmqpConfig;
use crate::job::Message;
use crate::queue::transport::{PublishReceipt, Publisher, TransportError};
use async_trait::async_trait;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Confirmation, Error, PublisherConfirm};
use std::time::Duration;
use tokio::time::Instant;
use tracing::warn;

/// A blocked broker is noticed within this: it says so at the first message, and then nothing more.
const BLOCKED_CHECK: Duration = Duration::from_millis(100);

/// AMQP's delivery mode that writes a message to disk.
const PERSISTENT: u8 = 2;

/// A channel in confirm mode.
pub(super) struct RabbitPublisher {
    link: Link,
    names: QueueNames,
    confirm: Duration,
}

impl RabbitPublisher {
    pub(super) async fn start(
        link: Link,
        names: QueueNames,
        config: &AmqpConfig,
    ) -> Result<Self, TransportError> {
        let select = link.channel.confirm_select(ConfirmSelectOptions::default());
        within(config.connect, "switch confirms on", select).await?;
        Ok(Self {
            link,
            names,
            confirm: config.confirm,
        })
    }

    async fn send(&self, message: &Message) -> Result<PublisherConfirm, Error> {
        let options = BasicPublishOptions {
            // Without it the broker confirms a message that no queue takes, and drops it.
            mandatory: true,
            ..BasicPublishOptions::default()
        };
        let mut properties = BasicProperties::default()
            .with_delivery_mode(PERSISTENT)
            .with_content_type(short("application/cloudevents+json"))
            .with_type(short(message.kind.message_type(message.lane.version())));
        if message.retry_step > 0 {
            // Before the queue's own limit; a message behind one that waits longer waits with it, a fifth at most.
            let wait = self.names.spread(message.retry_step).as_millis().to_string();
            properties = properties.with_expiration(short(&wait));
        }
        let target = self.names.target(message.kind, message.lane, message.retry_step);
        self.link
            .channel
            .basic_publish(
                short(""),
                short(&target),
                options,
                message.body.as_bytes(),
                properties,
            )
            .await
    }
}

impl RabbitPublisher {
    /// What the broker says of a message until `deadline`; where it is blocked, that is now.
    async fn confirmation(
        &self,
        mut confirm: PublisherConfirm,
        deadline: &mut Instant,
    ) -> Option<Result<Confirmation, Error>> {
        loop {
            let look = (*deadline).min(Instant::now() + BLOCKED_CHECK);
            if let Ok(confirmed) = tokio::time::timeout_at(look, &mut confirm).await {
                return Some(confirmed);
            }
            if self.is_blocked() {
                *deadline = look;
            }
            if look >= *deadline {
                return None;
            }
        }
    }
}

#[async_trait]
impl Publisher for RabbitPublisher {
    async fn publish(&mut self, messages: &[Message]) -> Result<Vec<PublishReceipt>, TransportError> {
        let mut deadline = Instant::now() + self.confirm;
        let mut confirms = Vec::with_capacity(messages.len());
        for message in messages {
            // The socket may be full, or the broker may have blocked us: sending waits too.
            match tokio::time::timeout_at(deadline, self.send(message)).await {
                Ok(Ok(confirm)) => confirms.push(confirm),
                Ok(Err(error)) => return Err(unavailable(&error)),
                Err(_) => break,
            }
        }
        let mut receipts = Vec::with_capacity(messages.len());
        for confirm in confirms {
            receipts.push(match self.confirmation(confirm, &mut deadline).await {
                Some(Ok(confirmation)) => receipt(&confirmation),
                Some(Err(error)) => return Err(unavailable(&error)),
                None => PublishReceipt::Unconfirmed,
            });
        }
        receipts.resize(messages.len(), PublishReceipt::Unconfirmed);
        Ok(receipts)
    }

    fn is_blocked(&self) -> bool {
        // A connection that broke while it was blocked keeps the mark.
        let status = self.link.connection.status();
        status.connected() && status.blocked()
    }
}

/// Only a bare ack is a success: a returned message is acked as well.
fn receipt(confirmation: &Confirmation) -> PublishReceipt {
    match confirmation {
        Confirmation::Ack(None) => PublishReceipt::Confirmed,
        Confirmation::Ack(Some(returned)) | Confirmation::Nack(Some(returned)) => {
            warn!(queue = %returned.routing_key, reason = %returned.reply_text, "message returned: no queue takes it");
            PublishReceipt::Returned
        }
        Confirmation::Nack(None) => PublishReceipt::Refused,
        Confirmation::NotRequested => PublishReceipt::Unconfirmed,
    }
}
