//! The loop of one task in one worker.

use super::{ScheduleRound, ScheduledTask, round};
use chrono::TimeDelta;
use metrics::counter;
use shared::backoff::Backoff;
use shared::clock::Clock;
use shared::database::Database;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// The shortest wait between two looks, also while another worker has the task.
const SHORTEST_LOOK: Duration = Duration::from_secs(1);
/// The longest wait: clocks may be set, and a task may become due by hand.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// How runs are counted.
const DONE: &str = "done";
const PART: &str = "part";
const FAILED: &str = "failed";

/// Does `task` whenever it is due, until `shutdown`: then a transaction in work is undone, and another worker or the next
/// start does its period.
pub async fn run<T: ScheduledTask>(
    database: &Database,
    clock: Clock,
    task: &T,
    shutdown: &CancellationToken,
) {
    for outcome in [DONE, PART, FAILED] {
        // A series that is there from the start shows its first rise.
        count(task, outcome, 0);
    }
    let mut backoff = Backoff::default();
    loop {
        let outcome = tokio::select! {
            () = shutdown.cancelled() => return,
            outcome = round(database, clock, task) => outcome,
        };
        let wait = match outcome {
            Ok(outcome) => {
                backoff.reset();
                next_look(task, outcome)
            }
            Err(error) => {
                let wait = backoff.next_wait();
                warn!(%error, task = task.name(), ?wait, "scheduled work could not be looked at; trying again");
                wait
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Counts the round and tells when to look again.
fn next_look<T: ScheduledTask>(task: &T, outcome: ScheduleRound) -> Duration {
    match outcome {
        ScheduleRound::Done(_) => {
            count(task, DONE, 1);
            Duration::ZERO
        }
        ScheduleRound::Part => {
            count(task, PART, 1);
            Duration::ZERO
        }
        ScheduleRound::Failed(wait) => {
            count(task, FAILED, 1);
            bounded(wait)
        }
        ScheduleRound::Waiting(wait) => bounded(wait),
        ScheduleRound::Taken => SHORTEST_LOOK,
    }
}

fn bounded(wait: TimeDelta) -> Duration {
    wait.to_std()
        .unwrap_or(SHORTEST_LOOK)
        .clamp(SHORTEST_LOOK, LONGEST_LOOK)
}

fn count<T: ScheduledTask>(task: &T, outcome: &'static str, by: u64) {
    counter!("ocop_scheduled_runs_total", "task" => task.name(), "outcome" => outcome).increment(by);
}
