//! api and worker on the embedded database, with the queue in memory between them.

use crate::credentials::{self, Credentials};
use crate::embedded::{EmbeddedPostgres, EmbeddedPostgresError, maintenance};
use crate::enrolment::{self, EnrolmentError};
use crate::greeting;
use actix_web::web::Data;
use api::SigningKeys;
use api::config::FilesConfig;
use api::config::HttpConfig;
use api::server::Server;
use api::state::{AppState, StartError};
use shared::clock::Clock;
use shared::database::{Database, StoreError, administrative_units, jobs, migrations};
use shared::domain::criteria::FurtherCriteria;
use shared::job::RetryDelays;
use shared::queue::in_process::InProcess;
use shared::queue::relay;
use shared::queue::transport::Transport;
use shared::telemetry::{TelemetryError, install_metrics};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use worker::config::WorkerSettings;

/// Where files are kept, in the data folder.
const FILES: &str = "files";

/// The longest wait for relay and worker after the api has stopped; the worker gives up its batches within 20 s itself.
const DRAIN_LIMIT: Duration = Duration::from_secs(25);

/// The longest wait for jobs of the time before the start: the demonstration takes a second, a backlog may take its time.
const RATED_LIMIT: Duration = Duration::from_secs(20);
/// Between two looks at them.
const RATED_PAUSE: Duration = Duration::from_millis(20);

/// The service could not load or serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServiceError {
    /// The database or its folder.
    #[error(transparent)]
    Embedded(#[from] EmbeddedPostgresError),
    /// A query.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The demonstration's credentials.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentError),
    /// The api.
    #[error(transparent)]
    Api(#[from] StartError),
    /// The metrics.
    #[error(transparent)]
    Metrics(#[from] TelemetryError),
    /// Standard output is closed or full.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] std::io::Error),
    /// The greeting could not be put together.
    #[error("cannot write the greeting")]
    Greeting(#[from] std::fmt::Error),
    /// A part died.
    #[error("a part of the service ended early: {0}")]
    Lost(#[from] tokio::task::JoinError),
}

/// Loads what is missing, serves on `listener` until `stop`, and ends in order: no new requests, the running ones
/// answered, the jobs in work finished, the connection closed. `criteria` are regimes beyond those of the program.
///
/// # Errors
/// [`ServiceError`].
pub(crate) async fn serve(
    embedded: &EmbeddedPostgres,
    listener: TcpListener,
    criteria: FurtherCriteria,
    credentials: &Credentials,
    with_demo: bool,
    stop: &CancellationToken,
) -> Result<(), ServiceError> {
    let database = embedded.open().await?;
    let outcome = tokio::select! {
        // Stopped while loading: what is loaded is kept, the rest comes with the next start.
        () = stop.cancelled() => Ok(()),
        loaded = load(embedded, &database, credentials, with_demo) => match loaded {
            Ok(()) => run(embedded, &database, listener, criteria, credentials, stop).await,
            Err(error) => Err(error),
        },
    };
    database.close();
    outcome
}

/// Everything that must be in the database before the first request.
async fn load(
    embedded: &EmbeddedPostgres,
    database: &Database,
    credentials: &Credentials,
    with_demo: bool,
) -> Result<(), ServiceError> {
    let migrations = migrations::run(database).await?;
    embedded.mark_ready()?;
    let units = administrative_units::load(database).await?;
    enrolment::enrol(database, credentials).await?;
    if with_demo {
        demo::load(database, Clock::System.now()).await?;
    }
    if !migrations.is_empty() || units.written > 0 {
        maintenance::tidy(database).await?;
    }
    Ok(())
}

async fn run(
    embedded: &EmbeddedPostgres,
    database: &Database,
    listener: TcpListener,
    criteria: FurtherCriteria,
    credentials: &Credentials,
    stop: &CancellationToken,
) -> Result<(), ServiceError> {
    let address = listener.local_addr()?;
    let mut config = HttpConfig::at(address);
    config.criteria = criteria;
    config.files = FilesConfig::in_folder(embedded.path().join(FILES));
    let keys = SigningKeys::load(&config, database)
        .await
        .map_err(StartError::from)?;
    let mut state = AppState::new(&config, database.clone(), keys)?;
    state.metrics = Some(install_metrics()?);
    let transport: Arc<dyn Transport> =
        Arc::new(InProcess::new(RetryDelays::default(), Arc::clone(&state.relay)));
    state.transport = Some(Arc::clone(&transport));
    let state = Data::new(state);
    let server = api::server::start(state.clone(), listener, config.workers)?;
    let handle = server.handle();
    let ending = CancellationToken::new();
    let mut background = background(database, &state, transport, &ending);
    let mut serving = tokio::spawn(Server::run(server));
    rated(database, stop).await?;
    state.set_ready();
    greet(embedded, address, credentials, &state)?;
    let outcome = tokio::select! {
        () = stop.cancelled() => {
            state.set_leaving();
            handle.stop(true).await;
            serving.await?.map_err(ServiceError::from)
        }
        ended = &mut serving => ended?.map_err(ServiceError::from),
    };
    ending.cancel();
    let drained = tokio::time::timeout(DRAIN_LIMIT, async {
        while background.join_next().await.is_some() {}
    });
    if drained.await.is_err() {
        tracing::warn!(
            "relay or worker did not stop within {DRAIN_LIMIT:?}; their jobs are done at the next start"
        );
    }
    outcome
}

/// Waits until the worker has done what was asked for before this start, the demonstration's evaluations among it, so that
/// the first statistics are whole. A job that waits for a retry is not waited for.
async fn rated(database: &Database, stop: &CancellationToken) -> Result<(), ServiceError> {
    let start = Clock::System.now();
    let done = async {
        loop {
            let mut connection = database.connection().await?;
            if !jobs::any_unfinished(&mut connection, start).await? {
                return Ok::<_, StoreError>(());
            }
            // Given back first: there is one connection, and the worker needs it.
            drop(connection);
            tokio::time::sleep(RATED_PAUSE).await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => Ok(()),
        done = tokio::time::timeout(RATED_LIMIT, done) => match done {
            Ok(done) => Ok(done?),
            Err(_) => {
                tracing::warn!("jobs of the last run are still open after {RATED_LIMIT:?}; serving all the same");
                Ok(())
            }
        },
    }
}

/// Relay, worker and maintenance. One consumer, for there is one connection.
fn background(
    database: &Database,
    state: &AppState,
    transport: Arc<dyn Transport>,
    ending: &CancellationToken,
) -> JoinSet<()> {
    // News of versions go from the worker straight to the api: every one is heard, without LISTEN.
    let statistics = Arc::clone(&state.statistics);
    let on_version: worker::OnVersion = Arc::new(move |version| statistics.raise(version));
    let handlers = worker::handlers(
        Arc::clone(&state.regimes),
        Clock::System,
        Some(Arc::clone(&on_version)),
    );
    state.statistics.set_followed(true);
    let context = worker::Context {
        database: database.clone(),
        transport: Arc::clone(&transport),
        settings: WorkerSettings {
            consumers: 1,
            ..WorkerSettings::default()
        },
        clock: Clock::System,
        regimes: Arc::clone(&state.regimes),
        on_version: Some(on_version),
        consumers: worker::Consumers::default(),
    };
    let mut tasks = JoinSet::new();
    tasks.spawn(relay::run(
        database.clone(),
        transport,
        Arc::clone(&state.relay),
        ending.clone(),
    ));
    tasks.spawn(worker::run(context, handlers, ending.clone()));
    let (statistics, kept, stop) = (Arc::clone(&state.statistics), database.clone(), ending.clone());
    tasks.spawn(async move { api::memory::keep_in_memory(&statistics, kept, stop).await });
    let upkeep = maintenance::keep_in_order(database.clone());
    let ending = ending.clone();
    tasks.spawn(async move {
        ending.run_until_cancelled_owned(upkeep).await;
    });
    tasks
}

fn greet(
    embedded: &EmbeddedPostgres,
    address: SocketAddr,
    credentials: &Credentials,
    state: &AppState,
) -> Result<(), ServiceError> {
    let file = credentials::file(embedded.path());
    let text = greeting::text(address, &file, credentials, &state.regimes)?;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
