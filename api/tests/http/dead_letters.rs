//! Dead letters over HTTP, on the transport within one process; the broker's are in the end-to-end tests.

use crate::app::{App, body, problem};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;
use shared::job::{Envelope, JobKind, JobRefs, Lane, Message, RetryDelays};
use shared::queue::in_process::InProcess;
use shared::queue::transport::{DeliveryVerdict, Transport};
use std::sync::Arc;
use tokio::sync::Notify;
use uuid::Uuid;

/// A server whose dead letters are messages of these jobs and one that is no message at all; an administrator's token.
async fn with_letters_of(jobs: &[Uuid]) -> (App, String) {
    let transport = InProcess::new(RetryDelays::default(), Arc::new(Notify::new()));
    let message = |body| Message {
        kind: JobKind::Evaluation,
        lane: Lane::Single,
        retry_step: 0,
        body,
    };
    let mut messages: Vec<_> = jobs
        .iter()
        .map(|job| {
            let envelope = Envelope {
                kind: JobKind::Evaluation,
                jobs: JobRefs::One {
                    job_id: *job,
                    subject_id: Uuid::now_v7(),
                },
                attempt: 1,
                time: chrono::Utc::now(),
                traceparent: None,
            };
            message(envelope.to_json().unwrap())
        })
        .collect();
    messages.push(message("ổi\0 Đôn Nhân".to_owned()));
    transport
        .publisher()
        .await
        .unwrap()
        .publish(&messages)
        .await
        .unwrap();
    let mut consumer = transport
        .consumer(JobKind::Evaluation, Lane::Single)
        .await
        .unwrap();
    let received = consumer.receive(messages.len()).await.unwrap();
    let verdicts: Vec<_> = received
        .iter()
        .map(|one| (one.tag, DeliveryVerdict::DeadLetter))
        .collect();
    consumer.settle(&verdicts).await.unwrap();
    let app = App::with_transport(Arc::new(transport)).await;
    app.client("operator", Role::National, None).await;
    let token = app.token_of("operator").await;
    (app, token)
}

async fn letters(app: &App, token: &str) -> Vec<Value> {
    let list = app
        .request(Method::GET, "/api/v1/dead-letters")
        .bearer_auth(token)
        .send()
        .await;
    body(list.unwrap(), 200).await["items"]
        .as_array()
        .unwrap()
        .clone()
}

async fn act(app: &App, token: &str, act: &str, ids: &[&str]) -> Response {
    app.request(Method::POST, &format!("/api/v1/dead-letters/{act}"))
        .bearer_auth(token)
        .header("accept-language", "en")
        .header(
            "idempotency-key",
            format!("{act}-{ids:?}").replace([' ', '"'], ""),
        )
        .json(&json!({"ids": ids, "reason": "looked after"}))
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_of_jobs_are_redriven_and_others_only_discarded() {
    let (unfinished, finished) = (Uuid::now_v7(), Uuid::now_v7());
    let (app, token) = with_letters_of(&[unfinished, finished]).await;
    app.database
        .execute(&format!(
            "insert into jobs (id, kind, subject_id, status, attempts, attempt_limit, queued_at, due_at)
             values ('{unfinished}', 'evaluation', gen_random_uuid(), 'queued', 0, 5, now(), now()),
                 ('{finished}', 'evaluation', gen_random_uuid(), 'succeeded', 1, 5, now(), now())"
        ))
        .await;
    let seen = letters(&app, &token).await;
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(letters(&app, &token).await.len(), 3, "looking takes none away");
    let id_of = |job: Option<Uuid>| {
        let letter = seen
            .iter()
            .find(|letter| letter["job_ids"] == json!(job.as_slice()))
            .unwrap();
        assert_eq!(letter["reason"], "rejected");
        letter["id"].as_str().unwrap()
    };
    let (first, second, strange) = (id_of(Some(unfinished)), id_of(Some(finished)), id_of(None));

    // All or nothing: the refused call has taken nothing.
    let refused = problem(
        act(&app, &token, "redrive", &[first, strange]).await,
        409,
        "conflict",
    )
    .await;
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains(strange) && !detail.contains(first), "{refused}");
    assert_eq!(app.database.number("select count(*) from outbox").await, 0);

    let done = body(act(&app, &token, "redrive", &[first, second]).await, 200).await;
    assert_eq!(done["ids"].as_array().unwrap().len(), 2, "{done}");
    let outbox = app
        .database
        .texts("select message::jsonb -> 'data' ->> 'job_id' from outbox")
        .await;
    assert_eq!(
        outbox,
        [unfinished.to_string()],
        "a finished job needs no message"
    );
    body(act(&app, &token, "discard", &[strange]).await, 200).await;
    assert!(letters(&app, &token).await.is_empty());
    let audit = "select concat_ws(' ', act, subject_id, reason, before ->> 'body') from audit_log
                 where act = 'dead_letter.discard'";
    assert_eq!(
        app.database.texts(audit).await,
        [format!(
            "dead_letter.discard {strange} looked after ổi\u{fffd} Đôn Nhân"
        )]
    );
    assert_eq!(
        app.database
            .number("select count(*) from audit_log where subject_kind in ('job', 'dead_letter')")
            .await,
        3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_and_reasons_are_checked_and_permissions_too() {
    let (app, token) = with_letters_of(&[]).await;
    let no_ids = problem(act(&app, &token, "discard", &[]).await, 422, "invalid_fields").await;
    assert_eq!(no_ids["errors"][0]["pointer"], "/ids", "{no_ids}");
    let unknown = problem(act(&app, &token, "discard", &["nowhere"]).await, 409, "conflict").await;
    assert!(
        unknown["detail"].as_str().unwrap().contains("nowhere"),
        "{unknown}"
    );
    app.client("auditor", Role::Auditor, None).await;
    let auditor = app.token_of("auditor").await;
    problem(
        act(&app, &auditor, "discard", &["nowhere"]).await,
        403,
        "insufficient_scope",
    )
    .await;
    assert_eq!(letters(&app, &token).await.len(), 1);
    assert_eq!(
        app.database
            .number("select count(*) from audit_log where subject_kind in ('job', 'dead_letter')")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_transport_it_is_for_later() {
    let app = App::start().await;
    app.client("operator", Role::National, None).await;
    let token = app.token_of("operator").await;
    let list = app
        .request(Method::GET, "/api/v1/dead-letters")
        .bearer_auth(&token)
        .send()
        .await;
    let list = list.unwrap();
    assert_eq!(list.headers()["retry-after"], "5");
    problem(list, 503, "unavailable").await;
}
