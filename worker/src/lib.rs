//! The worker: takes jobs from a transport, does them in batches, writes each effect once.

mod batch;
pub mod config;
mod consumer;
mod consumers;
mod context;
mod evaluation;
mod health;
mod import;
pub mod job;
pub mod process;
pub mod redrive;
pub mod schedule;
mod trace;

pub use consumers::Consumers;
pub use context::{Context, OnVersion};
pub use evaluation::EvaluationHandler;
pub use import::ImportHandler;

use job::JobHandler;
use shared::clock::Clock;
use shared::database::{StoreResult, time};
use shared::domain::criteria::Regimes;
use shared::job::Lane;
use shared::queue::sweeper;
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

/// The handlers of every job kind, as both the worker process and the standalone binary run them. `on_version` hears of
/// new versions of the statistics, for an api in the same process.
#[must_use]
pub fn handlers(
    regimes: Arc<Regimes>,
    clock: Clock,
    on_version: Option<OnVersion>,
) -> Vec<Arc<dyn JobHandler>> {
    vec![
        Arc::new(EvaluationHandler::new(
            Arc::clone(&regimes),
            clock,
            on_version.clone(),
        )),
        Arc::new(ImportHandler::new(regimes, clock, on_version)),
    ]
}

/// Works until `shutdown`: for each handler and lane the configured number of consumers, and the scheduled tasks. Over a
/// volatile transport, everything unfinished is published again first. Returns when the batches in work are done, or after the
/// drain limit.
pub async fn run(context: Context, handlers: Vec<Arc<dyn JobHandler>>, shutdown: CancellationToken) {
    if context.transport.is_volatile() {
        recover(&context, &shutdown).await;
    }
    let mut tasks = JoinSet::new();
    for handler in handlers {
        for lane in Lane::ALL.iter().copied() {
            for _ in 0..context.settings.consumers {
                let (context, handler, shutdown) = (context.clone(), Arc::clone(&handler), shutdown.clone());
                tasks.spawn(async move { consumer::run(&context, handler.as_ref(), lane, &shutdown).await });
            }
        }
    }
    schedule::spawn(&mut tasks, &context, &shutdown);
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            error!(%error, "a part of the worker died");
        }
    }
    info!("worker stopped");
}

async fn recover_now(context: &Context) -> StoreResult<usize> {
    let start = {
        let mut connection = context.database.connection().await?;
        time::now(&mut connection, context.clock).await?
    };
    sweeper::recover(&context.database, start).await
}

/// Publishes unfinished jobs again, however long the database takes.
async fn recover(context: &Context, shutdown: &CancellationToken) {
    let mut backoff = shared::backoff::Backoff::default();
    while let Err(error) = recover_now(context).await.map(|count| {
        if count > 0 {
            info!(count, "unfinished jobs of the last run are published again");
        }
    }) {
        let wait = backoff.next_wait();
        warn!(%error, ?wait, "unfinished jobs could not be published again; trying again");
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}
