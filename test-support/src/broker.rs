//! RabbitMQ for a test: queues under a prefix of its own, deleted with the value.

use lapin::options::{ExchangeDeleteOptions, QueueDeleteOptions};
use lapin::{Channel, Connection, ConnectionProperties};
use std::net::SocketAddr;

/// Where RabbitMQ is looked for without `AMQP_URL`.
const DEFAULT_URL: &str = "amqp://guest:guest@127.0.0.1:5672";

/// `AMQP_URL`, or the broker on this machine.
#[must_use]
pub fn broker_url() -> String {
    std::env::var("AMQP_URL").unwrap_or_else(|_| DEFAULT_URL.to_owned())
}

/// A prefix for the queues of one test, and their clean-up.
#[derive(Debug)]
pub struct TestBroker {
    prefix: String,
    queues: Vec<String>,
    exchanges: Vec<String>,
}

impl TestBroker {
    /// A prefix that no other test uses.
    #[must_use]
    pub fn new() -> Self {
        Self {
            prefix: format!("test-{}.", uuid::Uuid::now_v7().simple()),
            queues: Vec::new(),
            exchanges: Vec::new(),
        }
    }

    /// What a process under test gets as `OCOP_QUEUE_PREFIX`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What a process under test gets as `AMQP_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        broker_url()
    }

    /// The same through another address, for a [`crate::Proxy`] in front of RabbitMQ.
    #[must_use]
    pub fn url_through(&self, address: SocketAddr) -> String {
        crate::database::with_address(&broker_url(), address)
    }

    /// `host:port` of the broker, the target of a [`crate::Proxy`].
    #[must_use]
    pub fn address(&self) -> String {
        let url = reqwest::Url::parse(&broker_url()).expect("AMQP_URL is a URL");
        let host = url.host_str().expect("AMQP_URL has a host");
        format!("{host}:{}", url.port().unwrap_or(5672))
    }

    /// Has these queues and exchanges deleted when the test is over.
    pub fn delete_after(
        &mut self,
        queues: impl IntoIterator<Item = String>,
        exchanges: impl IntoIterator<Item = String>,
    ) {
        self.queues.extend(queues);
        self.exchanges.extend(exchanges);
    }

    /// A channel of the test's own; the connection must be kept as long as the channel.
    pub async fn channel(&self) -> (Connection, Channel) {
        channel().await
    }
}

impl Default for TestBroker {
    fn default() -> Self {
        Self::new()
    }
}

async fn channel() -> (Connection, Channel) {
    let connection = Connection::connect(&broker_url(), ConnectionProperties::default())
        .await
        .unwrap_or_else(|error| {
            panic!("no RabbitMQ for the tests ({error}): set AMQP_URL, or start it with scripts/test")
        });
    let channel = connection.create_channel().await.expect("a channel");
    (connection, channel)
}

impl Drop for TestBroker {
    fn drop(&mut self) {
        let (queues, exchanges) = (
            std::mem::take(&mut self.queues),
            std::mem::take(&mut self.exchanges),
        );
        if queues.is_empty() && exchanges.is_empty() {
            return;
        }
        crate::run_apart::run_apart(async move {
            let (connection, channel) = channel().await;
            for queue in queues {
                // Deleting what is not there is no error in RabbitMQ, so a refusal is worth a line.
                if let Err(error) = channel
                    .queue_delete(queue.as_str().into(), QueueDeleteOptions::default())
                    .await
                {
                    eprintln!("queue {queue} stays behind: {error}");
                    return;
                }
            }
            for exchange in exchanges {
                if let Err(error) = channel
                    .exchange_delete(exchange.as_str().into(), ExchangeDeleteOptions::default())
                    .await
                {
                    eprintln!("exchange {exchange} stays behind: {error}");
                    return;
                }
            }
            let _ = connection.close(200, "done".into()).await;
        });
    }
}
