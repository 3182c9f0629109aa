//! The chain of spans: request → message → job → statistics.

use crate::recorder::{attribute, id, named, names, one, recorded, trace};
use crate::scene::Scene;
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use opentelemetry::trace::{SpanKind, Status};
use shared::clock::Clock;
use shared::database::jobs::ClaimedJob;
use shared::domain::criteria::Regimes;
use shared::job::JobKind;
use shared::telemetry::TraceParent;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use test_support::eventually;
use uuid::Uuid;
use worker::EvaluationHandler;
use worker::job::{BatchOutcome, JobError, JobHandler};

const SERVER: &str = "POST /api/v1/evaluations";
const SEND: &str = "send ocop.evaluation.v1";
const PROCESS: &str = "process ocop.evaluation.v1";
const SEND_BATCH: &str = "send ocop.evaluation-bulk.v1";
const PROCESS_BATCH: &str = "process ocop.evaluation-bulk.v1";
const SCORE: &str = "score";
const FOLD: &str = "fold into statistics";

/// The span of a client that wants its trace recorded.
fn somebody() -> TraceParent {
    TraceParent::next(None)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_evaluation_is_one_trace() {
    let scene = Scene::start().await;
    let client = somebody();
    let (evaluation, answered) = scene.submit(client).await;
    let done = scene.done(&evaluation).await;
    let spans = trace(client, 5).await;
    assert_eq!(spans.len(), 5, "{:?}", names(&spans));

    let server = one(&spans, SERVER);
    assert_eq!(server.parent_span_id, client.span_id.into());
    assert!(server.parent_span_is_remote);
    assert_eq!(server.span_kind, SpanKind::Server);
    assert_eq!(attribute(server, "http.response.status_code").unwrap(), "202");
    assert_eq!(attribute(server, "http.route").unwrap(), "/api/v1/evaluations");
    // The header of the answer names this very span.
    assert_eq!(id(server), answered.span_id.into());
    assert!(answered.is_sampled());

    let send = one(&spans, SEND);
    assert_eq!(send.parent_span_id, id(server));
    assert_eq!(send.span_kind, SpanKind::Producer);
    assert_eq!(send.status, Status::Unset);

    let process = one(&spans, PROCESS);
    assert_eq!(process.parent_span_id, id(server));
    assert_eq!(process.span_kind, SpanKind::Consumer);
    assert_eq!(process.status, Status::Unset);
    assert_eq!(attribute(process, "ocop.job.subject_id").unwrap(), evaluation);
    assert_eq!(attribute(process, "ocop.job.attempt").unwrap(), "1");
    assert_eq!(attribute(process, "ocop.job.outcome").unwrap(), "succeeded");
    let job = attribute(process, "ocop.job.id").unwrap();
    assert_eq!(
        attribute(send, "messaging.message.id").unwrap(),
        format!("{job}/1")
    );

    let (score, fold) = (one(&spans, SCORE), one(&spans, FOLD));
    for part in [score, fold] {
        assert_eq!(part.parent_span_id, id(process));
        assert_eq!(part.span_kind, SpanKind::Internal);
    }
    // It counts: the version that the part tells is the one that contains it.
    assert!(done["result"]["stars"].as_i64() >= Some(3), "{done}");
    let database = &scene.service.database;
    let version = database
        .number("select statistics_version from evaluation_results")
        .await;
    assert_eq!(
        version,
        database.number("select version from statistics_version").await
    );
    // 1 is that of the empty statistics.
    assert!(version > 1);
    assert_eq!(
        attribute(fold, "ocop.statistics.version").unwrap(),
        version.to_string()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_a_batch_are_in_the_trace_of_their_request() {
    const LINES: usize = 10;
    let scene = Scene::start().await;
    let lines: Vec<String> = (0..LINES).map(|index| scene.line(index)).collect();
    let client = somebody();
    let path = "/api/v1/evaluation-batches";
    let (_, answered) = scene
        .post(client, path, "application/x-ndjson", lines.join("\n"))
        .await;
    let jobs_done =
        |spans: &[_]| named(spans, FOLD).len() == LINES && named(spans, PROCESS_BATCH).len() == LINES;
    let spans = eventually(|| async {
        let spans = trace(client, 1).await;
        if jobs_done(&spans) {
            Ok(spans)
        } else {
            Err(names(&spans))
        }
    })
    .await;

    let server = one(&spans, "POST /api/v1/evaluation-batches");
    assert_eq!(id(server), answered.span_id.into());
    // One message carries them all.
    let send = named(&spans, SEND_BATCH);
    assert_eq!(send.len(), 1, "{:?}", names(&spans));
    for span in send.into_iter().chain(named(&spans, PROCESS_BATCH)) {
        assert_eq!(span.parent_span_id, id(server), "{}", span.name);
    }
    // One score and one fold under each of the jobs.
    for process in named(&spans, PROCESS_BATCH) {
        for part in [SCORE, FOLD] {
            let under = named(&spans, part);
            let under = under.iter().filter(|span| span.parent_span_id == id(process));
            assert_eq!(under.count(), 1, "{part}");
        }
    }
}

/// Fails the first attempt of all.
struct FailsOnce {
    inner: EvaluationHandler,
    failed: AtomicBool,
}

#[async_trait]
impl JobHandler for FailsOnce {
    fn kind(&self) -> JobKind {
        self.inner.kind()
    }

    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        jobs: &[ClaimedJob],
    ) -> Result<BatchOutcome, JobError> {
        if self.failed.swap(true, Ordering::SeqCst) {
            self.inner.run(connection, jobs).await
        } else {
            Err(JobError::transient("away", "somebody is away"))
        }
    }

    async fn committed(&self, succeeded: &[Uuid], statistics_version: Option<i64>) {
        self.inner.committed(succeeded, statistics_version).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_attempt_is_a_span_of_the_same_trace() {
    let regimes = Arc::new(Regimes::embedded().unwrap());
    let handler = FailsOnce {
        inner: EvaluationHandler::new(regimes, Clock::System, None),
        failed: AtomicBool::new(false),
    };
    let scene = Scene::with(vec![Arc::new(handler)]).await;
    let client = somebody();
    let (evaluation, answered) = scene.submit(client).await;
    scene.done(&evaluation).await;
    // Request, two messages, two attempts, score and fold.
    let spans = trace(client, 7).await;

    let attempts = named(&spans, PROCESS);
    let seen: Vec<_> = attempts
        .iter()
        .map(|span| {
            assert_eq!(span.parent_span_id, answered.span_id.into());
            let of = |name| attribute(span, name).unwrap();
            (
                of("ocop.job.attempt"),
                of("ocop.job.outcome"),
                span.status.clone(),
            )
        })
        .collect();
    let (first, second) = (Status::error("somebody is away"), Status::Unset);
    assert_eq!(
        seen,
        [
            ("1".to_owned(), "retried".to_owned(), first),
            ("2".to_owned(), "succeeded".to_owned(), second)
        ]
    );
    assert_eq!(attribute(attempts[0], "error.type").unwrap(), "away");
    assert_eq!(one(&spans, SCORE).parent_span_id, id(attempts[1]));
    let steps: Vec<_> = named(&spans, SEND)
        .iter()
        .map(|span| attribute(span, "ocop.message.retry_step").unwrap())
        .collect();
    assert_eq!(steps, ["0", "1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_client_does_not_want_recorded_is_not() {
    let scene = Scene::start().await;
    let unsampled = TraceParent {
        flags: 0,
        ..somebody()
    };
    let (evaluation, answered) = scene.submit(unsampled).await;
    assert_eq!((answered.trace_id, answered.flags), (unsampled.trace_id, 0));
    assert_ne!(answered.span_id, unsampled.span_id);
    scene.done(&evaluation).await;
    // One that is recorded, after it and through the same hands: what there was of the first is there by then.
    let (evaluation, recorded_one) = scene.submit(somebody()).await;
    scene.done(&evaluation).await;
    trace(recorded_one, 5).await;
    let of_first = recorded(|span| {
        let links = span.links.iter().map(|link| &link.span_context);
        links
            .chain([&span.span_context])
            .any(|context| context.trace_id() == unsampled.trace_id.into())
    });
    assert_eq!(names(&of_first), Vec::<String>::new());
    // The job says so to whoever does it.
    let flags = "select count(*) from jobs where traceparent like '%-00'";
    assert_eq!(scene.service.database.number(flags).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_trace_begins_one() {
    let scene = Scene::start().await;
    let answer = scene
        .client
        .request(reqwest::Method::GET, "/nowhere")
        .send()
        .await;
    let answer = answer.unwrap();
    let begun = TraceParent::parse(answer.headers()["traceparent"].to_str().unwrap()).unwrap();
    let spans = trace(begun, 1).await;
    assert_eq!(names(&spans), ["GET"]);
    assert_eq!(spans[0].parent_span_id, opentelemetry::trace::SpanId::INVALID);
    assert_eq!(attribute(&spans[0], "http.response.status_code").unwrap(), "404");
    // The client's error is none of the server's.
    assert_eq!(spans[0].status, Status::Unset);
}
