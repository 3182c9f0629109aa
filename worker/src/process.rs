//! The worker as a process of its own: command line, configuration, signals.

use crate::config::WorkerConfig;
use crate::{Consumers, Context, handlers, health, redrive};
use clap::{Parser, Subcommand};
use diesel_async::AsyncConnection;
use shared::clock::Clock;
use shared::config::Environment;
use shared::database::audit_log::Actor;
use shared::database::{Database, StoreError};
use shared::domain::criteria::Regimes;
use shared::operations::failed_jobs::{self, Refused};
use shared::queue::JobKind;
use shared::queue::rabbitmq::RabbitMq;
use shared::queue::transport::Transport;
use shared::telemetry::{install_metrics, traces};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;
use uuid::Uuid;

/// What `--help` says about the environment.
const ENVIRONMENT: &str = "\
Environment variables, all checked at the start:
  DATABASE_URL                     required, postgres://user:password@host:port/database
  AMQP_URL                         required, amqp://user:password@host:port/vhost
  OCOP_BIND                        address of /health/live, /health/ready and /metrics [none]
  OCOP_WORKER_BATCH                jobs per transaction [100]
  OCOP_WORKER_CONSUMERS            batches in work at a time in each of the two lanes [2]
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

#[derive(Subcommand)]
enum JobsCommand {
    /// Give failed jobs new attempts and publish those again whose messages are dead letters
    Redrive {
        /// Only this job
        #[arg(long)]
        id: Option<Uuid>,
        /// Why, for the audit log
        #[arg(long)]
        reason: Option<String>,
    },
    /// Give a failed job up for good: it stays failed, and no redrive takes it again
    Discard {
        /// The job
        #[arg(long)]
        id: Uuid,
        /// Why, for the audit log
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        reason: String,
    },
    /// List the messages that no worker could do anything with
    DeadLetters,
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
    let context = Context {
        database: Database::new(&config.database)?,
        transport: Arc::new(RabbitMq::new(config.amqp)),
        settings: config.settings,
        clock: Clock::System,
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
            let regimes = Arc::new(Regimes::embedded()?);
            let handlers = handlers(regimes, context.clock, None);
            crate::run(context, handlers, shutdown).await;
            traces.finish().await;
            Ok(())
        }
        Command::Jobs { command } => look_after(&context, command).await,
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

async fn look_after(context: &Context, command: JobsCommand) -> Result<(), Box<dyn Error>> {
    let (database, transport, clock) = (&context.database, context.transport.as_ref(), context.clock);
    let mut out = std::io::stdout();
    match command {
        JobsCommand::Redrive { id: Some(id), reason } => {
            let actor = actor(reason, clock);
            let mut connection = database.connection().await?;
            connection
                .transaction(async |connection| failed_jobs::redrive(connection, id, &actor).await)
                .await
                .map_err(|refused| refusal(id, &refused))?;
            writeln!(out, "{id} queued again")?;
        }
        JobsCommand::Redrive { id: None, reason } => {
            let actor = actor(reason, clock);
            let ids = redrive::failed_jobs(database, &actor).await?;
            for id in &ids {
                writeln!(out, "{id} queued again")?;
            }
            writeln!(out, "{} failed job(s) queued again", ids.len())?;
            show_dead_letters(database, transport, Some(&actor), &mut out).await?;
        }
        JobsCommand::Discard { id, reason } => {
            let actor = actor(Some(reason), clock);
            let mut connection = database.connection().await?;
            connection
                .transaction(async |connection| failed_jobs::discard(connection, id, &actor).await)
                .await
                .map_err(|refused| refusal(id, &refused))?;
            writeln!(out, "{id} given up")?;
        }
        JobsCommand::DeadLetters => show_dead_letters(database, transport, None, &mut out).await?,
    }
    Ok(())
}

/// Somebody at a terminal; the name is what the system's environment says.
fn actor(reason: Option<String>, clock: Clock) -> Actor {
    let user = std::env::var("USER").unwrap_or_else(|_| "unknown".to_owned());
    Actor {
        name: format!("command:{user}"),
        reason,
        request_id: None,
        at: clock.now(),
    }
}

fn refusal(id: Uuid, refused: &Refused) -> String {
    match refused {
        Refused::Store(StoreError::NotFound) => format!("{id}: there is no such job"),
        refused => format!("{id}: {refused}"),
    }
}

async fn show_dead_letters(
    database: &Database,
    transport: &dyn Transport,
    actor: Option<&Actor>,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    for kind in JobKind::ALL {
        for (letter, taken) in redrive::dead_letters(database, transport, *kind, actor).await? {
            let reason = letter.reason.as_deref().unwrap_or("no reason told");
            match letter.job_ids.as_slice() {
                [] => writeln!(
                    out,
                    "dead letter that is no message of ours ({reason}): {}",
                    letter.body
                )?,
                ids => {
                    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                    let end = if taken { ": taken back" } else { "" };
                    writeln!(out, "dead letter of job {} ({reason}){end}", ids.join(", "))?;
                }
            }
        }
    }
    Ok(())
}
