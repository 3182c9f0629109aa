//! Jobs over RabbitMQ: quorum queues, publisher confirms, dead letters, delayed retries.

mod consumer;
mod link;
mod publisher;
mod topology;

pub use topology::QueueNames;

use super::transport::{Consumer, Publisher, QueueDepth, Transport, TransportError};
use crate::config::AmqpConfig;
use crate::job::{JobKind, Lane};
use async_trait::async_trait;
use consumer::RabbitConsumer;
use lapin::{Connection, ConnectionProperties};
use link::{Link, within};
use publisher::RabbitPublisher;
use secrecy::ExposeSecret;

/// Dead letters that one look holds: as many as it shows, for none is acknowledged before the next arrives.
const DEAD_LETTER_PREFETCH: u16 = 1_000;

/// RabbitMQ as a transport; makes a connection for every publisher and consumer, so that a slow one holds up none.
#[derive(Clone, Debug)]
pub struct RabbitMq {
    config: AmqpConfig,
    names: QueueNames,
}

impl RabbitMq {
    /// RabbitMQ as `config` says; nothing is connected yet.
    #[must_use]
    pub fn new(config: AmqpConfig) -> Self {
        let names = QueueNames::new(&config.prefix, config.retry_delays);
        Self { config, names }
    }

    /// The names of its queues and exchanges.
    #[must_use]
    pub fn names(&self) -> &QueueNames {
        &self.names
    }

    /// Two batches of jobs, in messages: one in work and one that is there when it is done. More would keep jobs from
    /// other workers, as any more would of a kind whose jobs are taken one at a time.
    fn prefetch(&self, kind: JobKind, lane: Lane) -> u16 {
        let messages = lane.messages(usize::from(self.config.prefetch)).max(2);
        u16::try_from(messages.min(kind.most_at_a_time())).unwrap_or(u16::MAX)
    }

    async fn link(&self, purpose: &str) -> Result<Link, TransportError> {
        let limit = self.config.connect;
        let properties =
            ConnectionProperties::default().with_connection_name(format!("ocop {purpose}").into());
        let connect = Connection::connect(self.config.url.expose_secret(), properties);
        let connection = within(limit, "connect", connect).await?;
        let channel = within(limit, "open a channel", connection.create_channel()).await?;
        within(
            limit,
            "declare the topology",
            topology::declare(&channel, &self.names),
        )
        .await?;
        Ok(Link { connection, channel })
    }

    async fn consumer_of(&self, queue: &str, prefetch: u16) -> Result<Box<dyn Consumer>, TransportError> {
        let link = self.link("consumer").await?;
        let consumer = RabbitConsumer::start(link, queue, prefetch, self.config.connect).await?;
        Ok(Box::new(consumer))
    }
}

#[async_trait]
impl Transport for RabbitMq {
    async fn publisher(&self) -> Result<Box<dyn Publisher>, TransportError> {
        let link = self.link("publisher").await?;
        let publisher = RabbitPublisher::start(link, self.names.clone(), &self.config).await?;
        Ok(Box::new(publisher))
    }

    async fn consumer(&self, kind: JobKind, lane: Lane) -> Result<Box<dyn Consumer>, TransportError> {
        self.consumer_of(&self.names.work(kind, lane), self.prefetch(kind, lane))
            .await
    }

    async fn depth(&self, kind: JobKind) -> Result<QueueDepth, TransportError> {
        let link = self.link("inspection").await?;
        let limit = self.config.connect;
        let count = async |queue: String| {
            let counting = topology::count(&link.channel, &queue);
            within(limit, "count", counting).await
        };
        let depth = QueueDepth {
            single: count(self.names.work(kind, Lane::Single)).await?,
            bulk: count(self.names.work(kind, Lane::Bulk)).await?,
            dead_letters: count(self.names.dead_letters(kind)).await?,
        };
        link.close(limit).await?;
        Ok(depth)
    }

    async fn dead_letters(&self, kind: JobKind) -> Result<(u64, Box<dyn Consumer>), TransportError> {
        let count = self.depth(kind).await?.dead_letters;
        let queue = self.names.dead_letters(kind);
        Ok((count, self.consumer_of(&queue, DEAD_LETTER_PREFETCH).await?))
    }

    fn is_volatile(&self) -> bool {
        false
    }
}
