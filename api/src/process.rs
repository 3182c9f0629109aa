//! The api as a process of its own: PostgreSQL, the relay to RabbitMQ, HTTP.

mod commands;
mod database;

pub use database::load;

use crate::auth::SigningKeys;
use crate::config::ApiConfig;
use crate::memory::{follow, keep_in_memory};
use crate::server;
use crate::state::AppState;
use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use clap::Parser;
use commands::{Arguments, Command};
use shared::config::{DatabaseConfig, Environment};
use shared::database::Database;
use shared::queue::rabbitmq::RabbitMq;
use shared::queue::relay;
use shared::queue::transport::Transport;
use shared::telemetry::{self, traces};
use std::error::Error;
use std::io::Write;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The whole program; a binary does nothing but call it.
pub async fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        None | Some(Command::Serve) => serve().await,
        Some(command) => commands::run(command).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Logging may not have begun.
            let _ = writeln!(std::io::stderr(), "api: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let config = ApiConfig::read(Environment::of_process())?;
    config.telemetry.start_logging()?;
    let traces = traces::start(config.traces.as_ref())?;
    let database = Database::new(&config.database)?;
    if config.migrate {
        load(&database).await?;
    }
    let keys = SigningKeys::load(&config.http, &database).await?;
    let mut state = AppState::new(&config.http, database, keys)?;
    state.metrics = Some(telemetry::install_metrics()?);
    let bind = config.http.bind;
    let listener = TcpListener::bind(bind).map_err(|error| format!("cannot listen on {bind}: {error}"))?;

    let stop = CancellationToken::new();
    let transport: Arc<dyn Transport> = Arc::new(RabbitMq::new(config.amqp));
    state.transport = Some(Arc::clone(&transport));
    let mut beside = beside_requests(&state, config.database, transport, &stop);
    state.set_ready();
    let state = Data::new(state);
    let server = server::start(state.clone(), listener, config.http.workers)?;
    let signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(leave_when_told(
        state,
        server.handle(),
        config.http.leave,
        signals,
    ));
    tracing::info!(address = %server.address(), "api listens");
    server.run().await?;
    // After the last request, so that what it left in the outbox may still go out at once.
    stop.cancel();
    while let Some(ended) = beside.join_next().await {
        ended?;
    }
    traces.finish().await;
    Ok(())
}

/// What runs beside the requests until `stop`: the relay of the outbox, the statistics in memory, the news of their versions.
fn beside_requests(
    state: &AppState,
    followed: DatabaseConfig,
    transport: Arc<dyn Transport>,
    stop: &CancellationToken,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let (statistics, database) = (Arc::clone(&state.statistics), state.database.clone());
    let memory_stop = stop.clone();
    tasks.spawn(async move { keep_in_memory(&statistics, database, memory_stop).await });
    let (database, wake) = (state.database.clone(), Arc::clone(&state.relay));
    tasks.spawn(relay::run(database, transport, wake, stop.clone()));
    let (statistics, follow_stop) = (Arc::clone(&state.statistics), stop.clone());
    tasks.spawn(async move { follow(followed, &statistics, follow_stop).await });
    tasks
}

/// Stops the server at a signal: at once at an interrupt, otherwise when load balancers have had `leave` to hear of it.
async fn leave_when_told(
    state: Data<AppState>,
    server: ServerHandle,
    leave: Duration,
    (mut terminate, mut interrupt): (Signal, Signal),
) {
    tokio::select! {
        _ = terminate.recv() => {
            tracing::info!(wait = ?leave, "shutting down: load balancers are told");
            state.set_leaving();
            tokio::select! {
                () = tokio::time::sleep(leave) => {}
                _ = interrupt.recv() => {}
            }
        }
        _ = interrupt.recv() => {}
    }
    tracing::info!("shutting down: running requests are finished");
    state.set_leaving();
    server.stop(true).await;
}
