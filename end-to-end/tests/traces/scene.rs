//! Api, relay and worker in this process, over a real PostgreSQL and RabbitMQ.

use crate::recorder::record;
use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use api::SigningKeys;
use api::config::HttpConfig;
use api::server::start;
use api::state::AppState;
use serde_json::Value;
use shared::clock::Clock;
use shared::config::DatabaseConfig;
use shared::database::Database;
use shared::domain::criteria::Regimes;
use shared::queue::rabbitmq::RabbitMq;
use shared::queue::relay;
use shared::queue::transport::Transport;
use shared::telemetry::TraceParent;
use std::net::TcpListener;
use std::sync::Arc;
use test_support::{HttpClient, PRODUCT_SET, Service, evaluation_request, eventually};
use tokio_util::sync::CancellationToken;
use worker::Context;
use worker::config::WorkerSettings;
use worker::job::JobHandler;

pub(crate) const API: &str = env!("CARGO_BIN_EXE_ocop-api");
pub(crate) const WORKER: &str = env!("CARGO_BIN_EXE_ocop-worker");

/// Of sheets that are given three stars.
const SEED: u64 = 7;

/// The service in this process; it stops with the value.
pub(crate) struct Scene {
    pub(crate) client: HttpClient,
    pub(crate) products: Vec<String>,
    pub(crate) service: Service,
    server: ServerHandle,
    stop: CancellationToken,
}

impl Scene {
    pub(crate) async fn start() -> Self {
        let handlers = worker::handlers(
            Arc::new(Regimes::embedded().expect("regimes")),
            Clock::System,
            None,
        );
        Self::with(handlers).await
    }

    /// With these handlers in the worker.
    pub(crate) async fn with(handlers: Vec<Arc<dyn JobHandler>>) -> Self {
        record();
        let service = Service::new(API, WORKER).await;
        let config = DatabaseConfig::at(service.database.url());
        let database = Database::new(&config).expect("a pool");
        let transport: Arc<dyn Transport> = Arc::new(RabbitMq::new(service.broker.config()));
        let stop = CancellationToken::new();

        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let http = HttpConfig::at(listener.local_addr().expect("an address"));
        let keys = SigningKeys::load(&http, &database).await.expect("a key");
        let state = AppState::new(&http, database.clone(), keys).expect("a state");
        let wake = Arc::clone(&state.relay);
        tokio::spawn(relay::run(
            database.clone(),
            Arc::clone(&transport),
            wake,
            stop.clone(),
        ));
        let regimes = Arc::clone(&state.regimes);
        let server = start(Data::new(state), listener, 1).expect("a server");
        let (base, handle) = (format!("http://{}", server.address()), server.handle());
        tokio::spawn(server.run());

        let settings = WorkerSettings {
            retry_delays: service.broker.config().retry_delays,
            ..WorkerSettings::default()
        };
        let context = Context {
            database,
            transport,
            settings,
            clock: Clock::System,
            regimes,
            on_version: None,
            consumers: worker::Consumers::default(),
        };
        tokio::spawn(worker::run(context, handlers, stop.clone()));
        Self {
            client: service.national(&base).await,
            products: service.products(10).await,
            service,
            server: handle,
            stop,
        }
    }

    /// Asks for one evaluation under the span `parent`; its id and the span that answered.
    pub(crate) async fn submit(&self, parent: TraceParent) -> (String, TraceParent) {
        self.post(parent, "/api/v1/evaluations", "application/json", self.line(0))
            .await
    }

    /// The request for an evaluation of the product `index`; it is given stars that are recognised.
    pub(crate) fn line(&self, index: usize) -> String {
        evaluation_request(&self.products[index], PRODUCT_SET, SEED).to_string()
    }

    /// Posts and is answered with 202; the id in the body and the span that answered.
    pub(crate) async fn post(
        &self,
        parent: TraceParent,
        path: &str,
        content_type: &str,
        body: String,
    ) -> (String, TraceParent) {
        let answer = self
            .client
            .request(reqwest::Method::POST, path)
            .header("traceparent", parent.to_string())
            .header("content-type", content_type)
            .body(body)
            .send()
            .await
            .expect("an answer");
        let own = answer.headers()["traceparent"].to_str().map(TraceParent::parse);
        let own = own.expect("text").expect("a place");
        assert_eq!(answer.status(), 202);
        let body: Value = answer.json().await.expect("json");
        (body["id"].as_str().expect("an id").to_owned(), own)
    }

    /// The evaluation once it is done.
    pub(crate) async fn done(&self, id: &str) -> Value {
        let path = format!("/api/v1/evaluations/{id}");
        eventually(|| async {
            let evaluation = self.client.get(&path).await;
            if evaluation["status"] == "succeeded" {
                Ok(evaluation)
            } else {
                Err(evaluation)
            }
        })
        .await
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.stop.cancel();
        drop(self.server.stop(false));
    }
}
