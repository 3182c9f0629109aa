//! The bare loop: what PostgreSQL and RabbitMQ alone take for the bytes of the evaluations.

use super::LINES;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::AsyncConnection;
use futures_util::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, ConfirmSelectOptions,
    QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel};
use shared::config::DatabaseConfig;
use shared::database::Database;
use shared::domain::criteria::Regimes;
use shared::domain::language::Language;
use shared::domain::scoring::{ScoringRequest, score, validate};
use shared::job::JOBS_PER_MESSAGE;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use test_support::{PRODUCT_SET, Service, scoring_request};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Different councils.
const COUNCILS: u64 = 64;
/// Consumers, as many as a worker has for batches.
const CONSUMERS: usize = 2;
/// Portions committed by the accepting side at a time, as many as there are calls in flight.
const SENDERS: usize = 2;

/// Tables, queue and bytes of the loop.
pub(super) struct Bare {
    database: Database,
    queue: String,
    count: usize,
    requests: Vec<String>,
    results: Arc<Vec<String>>,
    broker: String,
}

impl Bare {
    pub(super) async fn new(service: &Service, count: usize) -> Self {
        service
            .database
            .execute(
                "create table bare_requests (id uuid primary key, request json not null);
                 create table bare_results (id uuid primary key, result json not null)",
            )
            .await;
        let regimes = Regimes::embedded().expect("the regimes");
        let councils: Vec<ScoringRequest> = (0..COUNCILS)
            .map(|seed| serde_json::from_value(scoring_request(PRODUCT_SET, 5, seed)).expect("a request"))
            .collect();
        let results = councils.iter().map(|request| {
            let checked = validate(&regimes, request).expect("a good request");
            serde_json::to_string(&score(&checked, Language::Vi)).expect("JSON")
        });
        Self {
            database: Database::new(&DatabaseConfig::at(service.database.url())).expect("a pool"),
            queue: format!("{}bare", service.broker.prefix()),
            count,
            results: Arc::new(results.collect()),
            requests: councils
                .iter()
                .map(|request| serde_json::to_string(request).expect("JSON"))
                .collect(),
            broker: service.broker.url(),
        }
    }

    /// Runs it once; jobs a second.
    pub(super) async fn run(&self) -> f64 {
        let (connection, channel) = self.channel().await;
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        let declare = channel.queue_declare(
            self.queue.as_str().into(),
            QueueDeclareOptions::durable(),
            arguments,
        );
        declare.await.expect("a queue");
        let start = Instant::now();
        let finished = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..CONSUMERS {
            let (_connection, channel) = self.channel().await;
            let (database, queue) = (self.database.clone(), self.queue.clone());
            let (results, finished) = (Arc::clone(&self.results), Arc::clone(&finished));
            let count = self.count;
            tasks.spawn(async move {
                let _connection = _connection;
                consume(channel, database, queue, results, finished, count).await;
            });
        }
        let portions = self.count / LINES;
        let accepting = (0..SENDERS).map(|sender| {
            let channel = channel.clone();
            async move {
                for _ in (sender..portions).step_by(SENDERS) {
                    self.accept(&channel).await;
                }
            }
        });
        futures_util::future::join_all(accepting).await;
        while finished.load(Ordering::Relaxed) < self.count {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let rate = self.count as f64 / start.elapsed().as_secs_f64();
        tasks.abort_all();
        let delete = channel.queue_delete(self.queue.as_str().into(), QueueDeleteOptions::default());
        delete.await.expect("a deletion");
        connection
            .close(200, "done".into())
            .await
            .expect("an orderly end");
        rate
    }

    async fn channel(&self) -> (lapin::Connection, Channel) {
        let connect = lapin::Connection::connect(&self.broker, lapin::ConnectionProperties::default());
        let connection = connect.await.expect("the broker");
        let channel = connection.create_channel().await.expect("a channel");
        let select = channel.confirm_select(ConfirmSelectOptions::default());
        select.await.expect("confirms");
        (connection, channel)
    }

    /// Commits a portion of requests and publishes their messages.
    async fn accept(&self, channel: &Channel) {
        let ids: Vec<Uuid> = (0..LINES).map(|_| Uuid::now_v7()).collect();
        let requests = self.requests.iter().cycle().take(LINES).collect::<Vec<_>>();
        write(&self.database, "bare_requests (id, request)", &ids, &requests).await;
        let mut confirms = Vec::new();
        for part in ids.chunks(JOBS_PER_MESSAGE) {
            let body = serde_json::to_string(part).expect("JSON");
            let (options, persistent) = (
                BasicPublishOptions::default(),
                BasicProperties::default().with_delivery_mode(2),
            );
            let queue = self.queue.as_str().into();
            let publish = channel.basic_publish("".into(), queue, options, body.as_bytes(), persistent);
            confirms.push(publish.await.expect("a publication"));
        }
        for confirm in confirms {
            confirm.await.expect("a confirm");
        }
    }
}

async fn consume(
    channel: Channel,
    database: Database,
    queue: String,
    results: Arc<Vec<String>>,
    finished: Arc<AtomicUsize>,
    count: usize,
) {
    let qos = channel.basic_qos(2, BasicQosOptions::default());
    qos.await.expect("the prefetch");
    let (options, arguments) = (BasicConsumeOptions::default(), FieldTable::default());
    let consume = channel.basic_consume(queue.as_str().into(), "".into(), options, arguments);
    let mut stream = consume.await.expect("a consumer");
    while finished.load(Ordering::Relaxed) < count {
        let Some(delivery) = stream.next().await else {
            return;
        };
        let delivery = delivery.expect("a delivery");
        let ids: Vec<Uuid> = serde_json::from_slice(&delivery.data).expect("ids");
        let texts = results.iter().cycle().take(ids.len()).collect::<Vec<_>>();
        write(&database, "bare_results (id, result)", &ids, &texts).await;
        delivery
            .ack(BasicAckOptions::default())
            .await
            .expect("an acknowledgement");
        finished.fetch_add(ids.len(), Ordering::Relaxed);
    }
}

/// Commits one row an id.
async fn write(database: &Database, target: &str, ids: &[Uuid], texts: &[&String]) {
    // Not at the top: its `load` would stand in the way of the atomics'.
    use diesel_async::RunQueryDsl;
    let mut connection = database.connection().await.expect("a connection");
    let sql = format!("insert into {target} select id, text::json from unnest($1, $2) as new (id, text)");
    connection
        .transaction(async |connection| {
            diesel::sql_query(sql)
                .bind::<Array<SqlUuid>, _>(ids)
                .bind::<Array<Text>, _>(texts)
                .execute(connection)
                .await
        })
        .await
        .expect("a commit");
}
