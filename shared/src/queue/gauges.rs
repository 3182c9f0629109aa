//! Gauges of what waits: outbox, jobs, queues, dead letters, scheduled tasks. They are sampled in every api, because an api is there where
//! workers are gone; several apis sample the same numbers, so rules take their maximum.

use super::relay::RelayError;
use super::transport::Transport;
use crate::clock::Clock;
use crate::database::backlog::{self, Backlog};
use crate::database::{Database, scheduled_tasks};
use crate::job::{JobKind, Lane};
use metrics::{counter, gauge};
use std::time::Duration;
use tracing::warn;

/// Between two samples: alerts wait for minutes, and one sample costs a query of some milliseconds and a connection to the
/// broker.
const INTERVAL: Duration = Duration::from_secs(15);

/// Samples for ever; a failure is counted, and the next round tries again. `seen` hears of each sample.
pub async fn run(database: Database, transport: &dyn Transport, clock: Clock, seen: impl Fn(&Backlog)) {
    for of in ["database", "broker"] {
        // A series that is there from the start shows its first rise.
        counter!("ocop_sample_failures_total", "of" => of).increment(0);
    }
    loop {
        sampled("database", clock, sample_database(&database, &seen).await);
        sampled("broker", clock, sample_broker(transport).await);
        tokio::time::sleep(INTERVAL).await;
    }
}

/// A gauge keeps its last value while sampling fails; the time of the last success tells.
fn sampled(of: &'static str, clock: Clock, outcome: Result<(), RelayError>) {
    match outcome {
        Ok(()) => {
            let seconds = clock.now().timestamp();
            gauge!("ocop_sampled_timestamp_seconds", "of" => of).set(number(seconds));
        }
        Err(error) => {
            counter!("ocop_sample_failures_total", "of" => of).increment(1);
            warn!(%error, of, "what waits could not be sampled");
        }
    }
}

async fn sample_database(database: &Database, seen: &impl Fn(&Backlog)) -> Result<(), RelayError> {
    let mut connection = database.connection().await?;
    let waiting = backlog::count(&mut connection).await?;
    let tasks = scheduled_tasks::punctuality(&mut connection).await?;
    drop(connection);
    seen(&waiting);
    for task in tasks {
        gauge!("ocop_scheduled_overdue_seconds", "task" => task.name.clone()).set(number(task.overdue));
        gauge!("ocop_scheduled_last_success_timestamp_seconds", "task" => task.name)
            .set(number(task.finished));
    }
    gauge!("ocop_outbox_waiting").set(number(waiting.outbox));
    gauge!("ocop_outbox_oldest_age_seconds").set(number(waiting.outbox_age));
    for (state, jobs) in [
        ("queued", waiting.queued),
        ("running", waiting.running),
        ("failed", waiting.failed),
        ("discarded", waiting.discarded),
    ] {
        gauge!("ocop_jobs_in_state", "state" => state).set(number(jobs));
    }
    gauge!("ocop_jobs_oldest_unfinished_age_seconds").set(number(waiting.unfinished_age));
    Ok(())
}

async fn sample_broker(transport: &dyn Transport) -> Result<(), RelayError> {
    for kind in JobKind::ALL {
        let depth = transport.depth(*kind).await?;
        for lane in Lane::ALL {
            gauge!("ocop_queue_ready", "kind" => kind.as_str(), "lane" => lane.as_str())
                .set(number(depth.ready(*lane)));
        }
        gauge!("ocop_queue_dead_letters", "kind" => kind.as_str()).set(number(depth.dead_letters));
    }
    Ok(())
}

/// Counts and whole seconds of this century fit into 32 bits; more is shown as the most.
fn number(value: impl TryInto<u32>) -> f64 {
    f64::from(value.try_into().unwrap_or(u32::MAX))
}
