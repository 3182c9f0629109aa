//! The service as real processes on a database and a broker of the test's own.

use crate::{Child, HttpClient, TestBroker, TestDatabase};
use std::net::SocketAddr;

/// Any free port; the process prints which it got.
const BIND: &str = "127.0.0.1:0";

/// A database and a broker, and how to start the service's programs on them.
#[derive(Debug)]
pub struct Service {
    /// The database of all its processes.
    pub database: TestDatabase,
    /// The broker's queues of all its processes.
    pub broker: TestBroker,
    api_binary: String,
    worker_binary: String,
}

/// A started program and its address.
#[derive(Debug)]
pub struct Running {
    /// The process.
    pub child: Child,
    /// `http://host:port`.
    pub base: String,
}

impl Service {
    /// Nothing is started yet.
    pub async fn new(api_binary: &str, worker_binary: &str) -> Self {
        let database = TestDatabase::new().await;
        Self::on(database, TestBroker::new(), api_binary, worker_binary)
    }

    /// On servers that the test chose, such as its own.
    #[must_use]
    pub fn on(database: TestDatabase, broker: TestBroker, api_binary: &str, worker_binary: &str) -> Self {
        Self {
            database,
            broker,
            api_binary: api_binary.to_owned(),
            worker_binary: worker_binary.to_owned(),
        }
    }

    /// The variables of a process that reaches both servers directly.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("DATABASE_URL", self.database.url()),
            ("AMQP_URL", self.broker.url()),
            ("OCOP_QUEUE_PREFIX", self.broker.prefix().to_owned()),
            ("OCOP_RETRY_MILLISECONDS", self.broker.retry_milliseconds()),
            ("OCOP_BIND", BIND.to_owned()),
            // No load balancer has to notice that a process stops.
            ("OCOP_LEAVE_SECONDS", "0".to_owned()),
        ]
    }

    /// An api process, ready; `changes` come after [`Service::variables`] and win.
    pub async fn api(&self, changes: &[(&'static str, String)]) -> Running {
        start(&self.api_binary, self.variables(), changes).await
    }

    /// A worker process, ready; `changes` come after [`Service::variables`] and win.
    pub async fn worker(&self, changes: &[(&'static str, String)]) -> Running {
        start(&self.worker_binary, self.variables(), changes).await
    }

    /// A national administrator's client, see [`Self::client`].
    pub async fn national(&self, base: &str) -> HttpClient {
        self.client(base, "national").await
    }

    /// A client of this role in the whole country, made by the api's command and signed in at the api at `base`.
    pub async fn client(&self, base: &str, role: &str) -> HttpClient {
        let client_id = format!("test-{}", uuid::Uuid::now_v7().simple());
        let secret = format!("{client_id}-secret");
        let variables = [
            ("DATABASE_URL", self.database.url()),
            ("OCOP_CLIENT_SECRET", secret.clone()),
        ];
        let arguments = ["create-client", &client_id, "--role", role];
        let mut command = Child::start(&self.api_binary, &arguments, &variables);
        assert!(command.ended().await.success(), "{}", command.output());
        HttpClient::with_credentials(base, &client_id, &secret).await
    }

    /// Registers `count` products of one producer in Sông Lô (today in Phú Thọ) and returns their ids.
    pub async fn products(&self, count: usize) -> Vec<String> {
        self.database.products(count).await
    }
}

async fn start(
    binary: &str,
    mut variables: Vec<(&'static str, String)>,
    changes: &[(&'static str, String)],
) -> Running {
    variables.extend_from_slice(changes);
    let mut child = Child::start(binary, &[], &variables);
    let address = child.printed(local_address).await;
    let base = format!("http://{address}");
    child.healthy(&format!("{base}/health/ready")).await;
    Running { child, base }
}

/// The first local address with a real port in what a process printed.
fn local_address(output: &str) -> Option<SocketAddr> {
    let host = "127.0.0.1:";
    output.match_indices(host).find_map(|(start, _)| {
        let rest = &output[start + host.len()..];
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let address: SocketAddr = format!("{host}{}", &rest[..digits]).parse().ok()?;
        (address.port() != 0).then_some(address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_asked_port_zero_is_not_the_address() {
        let output = "{\"bind\":\"127.0.0.1:0\"}\n{\"address\":\"127.0.0.1:4711\"}";
        assert_eq!(local_address(output), Some("127.0.0.1:4711".parse().unwrap()));
        assert_eq!(local_address("listening on 127.0.0.1:47"), None);
    }
}
