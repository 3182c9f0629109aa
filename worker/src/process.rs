//! The worker as a process of its own: command line, configuration, signals.

mod jobs;

use crate::config::WorkerConfig;
use crate::{Consumers, Context, handlers, health};
use clap::{Parser, Subcommand};
use jobs::JobsCommand;
use shared::clock::Clock;
use shared::config::Environment;
use shared::database::Database;
use shared::domain::criteria::Regimes;
use shared::queue::rabbitmq::RabbitMq;
use shared::telemetry::{install_metrics, traces};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;

/// What `--help` says about the environment.
const ENVIRONMENT: &str = "\
Environment variables, all checked at the start:
  DATABASE_URL                     required, postgres://user:password@host:port/database
  AMQP_URL                         required, amqp://user:password@host:port/vhost
  OCOP_BIND                        address of /health/live, /health/ready and /metrics [none]
  OCOP_CRITERIA_DIR                folder of regimes beyond those of the program [none]
  OCOP_CRITERIA_WORDING            official wording of sheets, which the api shows; checked here as well [none]
  OCOP_WORKER_BATCH                jobs per transaction [100]
  OCOP_WORKER_CONSUMERS            batches in work at a time in each lane of a kind of job [2]
  OCOP_WORKER_LEASE_SECONDS        after this a running job counts as abandoned [300]
  OCOP_WORKER_DRAIN_SECONDS        longest wait of a shutdown for the batches in work [20]
  OCOP_QUEUE_PREFIX                before the names of queues and exchanges []
  OCOP_RETRY_MILLISECONDS          waits of the three retry queues [10000,60000,600000]
  OCOP_AMQP_PREFETCH               messages held unacknowledged per consumer [200]
  OCOP_AMQP_CONNECT_SECONDS        longest wait for a step of the set-up [10]
  OCOP_AMQP_CONFIRM_SECONDS        longest wait for publisher confirms [20]
  OCOP_DATABASE_POOL_SIZE          connections to PostgreSQL [10]
  OCOP_DATABASE_WAIT_SECONDS       longest wait for a free connection [5]
  OCOP_DATABASE_CONNECT_SECONDS    longest wait for a new connection [5]
  OCOP_DATABASE_STATEMENT_SECONDS  longest statement [30]
  OCOP_LOG_FORMAT                  json or pretty [json]
  OCOP_LOG                         log filter [info]
  OTEL_EXPORTER_OTLP_ENDPOINT      collector of traces, e.g. http://collector:4318 [none: no traces]
  OTEL_EXPORTER_OTLP_HEADERS       name=value,… for the collector, percent-encoded []
  OTEL_SERVICE_NAME                name of this process in traces [ocop-worker]
  OTEL_TRACES_SAMPLER              parentbased_always_on, …_always_off or …_traceidratio [parentbased_always_on]
  OTEL_TRACES_SAMPLER_ARG          share of new traces for …_traceidratio, 0 to 1 [1]";

/// Does the jobs of the OCOP evaluation service.
#[derive(Parser)]
#[command(name = "worker", version, after_help = ENVIRONMENT)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Take jobs from RabbitMQ and do them until SIGTERM or SIGINT (the default)
    Run,
    /// Look after jobs that went wrong
    Jobs {
        #[command(subcommand)]
        command: JobsCommand,
    },
}

/// The whole program; a binary does nothing but call it.
pub async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match start(arguments.command.unwrap_or(Command::Run)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Logging may not have begun.
            let _ = writeln!(std::io::stderr(), "worker: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start(command: Command) -> Result<(), Box<dyn Error>> {
    let mut environment = Environment::of_process();
    let config = WorkerConfig::read(&mut environment);
    let config = environment.finish(config)?;
    let regimes = Arc::new(Regimes::with(&config.criteria)?);
    let context = Context {
        database: Database::new(&config.database)?,
        transport: Arc::new(RabbitMq::new(config.amqp)),
        settings: config.settings,
        clock: Clock::System,
        regimes,
        on_version: None,
        consumers: Consumers::default(),
    };
    match command {
        Command::Run => {
            config.telemetry.start_logging()?;
            let traces = traces::start(config.traces.as_ref())?;
            let shutdown = CancellationToken::new();
            stop_on_signal(shutdown.clone())?;
            info!(settings = ?context.settings, "worker starts");
            if let Some(bind) = config.bind {
                let metrics = install_metrics()?;
                health::serve(bind, context.clone(), metrics, shutdown.clone())
                    .await
                    .map_err(|error| format!("OCOP_BIND {bind}: {error}"))?;
            }
            let handlers = handlers(Arc::clone(&context.regimes), context.clock, None);
            crate::run(context, handlers, shutdown).await;
            traces.finish().await;
            Ok(())
        }
        Command::Jobs { command } => jobs::run(&context, command).await,
    }
}

/// SIGTERM (orchestrators) and SIGINT (Ctrl-C) stop the worker in order; a second one has no effect beyond the first.
fn stop_on_signal(shutdown: CancellationToken) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        info!("shutting down: the batches in work are finished");
        shutdown.cancel();
    });
    Ok(())
}
