//! The set of a test: its own database and queues, relays and workers that run until the test stops them.

use crate::probe::Probe;
use diesel_async::AsyncConnection;
use shared::clock::Clock;
use shared::config::{AmqpConfig, DatabaseConfig};
use shared::database::audit_log::Actor;
use shared::database::jobs::{self, Job, JobStatus, NewJob};
use shared::database::{Database, StoreError};
use shared::job::{JobKind, Lane, RetryDelays};
use shared::queue::rabbitmq::RabbitMq;
use shared::queue::relay;
use shared::queue::transport::Transport;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use test_support::{PATIENCE, TestBroker, TestDatabase, eventually};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use worker::Context;
use worker::config::WorkerSettings;
use worker::job::JobHandler;

pub(crate) const KIND: JobKind = JobKind::Evaluation;
pub(crate) const LANE: Lane = Lane::Single;

pub(crate) struct Scene {
    pub(crate) database: TestDatabase,
    pub(crate) broker: TestBroker,
    pub(crate) wake: Arc<Notify>,
}

/// A relay or worker in the background.
pub(crate) struct BackgroundTask {
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

impl BackgroundTask {
    /// Asks it to stop.
    pub(crate) fn cancel(&self) {
        self.shutdown.cancel();
    }

    /// Asks it to stop and waits until it has.
    pub(crate) async fn stop(self) {
        self.cancel();
        tokio::time::timeout(PATIENCE, self.task)
            .await
            .expect("it does not stop")
            .expect("it panicked");
    }
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::new().await;
        database
            .execute("create table effects (id bigint generated always as identity, job_id uuid not null)")
            .await;
        Self {
            database,
            broker: TestBroker::new(),
            wake: Arc::new(Notify::new()),
        }
    }

    pub(crate) fn rabbit(&self) -> Arc<RabbitMq> {
        Arc::new(RabbitMq::new(self.broker.config()))
    }

    pub(crate) fn rabbit_at(&self, url: String) -> Arc<RabbitMq> {
        Arc::new(RabbitMq::new(AmqpConfig {
            url: url.into(),
            ..self.broker.config()
        }))
    }

    /// One that waits a second for confirms.
    pub(crate) fn impatient_rabbit_at(&self, url: String) -> Arc<RabbitMq> {
        Arc::new(RabbitMq::new(AmqpConfig {
            url: url.into(),
            confirm: Duration::from_secs(1),
            ..self.broker.config()
        }))
    }

    /// `host:port` of the database, the target of a proxy.
    pub(crate) fn database_address(&self) -> String {
        let url = reqwest::Url::parse(&self.database.url()).unwrap();
        format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))
    }

    /// A worker whose database is at `address`.
    pub(crate) fn worker_with_database_at(&self, address: SocketAddr, handler: Arc<Probe>) -> BackgroundTask {
        let config = DatabaseConfig::at(self.database.url_through(address));
        start_worker(
            Database::new(&config).unwrap(),
            self.rabbit(),
            handler,
            settings(),
        )
    }

    /// A pool of its own, as another process would have.
    pub(crate) fn pool(&self, size: usize) -> Database {
        let mut config = DatabaseConfig::at(self.database.url());
        config.pool_size = size;
        Database::new(&config).unwrap()
    }

    pub(crate) fn relay(&self, transport: Arc<dyn Transport>) -> BackgroundTask {
        let shutdown = CancellationToken::new();
        let (pool, wake) = (self.pool(2), Arc::clone(&self.wake));
        let task = tokio::spawn(relay::run(pool, transport, wake, shutdown.clone()));
        BackgroundTask { shutdown, task }
    }

    pub(crate) fn worker(&self, handler: Arc<Probe>, settings: WorkerSettings) -> BackgroundTask {
        self.worker_over(self.rabbit(), handler, settings)
    }

    pub(crate) fn worker_over(
        &self,
        transport: Arc<dyn Transport>,
        handler: Arc<Probe>,
        settings: WorkerSettings,
    ) -> BackgroundTask {
        start_worker(self.pool(3), transport, handler, settings)
    }

    /// Submits `count` single jobs in one transaction.
    pub(crate) async fn submit(&self, count: usize) -> Vec<Uuid> {
        self.submit_to(LANE, count).await
    }

    /// Submits `count` jobs in one transaction, as a handler of the api does.
    pub(crate) async fn submit_to(&self, lane: Lane, count: usize) -> Vec<Uuid> {
        let new: Vec<_> = (0..count)
            .map(|_| NewJob {
                id: Uuid::now_v7(),
                kind: KIND,
                lane,
                subject_id: Uuid::now_v7(),
                traceparent: None,
                queued_at: Clock::System.now(),
            })
            .collect();
        let mut connection = self.database.database().connection().await.unwrap();
        connection
            .transaction(async |connection| {
                jobs::enqueue(connection, &new).await?;
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        self.wake.notify_one();
        new.into_iter().map(|job| job.id).collect()
    }

    pub(crate) async fn job(&self, id: Uuid) -> Job {
        let mut connection = self.database.database().connection().await.unwrap();
        jobs::find(&mut connection, id).await.unwrap()
    }

    /// The job once it has this status.
    pub(crate) async fn job_with(&self, id: Uuid, status: JobStatus) -> Job {
        eventually(|| async {
            let job = self.job(id).await;
            if job.status == status { Ok(job) } else { Err(job) }
        })
        .await
    }

    /// Waits until all jobs have succeeded, and then sees one effect for each and no other.
    pub(crate) async fn each_done_once(&self, count: usize) {
        let count = i64::try_from(count).unwrap();
        self.eventually_number("select count(*) from jobs where status = 'succeeded'", count)
            .await;
        assert_eq!(self.database.number("select count(*) from effects").await, count);
        let distinct = "select count(distinct job_id) from effects join jobs on jobs.id = job_id";
        assert_eq!(self.database.number(distinct).await, count);
    }

    pub(crate) async fn eventually_number(&self, sql: &str, expected: i64) {
        eventually(|| async {
            let number = self.database.number(sql).await;
            if number == expected {
                Ok(())
            } else {
                Err(format!("{number} in: {sql}"))
            }
        })
        .await;
    }

    /// Waits until `count` messages wait in the work queue and none is in the outbox.
    pub(crate) async fn eventually_waiting(&self, count: u64) {
        self.eventually_number("select count(*) from outbox", 0).await;
        let rabbit = self.rabbit();
        eventually(|| async {
            let waiting = rabbit
                .depth(KIND)
                .await
                .map_err(|error| error.to_string())?
                .single;
            if waiting == count {
                Ok(())
            } else {
                Err(format!("{waiting} waiting"))
            }
        })
        .await;
    }

    /// The outbox messages of a job as they are.
    pub(crate) async fn messages(&self) -> Vec<shared::job::Message> {
        let mut connection = self.database.database().connection().await.unwrap();
        let rows = connection
            .transaction(async |connection| shared::database::outbox::take(connection, 1_000).await)
            .await
            .unwrap();
        rows.into_iter().map(|(_, message)| message).collect()
    }
}

pub(crate) fn start_worker(
    database: Database,
    transport: Arc<dyn Transport>,
    handler: Arc<Probe>,
    settings: WorkerSettings,
) -> BackgroundTask {
    let shutdown = CancellationToken::new();
    let context = Context {
        database,
        transport,
        settings,
        clock: Clock::System,
        regimes: Arc::new(shared::domain::criteria::Regimes::embedded().expect("regimes")),
        on_version: None,
        consumers: worker::Consumers::default(),
    };
    let handler: Arc<dyn JobHandler> = handler;
    let task = tokio::spawn(worker::run(context, vec![handler], shutdown.clone()));
    BackgroundTask { shutdown, task }
}

/// Short, so that no test waits for long; the order of things never depends on them.
pub(crate) fn delays() -> RetryDelays {
    RetryDelays::new([20, 40, 60].map(Duration::from_millis))
}

/// The default settings with short retries.
pub(crate) fn settings() -> WorkerSettings {
    WorkerSettings {
        retry_delays: delays(),
        ..WorkerSettings::default()
    }
}

/// One job at a time, so that the order of messages is the order of work.
pub(crate) fn one_by_one() -> WorkerSettings {
    WorkerSettings {
        batch: 1,
        consumers: 1,
        ..settings()
    }
}

/// Who acts in tests of commands.
pub(crate) fn actor() -> Actor {
    Actor {
        name: "command:test".to_owned(),
        operation: None,
        reason: None,
        request_id: None,
        at: Clock::System.now(),
    }
}
