//! What operators do about failed jobs: who may, what is refused, and what the audit log keeps.

use crate::app::{App, body, problem};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;
use uuid::Uuid;

/// A server with one job in each state and an administrator's token; the ids by state.
async fn prepared() -> (App, String, Jobs) {
    let app = App::start().await;
    let client = app.client("operator", Role::National, None).await;
    let token = app.token_of("operator").await;
    let [queued, running, succeeded, failed] = [0; 4].map(|_| Uuid::now_v7());
    app.database
        .execute(&format!(
            "insert into jobs (id, kind, subject_id, status, attempts, attempt_limit, queued_at, due_at, error_code, finished_at)
             values ('{queued}', 'evaluation', gen_random_uuid(), 'queued', 0, 5, now(), now(), null, null),
                 ('{running}', 'evaluation', gen_random_uuid(), 'running', 1, 5, now(), now(), null, null),
                 ('{succeeded}', 'evaluation', gen_random_uuid(), 'succeeded', 1, 5, now(), now(), null, now()),
                 ('{failed}', 'evaluation', gen_random_uuid(), 'failed', 5, 5, now(), now(), 'row_missing', now())"
        ))
        .await;
    let jobs = Jobs {
        client,
        unfinished: [queued, running],
        succeeded,
        failed,
    };
    (app, token, jobs)
}

struct Jobs {
    client: Uuid,
    unfinished: [Uuid; 2],
    succeeded: Uuid,
    failed: Uuid,
}

async fn act(app: &App, token: &str, id: Uuid, act: &str, key: Option<&str>, body: &Value) -> Response {
    let mut request = app
        .request(Method::POST, &format!("/api/v1/jobs/{id}/{act}"))
        .bearer_auth(token)
        .header("x-request-id", "request-1")
        .header("accept-language", "en");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    request.json(body).send().await.unwrap()
}

async fn audit(app: &App) -> Vec<String> {
    app.database
        .texts(
            "select concat_ws(' ', actor, act, subject_kind, subject_id, reason, before ->> 'status',
                 after ->> 'status', after ->> 'attempt_limit', request_id) from audit_log where subject_kind in ('job', 'dead_letter') order by id",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_is_redriven_once_and_the_audit_log_knows() {
    let (app, token, jobs) = prepared().await;
    let (id, why) = (jobs.failed, json!({"reason": " sheets repaired "}));
    let first = act(&app, &token, id, "redrive", Some("key"), &why).await;
    assert_eq!(first.headers()["location"], format!("/api/v1/jobs/{id}"));
    let first = body(first, 202).await;
    assert_eq!(
        (
            &first["status"],
            &first["attempts"],
            &first["attempt_limit"],
            &first["finished_at"]
        ),
        (&json!("queued"), &json!(5), &json!(10), &Value::Null),
        "{first}"
    );
    // The same request again has no second effect; another one finds the job queued.
    let again = act(&app, &token, id, "redrive", Some("key"), &why).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(body(again, 202).await, first);
    let refused = problem(
        act(&app, &token, id, "redrive", None, &why).await,
        409,
        "conflict",
    )
    .await;
    assert!(
        refused["detail"].as_str().unwrap().contains("queued"),
        "{refused}"
    );
    assert_eq!(app.database.number("select count(*) from outbox").await, 1);
    assert_eq!(
        audit(&app).await,
        [format!(
            "client:{} job.redrive job {id} sheets repaired failed queued 10 request-1",
            jobs.client
        )]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discarded_job_stays_failed_and_nothing_takes_it_again() {
    let (app, token, jobs) = prepared().await;
    let (id, why) = (jobs.failed, json!({"reason": "product withdrawn"}));
    let answer = act(&app, &token, id, "discard", Some("key"), &why).await;
    let discarded = body(answer, 200).await;
    assert_eq!(
        (&discarded["status"], &discarded["discard_reason"]),
        (&json!("failed"), &why["reason"])
    );
    assert!(discarded["discarded_at"].is_string(), "{discarded}");
    body(act(&app, &token, id, "discard", Some("key"), &why).await, 200).await;
    for verb in ["discard", "redrive"] {
        let refused = problem(act(&app, &token, id, verb, None, &why).await, 409, "conflict").await;
        assert!(
            refused["detail"].as_str().unwrap().contains("discarded"),
            "{refused}"
        );
    }
    for (query, count) in [("", 1), ("&discarded=true", 1), ("&discarded=false", 0)] {
        let path = format!("/api/v1/jobs?status=failed{query}");
        let list = app
            .request(Method::GET, &path)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(
            body(list, 200).await["items"].as_array().unwrap().len(),
            count,
            "{path}"
        );
    }
    assert_eq!(app.database.number("select count(*) from outbox").await, 0);
    assert_eq!(
        audit(&app).await,
        [format!(
            "client:{} job.discard job {id} product withdrawn failed failed 5 request-1",
            jobs.client
        )]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_failed_jobs_can_be_acted_on_and_only_with_a_reason() {
    let (app, token, jobs) = prepared().await;
    let why = json!({"reason": "a reason"});
    for verb in ["redrive", "discard"] {
        for id in jobs.unfinished {
            let refused = problem(act(&app, &token, id, verb, None, &why).await, 409, "conflict").await;
            assert!(refused["detail"].as_str().unwrap().contains("wait"), "{refused}");
        }
        let refused = problem(
            act(&app, &token, jobs.succeeded, verb, None, &why).await,
            409,
            "conflict",
        )
        .await;
        assert!(
            refused["detail"].as_str().unwrap().contains("succeeded"),
            "{refused}"
        );
        problem(
            act(&app, &token, Uuid::now_v7(), verb, None, &why).await,
            404,
            "not_found",
        )
        .await;
        for reason in [String::new(), "  ".to_owned(), "x".repeat(1001), "\0".to_owned()] {
            let answer = act(&app, &token, jobs.failed, verb, None, &json!({"reason": reason})).await;
            let refused = problem(answer, 422, "invalid_fields").await;
            assert_eq!(refused["errors"][0]["pointer"], "/reason", "{refused}");
        }
        problem(
            act(&app, &token, jobs.failed, verb, None, &json!({})).await,
            422,
            "invalid_fields",
        )
        .await;
    }
    assert!(audit(&app).await.is_empty());
    assert_eq!(
        app.database
            .number("select count(*) from jobs where status = 'failed'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_may_not_act() {
    let (app, _, jobs) = prepared().await;
    app.client("auditor", Role::Auditor, None).await;
    let token = app.token_of("auditor").await;
    for verb in ["redrive", "discard"] {
        let answer = act(&app, &token, jobs.failed, verb, None, &json!({"reason": "mine"})).await;
        problem(answer, 403, "insufficient_scope").await;
    }
    assert!(audit(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_only_grows() {
    let (app, token, jobs) = prepared().await;
    body(
        act(
            &app,
            &token,
            jobs.failed,
            "discard",
            None,
            &json!({"reason": "r"}),
        )
        .await,
        200,
    )
    .await;
    for sql in [
        "update audit_log set reason = ''",
        "delete from audit_log",
        "truncate audit_log",
    ] {
        // Where the statement went through, the exception is missing and the block raises another.
        app.database
            .execute(&format!(
                "do $$ begin {sql}; raise 'it went through'; exception when insufficient_privilege then null; end $$"
            ))
            .await;
    }
    assert_eq!(audit(&app).await.len(), 1);
}
