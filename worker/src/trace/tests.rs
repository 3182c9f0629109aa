use super::*;
use opentelemetry::trace::Status;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use shared::database::StoreError;
use std::sync::{Mutex, Once};

static SPANS: Mutex<Vec<SpanData>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct InMemory;

impl SpanExporter for InMemory {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        SPANS.lock().unwrap().extend(batch);
        Ok(())
    }
}

/// Two jobs of one request whose trace is recorded, or not.
fn jobs(flags: u8) -> (TraceParent, Vec<ClaimedJob>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(InMemory)
            .build();
        traces::install(&provider).unwrap();
    });
    let request = TraceParent {
        flags,
        ..TraceParent::next(None)
    };
    let job = || ClaimedJob {
        id: Uuid::now_v7(),
        lane: shared::job::Lane::Single,
        subject_id: Uuid::now_v7(),
        attempt: 1,
        traceparent: Some(request.to_string()),
    };
    (request, vec![job(), job()])
}

/// What was recorded of `request`: in its trace, or pointing to it.
fn recorded(request: TraceParent) -> Vec<SpanData> {
    let is_of = |span: &&SpanData| {
        let links = span.links.iter().map(|link| &link.span_context);
        links
            .chain([&span.span_context])
            .any(|context| context.trace_id() == request.trace_id.into())
    };
    SPANS.lock().unwrap().iter().filter(is_of).cloned().collect()
}

fn outcomes(spans: &[SpanData]) -> Vec<String> {
    let attributes = spans.iter().flat_map(|span| &span.attributes);
    let outcomes = attributes.filter(|attribute| attribute.key.as_str() == OUTCOME);
    outcomes.map(|attribute| attribute.value.to_string()).collect()
}

#[tokio::test]
async fn a_batch_points_to_its_jobs_from_a_trace_of_its_own() {
    let (request, jobs) = jobs(1);
    let done = BatchOutcome {
        outcomes: vec![(jobs[0].id, JobOutcome::Succeeded)],
        statistics_version: None,
    };
    let work = async {
        settled(&done);
        committed();
        Ok(())
    };
    around(JobKind::Evaluation, &jobs, work).await.unwrap();
    let spans = recorded(request);
    // The second job was in nobody's outcome: another worker has it.
    assert_eq!(outcomes(&spans), ["succeeded", "taken_over"]);
    let batch = spans.last().unwrap();
    assert_eq!(batch.name, "process batch ocop.evaluation.v1");
    assert_ne!(batch.span_context.trace_id(), request.trace_id.into());
    let mut linked: Vec<_> = batch
        .links
        .iter()
        .map(|link| link.span_context.span_id())
        .collect();
    let mut attempts: Vec<_> = spans[..2]
        .iter()
        .map(|span| span.span_context.span_id())
        .collect();
    linked.sort_by_key(|id| id.to_bytes());
    attempts.sort_by_key(|id| id.to_bytes());
    assert_eq!(linked, attempts);
}

#[tokio::test]
async fn what_was_settled_and_not_committed_is_interrupted() {
    let (request, jobs) = jobs(1);
    let done = BatchOutcome {
        outcomes: jobs.iter().map(|job| (job.id, JobOutcome::Succeeded)).collect(),
        statistics_version: None,
    };
    let work = async {
        settled(&done);
        Err(StoreError::Internal("the commit failed".to_owned()))
    };
    around(JobKind::Evaluation, &jobs, work).await.unwrap_err();
    let spans = recorded(request);
    assert_eq!(spans.len(), 3);
    for attempt in spans.iter().filter(|span| span.name.starts_with("process ocop")) {
        assert_eq!(outcomes(std::slice::from_ref(attempt)), ["interrupted"]);
        assert!(
            matches!(attempt.status, Status::Error { .. }),
            "{:?}",
            attempt.status
        );
    }
}

#[tokio::test]
async fn jobs_of_an_unrecorded_trace_leave_nothing() {
    let (request, jobs) = jobs(0);
    let work = async {
        assert!(part(jobs[0].id, "score").is_none());
        Ok(())
    };
    around(JobKind::Evaluation, &jobs, work).await.unwrap();
    assert!(recorded(request).is_empty());
}
