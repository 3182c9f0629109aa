//! The audit log holds every change, with who made it by which request, and a cut or a changed byte is found.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, send, token_in};
use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::domain::access::Role;

/// A server with a producer that was registered and renamed; the token of a national administrator.
async fn changed() -> (App, String, String) {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let producer = cooperative(&app, &token, "HTX Sông Lô", "08824").await;
    let path = format!("/api/v1/producers/{producer}");
    let change = app
        .request(Method::PATCH, &path)
        .bearer_auth(&token)
        .header("X-Request-Id", "change-1")
        .json(&json!({"name": "HTX Sông Lô Xanh"}));
    body(change.send().await.unwrap(), 200).await;
    app.client("auditor", Role::Auditor, None).await;
    let auditor = app.token_of("auditor").await;
    (app, auditor, producer)
}

async fn entries(app: &App, auditor: &str, query: &str) -> Vec<Value> {
    let page = body(get(app, auditor, &format!("/api/v1/audit-log{query}")).await, 200).await;
    page["items"].as_array().unwrap().clone()
}

async fn verification(app: &App, auditor: &str, query: &str) -> Value {
    let path = format!("/api/v1/audit-log/verification{query}");
    body(get(app, auditor, &path).await, 200).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_logged_with_actor_request_before_and_after() {
    let (app, auditor, producer) = changed().await;
    let found = entries(
        &app,
        &auditor,
        &format!("?subject_kind=producers&subject_id={producer}"),
    )
    .await;
    let [change, registration] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(registration["act"], "created");
    assert_eq!(registration["operation"], "POST /api/v1/producers");
    assert_eq!(registration["before"], Value::Null);
    assert_eq!(change["act"], "changed");
    assert_eq!(change["operation"], "PATCH /api/v1/producers/{id}");
    assert_eq!(change["request_id"], "change-1");
    assert_eq!(change["before"]["name"], "HTX Sông Lô");
    assert_eq!(change["after"]["name"], "HTX Sông Lô Xanh");
    assert_eq!(
        change["after"].get("search_name"),
        None,
        "it follows from the name"
    );
    assert!(
        change["actor"].as_str().unwrap().starts_with("client:"),
        "{change}"
    );
    let moment = |text: &Value| text.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let began = moment(&registration["occurred_at"]);
    for told in [&change["after"]["updated_at"], &change["occurred_at"]] {
        assert!(began <= moment(told) && moment(told) <= Utc::now(), "{change}");
    }
    let after = change["position"].as_i64().unwrap();
    assert!(after > registration["position"].as_i64().unwrap());

    let moment = change["occurred_at"].as_str().unwrap();
    let kind = "subject_kind=producers";
    assert_eq!(
        entries(&app, &auditor, &format!("?{kind}&from={moment}"))
            .await
            .len(),
        1
    );
    assert_eq!(
        entries(&app, &auditor, &format!("?{kind}&to={moment}"))
            .await
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_leaves_nothing_and_a_secret_is_never_shown() {
    let (app, auditor, producer) = changed().await;
    let token = app.token_of("national-").await;
    let before = entries(&app, &auditor, "").await.len();
    let path = format!("/api/v1/producers/{producer}");
    problem(
        send(&app, Method::PATCH, &token, &path, &json!({"name": ""})).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(entries(&app, &auditor, "").await.len(), before);

    app.database
        .execute("update clients set secret_hash = 'another' where client_id = 'auditor'")
        .await;
    let change = entries(&app, &auditor, "?subject_kind=clients&act=changed").await;
    assert_eq!(change.len(), 1, "{change:?}");
    assert_eq!(change[0]["after"]["secret_hash"], "(changed)");
    let all = app
        .database
        .texts("select entry from audit_log where entry ~ 'argon2|another'")
        .await;
    assert!(all.is_empty(), "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_an_actor_is_refused() {
    let (app, ..) = changed().await;
    let mut connection = app.database.database().connection().await.unwrap();
    let error = diesel_async::RunQueryDsl::execute(
        diesel::sql_query("update producers set name = 'x'"),
        &mut connection,
    )
    .await
    .unwrap_err();
    assert!(error.to_string().contains("a change without an actor"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_can_be_checked_without_the_service() {
    let (app, auditor, _) = changed().await;
    // More than one piece.
    app.database
        .execute("update producers set name = name || n::text from generate_series(1, 1) as n; do $$ begin for n in 1..150 loop update producers set version = version + 1; end loop; end $$")
        .await;
    let answer = get(&app, &auditor, "/api/v1/audit-log/export?from_position=1").await;
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    let file = answer.text().await.unwrap();
    let mut previous = "0".repeat(64);
    let mut position = 0;
    for line in file.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let entry = line["entry"].as_str().unwrap();
        position += 1;
        assert_eq!(line["position"], position);
        assert_eq!(line["previous_hash"], json!(previous));
        let digest = Sha256::digest(format!("{previous}{entry}"));
        previous = shared::hex::hex(&digest);
        assert_eq!(line["hash"], json!(previous));
        let entry: Value = serde_json::from_str(entry).unwrap();
        assert_eq!(entry["position"], position);
    }
    assert!(position > 150, "{position}");
    let answer = get(
        &app,
        &auditor,
        "/api/v1/audit-log/export?from_position=2&to_position=3",
    )
    .await;
    assert_eq!(answer.text().await.unwrap().lines().count(), 2);

    let whole = verification(&app, &auditor, "").await;
    assert_eq!(whole["ok"], true, "{whole}");
    assert_eq!(
        (&whole["to_position"], &whole["hash"]),
        (&json!(position), &json!(previous))
    );
    let part = verification(&app, &auditor, "?from_position=3&to_position=5").await;
    assert_eq!(
        (&part["ok"], &part["to_position"]),
        (&json!(true), &json!(5)),
        "{part}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_and_a_changed_byte_are_found_at_their_position() {
    let (app, auditor, producer) = changed().await;
    let last = app.database.number("select max(position) from audit_log").await;
    for (tampering, position, kind) in [
        ("delete from audit_log where position = 2", 2, "missing"),
        ("update audit_log set actor = 'client:x' where position = 2", 2, "altered"),
        ("update audit_log set entry = replace(entry, 'created', 'Created') where position = 2", 2, "altered"),
        (
            "update audit_log set entry = replace(entry, '\"act\": \"created\"', '\"act\": \"deleted\"'), act = 'deleted' where position = 2;
             update audit_log set hash = audit_hash(previous_hash, entry) where position = 2",
            3,
            "detached",
        ),
        ("delete from audit_log where position = 1", 1, "missing"),
        ("delete from audit_log where position = (select max(position) from audit_log)", last, "missing"),
        ("update audit_head set position = position - 1", last - 1, "wrong_head"),
        ("update audit_head set hash = repeat('1', 64)", last, "wrong_head"),
    ] {
        app.database
            .execute(&format!(
                "create table kept as select * from audit_log; create table kept_head as select * from audit_head;
                 alter table audit_log disable trigger user; {tampering}"
            ))
            .await;
        let found = verification(&app, &auditor, "").await;
        assert_eq!(found["ok"], false, "{tampering}");
        assert_eq!(found["breach"], json!({"position": position, "kind": kind}), "{tampering}");
        app.database
            .execute(
                "delete from audit_log; insert into audit_log overriding system value select * from kept;
                 update audit_head set position = kept_head.position, hash = kept_head.hash from kept_head;
                 drop table kept, kept_head; alter table audit_log enable trigger user",
            )
            .await;
        assert_eq!(verification(&app, &auditor, "").await["ok"], true, "{tampering}");
    }
    // A cut at the end together with the head is seen by a hash that was kept.
    let before = verification(&app, &auditor, "").await;
    app.database
        .execute(&format!(
            "alter table audit_log disable trigger user; delete from audit_log where position = {last};
             update audit_head set position = {last} - 1,
                 hash = (select hash from audit_log where position = {last} - 1);
             alter table audit_log enable trigger user;
             update producers set name = 'another history' where id = '{producer}'"
        ))
        .await;
    let after = verification(&app, &auditor, &format!("?to_position={last}")).await;
    assert_eq!(after["ok"], true);
    assert_ne!(after["hash"], before["hash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_audit_exports_and_verifies() {
    let app = App::start().await;
    app.client("statistics", Role::Statistics, None).await;
    let token = app.token_of("statistics").await;
    for path in ["export", "verification"] {
        let path = format!("/api/v1/audit-log/{path}");
        problem(get(&app, &token, &path).await, 403, "insufficient_scope").await;
    }
}

/// Tables whose rows are no entries, and why.
const NOT_AUDITED: &[(&str, &str)] = &[
    ("__diesel_schema_migrations", "migrations are code"),
    ("administrative_unit_loads", "data of the program"),
    ("administrative_unit_successions", "data of the program"),
    ("administrative_units", "data of the program"),
    ("audit_head", "the audit itself"),
    ("audit_log", "the audit itself"),
    ("audit_pending", "the audit itself"),
    (
        "evaluation_results",
        "never changed; follows from its evaluation, the recognition that follows is audited",
    ),
    (
        "evaluations",
        "never changed, names who asked and when; thousands a second, a batch is one entry",
    ),
    ("idempotency_keys", "answers kept for a day"),
    (
        "import_pieces",
        "bytes of a list, deleted after 90 days; the import and the uploaded file are audited",
    ),
    ("import_progress", "how far a job has come"),
    ("import_remarks", "what is said of a list, deleted after 90 days"),
    (
        "jobs",
        "how work stands; what operators do to it is audited as acts",
    ),
    ("outbox", "messages on their way"),
    ("producer_listings", "follows from producers"),
    (
        "product_listings",
        "follows from products, producers and recognitions",
    ),
    (
        "product_serials",
        "a counter; the code it gave out is in the product",
    ),
    (
        "recognition_notices",
        "append-only itself, written by the calendar alone",
    ),
    ("recognition_parts", "follows from recognitions and corrections"),
    ("refresh_tokens", "sessions"),
    ("scheduled_tasks", "how far the schedule has come"),
    ("search_words", "words of names that are in the log"),
    ("statistics_version", "a counter"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_table_is_audited_or_has_a_reason() {
    let app = App::start().await;
    let unaudited = app
        .database
        .texts(
            "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
                 and not exists (select from pg_trigger where tgrelid = pg_class.oid
                     and tgname in ('audit_row', 'audit_inserted'))
             order by relname",
        )
        .await;
    let excused: Vec<&str> = NOT_AUDITED.iter().map(|(table, _)| *table).collect();
    assert_eq!(
        unaudited, excused,
        "a new table: call audit_table in its migration"
    );
}
