//! The api as a process of its own: PostgreSQL, the relay to RabbitMQ, HTTP.

mod commands;
mod database;

pub use database::load;

use crate::auth::SigningKeys;
use crate::config::ApiConfig;
use crate::memory::{follow, keep_in_memory};
use crate::server;
use crate::state::AppState;
use actix_web::web::Data;
use clap::Parser;
use commands::{Arguments, Command};
use shared::config::Environment;
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
use tokio::signal::unix::{SignalKind, signal};
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
    let mut state = AppState::new(&config.http, database.clone(), keys)?;
    state.metrics = Some(telemetry::install_metrics()?);
    let bind = config.http.bind;
    let listener = TcpListener::bind(bind).map_err(|error| format!("cannot listen on {bind}: {error}"))?;

    let relay_stop = CancellationToken::new();
    let transport: Arc<dyn Transport> = Arc::new(RabbitMq::new(config.amqp));
    state.transport = Some(Arc::clone(&transport));
    let memory = {
        let (statistics, database, stop) = (
            Arc::clone(&state.statistics),
            database.clone(),
            relay_stop.clone(),
        );
        tokio::spawn(async move { keep_in_memory(&statistics, database, stop).await })
    };
    let relay = tokio::spawn(relay::run(
        database,
        transport,
        Arc::clone(&state.relay),
        relay_stop.clone(),
    ));

    let follower = {
        let (statistics, stop) = (Arc::clone(&state.statistics), relay_stop.clone());
        tokio::spawn(async move { follow(config.database, &statistics, stop).await })
    };

    state.set_ready();
    let state = Data::new(state);
    let server = server::start(state.clone(), listener, config.http.workers)?;
    let handle = server.handle();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {
                tracing::info!(wait = ?config.http.leave, "shutting down: load balancers are told");
                state.set_leaving();
                tokio::select! {
                    () = tokio::time::sleep(config.http.leave) => {}
                    _ = interrupt.recv() => {}
                }
            }
            _ = interrupt.recv() => {}
        }
        tracing::info!("shutting down: running requests are finished");
        state.set_leaving();
        handle.stop(true).await;
    });
    tracing::info!(address = %server.address(), "api listens");
    server.run().await?;
    // After the last request, so that what it left in the outbox may still go out at once.
    relay_stop.cancel();
    relay.await?;
    follower.await?;
    memory.await?;
    traces.finish().await;
    Ok(())
}
