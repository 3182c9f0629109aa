//! The spans of jobs, by OpenTelemetry's conventions for messaging: each attempt at a job is a span under the request that
//! began it, and a batch points to those of its jobs.
//!
//! They travel with the task, so that the code between hands nothing on.

use crate::job::{BatchOutcome, JobOutcome};
use shared::database::StoreResult;
use shared::database::jobs::ClaimedJob;
use shared::job::JobKind;
use shared::queue::trace::SYSTEM;
use shared::telemetry::TraceParent;
use shared::telemetry::traces::{self, KeyValue, Span, SpanKind};
use std::cell::RefCell;
use std::collections::HashMap;
use uuid::Uuid;

/// How an attempt ended, on its span.
const OUTCOME: &str = "ocop.job.outcome";

tokio::task_local! {
    /// The recorded spans of the jobs in work.
    static ATTEMPTS: RefCell<HashMap<Uuid, Attempt>>;
}

/// One attempt at a job.
struct Attempt {
    span: Span,
    /// How it ended, if the transaction that says so is committed.
    settled: Option<AttemptEnd>,
}

/// The end of an attempt: a word, and the code and message of what went wrong.
type AttemptEnd = (&'static str, Option<(&'static str, String)>);

impl Attempt {
    fn end(mut self, (outcome, failure): AttemptEnd) {
        self.span.set(OUTCOME, outcome);
        if let Some((code, message)) = failure {
            self.span.fail(code, message);
        }
    }
}

/// Does `work` over `jobs` and records it for those whose trace is recorded.
pub(crate) async fn around(
    kind: JobKind,
    jobs: &[ClaimedJob],
    work: impl Future<Output = StoreResult<()>>,
) -> StoreResult<()> {
    let attempts: HashMap<Uuid, Attempt> = if traces::enabled() {
        jobs.iter()
            .filter_map(|job| Some((job.id, begin(kind, job)?)))
            .collect()
    } else {
        HashMap::new()
    };
    if attempts.is_empty() {
        return work.await;
    }
    let batch = whole(kind, jobs, &attempts);
    let attempts = RefCell::new(attempts);
    ATTEMPTS
        .scope(attempts, async {
            let outcome = work.await;
            end_rest(&outcome);
            drop(batch);
            outcome
        })
        .await
}

fn begin(kind: JobKind, job: &ClaimedJob) -> Option<Attempt> {
    let parent = job.traceparent.as_deref().and_then(TraceParent::parse);
    let queue = kind.queue(job.lane);
    let span = traces::child(parent, SpanKind::Consumer, format!("process {queue}"), || {
        [
            KeyValue::new("messaging.system", SYSTEM),
            KeyValue::new("messaging.operation.name", "process"),
            KeyValue::new("messaging.operation.type", "process"),
            KeyValue::new("messaging.destination.name", queue),
            KeyValue::new("ocop.job.id", job.id.to_string()),
            KeyValue::new("ocop.job.subject_id", job.subject_id.to_string()),
            KeyValue::new("ocop.job.attempt", i64::from(job.attempt)),
        ]
    })?;
    Some(Attempt { span, settled: None })
}

/// The span of a batch of several: it is in no request's trace, but points to all of them.
fn whole(kind: JobKind, jobs: &[ClaimedJob], attempts: &HashMap<Uuid, Attempt>) -> Option<Span> {
    let [first, _, ..] = jobs else { return None };
    let spans = attempts.values().map(|attempt| &attempt.span);
    let mut batch = traces::begin_linking(
        spans,
        SpanKind::Consumer,
        format!("process batch {}", kind.queue(first.lane)),
    )?;
    batch.set("messaging.system", SYSTEM);
    batch.set(
        "messaging.batch.message_count",
        i64::try_from(jobs.len()).unwrap_or(i64::MAX),
    );
    Some(batch)
}

/// Ends the attempts that no commit has ended.
fn end_rest(outcome: &StoreResult<()>) {
    let _ = ATTEMPTS.try_with(|attempts| {
        for attempt in attempts.take().into_values() {
            attempt.end(match outcome {
                // Somebody else has the job.
                Ok(()) => ("taken_over", None),
                // Whatever was settled is rolled back.
                Err(error) => ("interrupted", Some(("database", error.to_string()))),
            });
        }
    });
}

/// Calls `act` for the attempt at job `id`, where it is recorded.
fn of<T>(id: Uuid, act: impl FnOnce(&mut Attempt) -> T) -> Option<T> {
    let acted = ATTEMPTS.try_with(|attempts| attempts.borrow_mut().get_mut(&id).map(act));
    acted.ok().flatten()
}

/// How the jobs ended, in a transaction that may yet be rolled back.
pub(crate) fn settled(done: &BatchOutcome) {
    for (id, outcome) in &done.outcomes {
        of(*id, |attempt| {
            attempt.settled = Some(match outcome {
                JobOutcome::Succeeded => ("succeeded", None),
                JobOutcome::Failed { code, message } => ("failed", Some((*code, message.clone()))),
                JobOutcome::Retry { code, message } => ("retried", Some((*code, message.clone()))),
            });
        });
    }
}

/// Of those to be retried, the ones whose last attempt it was.
pub(crate) fn exhausted(ids: &[Uuid]) {
    for id in ids {
        of(*id, |attempt| {
            if let Some((outcome, _)) = &mut attempt.settled {
                *outcome = "exhausted";
            }
        });
    }
}

/// The transaction of what was settled is committed: those attempts end.
pub(crate) fn committed() {
    let _ = ATTEMPTS.try_with(|attempts| {
        let ended = |_: &Uuid, attempt: &mut Attempt| attempt.settled.is_some();
        for (_, mut attempt) in attempts.borrow_mut().extract_if(ended) {
            if let Some(ending) = attempt.settled.take() {
                attempt.end(ending);
            }
        }
    });
}

/// A part of the attempt at job `id`; it ends when it is dropped.
pub(crate) fn part(id: Uuid, name: &'static str) -> Option<Span> {
    let place = of(id, |attempt| attempt.span.place())?;
    traces::child(Some(place), SpanKind::Internal, name, || [])
}

#[cfg(test)]
mod tests;
