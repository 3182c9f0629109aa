//! RabbitMQ for a test: queues under a prefix of its own, deleted with the value.

use crate::PrivateRabbitMq;
use lapin::options::{ExchangeDeleteOptions, QueueDeleteOptions};
use lapin::{Channel, Connection, ConnectionProperties};
use shared::config::AmqpConfig;
use shared::job::RetryDelays;
use shared::queue::rabbitmq::QueueNames;
use std::net::SocketAddr;
use std::time::Duration;

/// Where RabbitMQ is looked for without `AMQP_URL`.
const DEFAULT_URL: &str = "amqp://guest:guest@127.0.0.1:5672";

/// `AMQP_URL`, or the broker on this machine.
#[must_use]
pub fn broker_url() -> String {
    std::env::var("AMQP_URL").unwrap_or_else(|_| DEFAULT_URL.to_owned())
}

/// Waits of the retry queues in tests, in milliseconds: long enough to be seen waiting, short enough to be waited for.
const RETRY_MILLISECONDS: [u64; 3] = [200, 400, 800];

/// The queues of one test under a prefix of its own, and their clean-up.
#[derive(Debug)]
pub struct TestBroker {
    url: String,
    prefix: String,
    /// On a node of the test's own the queues go with the node.
    is_private: bool,
}

impl TestBroker {
    /// A prefix that no other test uses.
    #[must_use]
    pub fn new() -> Self {
        Self::at(broker_url(), false)
    }

    /// The same on a node of the test's own.
    #[must_use]
    pub fn on(node: &PrivateRabbitMq) -> Self {
        Self::at(node.url(), true)
    }

    fn at(url: String, is_private: bool) -> Self {
        Self {
            url,
            prefix: format!("test-{}.", uuid::Uuid::now_v7().simple()),
            is_private,
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
        self.url.clone()
    }

    /// The same through another address, for a [`crate::Proxy`] in front of RabbitMQ.
    #[must_use]
    pub fn url_through(&self, address: SocketAddr) -> String {
        crate::database::with_address(&self.url, address)
    }

    /// `host:port` of the broker, the target of a [`crate::Proxy`].
    #[must_use]
    pub fn address(&self) -> String {
        let url = reqwest::Url::parse(&self.url).expect("AMQP_URL is a URL");
        let host = url.host_str().expect("AMQP_URL has a host");
        format!("{host}:{}", url.port().unwrap_or(5672))
    }

    /// What a process under test gets as `OCOP_RETRY_MILLISECONDS`.
    #[must_use]
    pub fn retry_milliseconds(&self) -> String {
        RETRY_MILLISECONDS.map(|wait| wait.to_string()).join(",")
    }

    /// The configuration for code under test in the test's own process.
    #[must_use]
    pub fn config(&self) -> AmqpConfig {
        let mut config = AmqpConfig::at(self.url.clone(), &self.prefix);
        config.retry_delays = RetryDelays::new(RETRY_MILLISECONDS.map(Duration::from_millis));
        config
    }

    /// The names of its queues and exchange.
    #[must_use]
    pub fn names(&self) -> QueueNames {
        QueueNames::new(&self.prefix, self.config().retry_delays)
    }

    /// A channel of the test's own; the connection must be kept as long as the channel.
    pub async fn channel(&self) -> (Connection, Channel) {
        channel(&self.url).await
    }
}

impl Default for TestBroker {
    fn default() -> Self {
        Self::new()
    }
}

async fn channel(url: &str) -> (Connection, Channel) {
    let connection = Connection::connect(url, ConnectionProperties::default())
        .await
        .unwrap_or_else(|error| {
            panic!("no RabbitMQ for the tests ({error}): set AMQP_URL, or start it with scripts/test")
        });
    let channel = connection.create_channel().await.expect("a channel");
    (connection, channel)
}

impl Drop for TestBroker {
    fn drop(&mut self) {
        if self.is_private {
            return;
        }
        let (url, names) = (self.url.clone(), self.names());
        crate::run_apart::run_apart(async move {
            let (connection, channel) = channel(&url).await;
            // Deleting what is not there is no error in RabbitMQ, so a refusal is worth a line.
            for queue in names.queues() {
                let queue = queue.as_str().into();
                if let Err(error) = channel.queue_delete(queue, QueueDeleteOptions::default()).await {
                    eprintln!("a queue stays behind: {error}");
                }
            }
            let exchange = names.dead_letter_exchange().as_str().into();
            if let Err(error) = channel
                .exchange_delete(exchange, ExchangeDeleteOptions::default())
                .await
            {
                eprintln!("an exchange stays behind: {error}");
            }
            let _ = connection.close(200, "done".into()).await;
        });
    }
}
