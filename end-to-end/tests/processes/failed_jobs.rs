//! A failed job and dead letters on real processes: seen, mended and redriven over HTTP, each act in the audit log.

use crate::support::{assert_each_counted_once, job_of, service, submit, succeeded};
use lapin::BasicProperties;
use lapin::options::BasicPublishOptions;
use serde_json::json;
use shared::job::{JobKind, Lane};
use test_support::eventually;

#[tokio::test]
async fn a_failed_job_is_seen_mended_and_redriven_and_counts_once() {
    let service = service().await;
    let (api, worker) = (service.api(&[]).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let product = service.products(1).await.remove(0);
    // Its request is spoilt before any worker can see it.
    drop(worker);
    let evaluation = submit(&client, &product, 3).await;
    service
        .database
        .execute(
            "create table spoilt as select id, request from evaluations;
             update evaluations set request = '{}'",
        )
        .await;
    let _worker = service.worker(&[]).await;
    let job = job_of(&service, &evaluation).await;
    let path = format!("/api/v1/jobs/{job}");
    eventually(|| async {
        let seen = client.get(&path).await;
        if seen["status"] == "failed" {
            Ok(())
        } else {
            Err(seen)
        }
    })
    .await;
    let failed = client.get("/api/v1/jobs?status=failed&discarded=false").await;
    assert_eq!(failed["items"][0]["id"], job.as_str(), "{failed}");
    assert!(failed["items"][0]["error_code"].is_string(), "{failed}");

    service
        .database
        .execute(
            "update evaluations set request = spoilt.request from spoilt where spoilt.id = evaluations.id",
        )
        .await;
    let why = json!({"reason": "the stored request was repaired"});
    let redriven = client.post(&format!("{path}/redrive"), &why, 202).await;
    assert_eq!(redriven["status"], "queued", "{redriven}");
    succeeded(&client, &evaluation).await;
    assert_each_counted_once(&service, &[&client], 1).await;
    client.post(&format!("{path}/redrive"), &why, 409).await;
    client.post(&format!("{path}/discard"), &why, 409).await;
    let audit = "select concat_ws(' ', act, subject_id, reason, before ->> 'status', after ->> 'status') from audit_log where subject_kind in ('job', 'dead_letter')";
    assert_eq!(
        service.database.texts(audit).await,
        [format!(
            "job.redrive {job} the stored request was repaired failed queued"
        )]
    );
}

#[tokio::test]
async fn dead_letters_are_listed_and_discarded_over_http() {
    let service = service().await;
    let (api, _worker) = (service.api(&[]).await, service.worker(&[]).await);
    let client = service.national(&api.base).await;
    let (connection, channel) = service.broker.channel().await;
    let work = service.broker.names().work(JobKind::Evaluation, Lane::Single);
    for body in ["first", "second", "second"] {
        channel
            .basic_publish(
                "".into(),
                work.as_str().into(),
                BasicPublishOptions::default(),
                body.as_bytes(),
                BasicProperties::default().with_delivery_mode(2),
            )
            .await
            .expect("a publication");
    }
    let letters = eventually(|| async {
        let list = client.get("/api/v1/dead-letters").await;
        match list["items"].as_array() {
            Some(items) if items.len() == 3 => Ok(items.clone()),
            _ => Err(list),
        }
    })
    .await;
    let id_of = |body: &str| {
        let letter = letters
            .iter()
            .find(|letter| letter["body"] == body)
            .expect("the letter");
        assert_eq!(
            (&letter["reason"], &letter["job_ids"]),
            (&json!("rejected"), &json!([]))
        );
        letter["id"].clone()
    };
    let (first, second) = (id_of("first"), id_of("second"));
    let act = |ids: &[&serde_json::Value]| json!({"ids": ids, "reason": "sent by mistake"});
    client
        .post("/api/v1/dead-letters/redrive", &act(&[&first]), 409)
        .await;
    client
        .post(
            "/api/v1/dead-letters/discard",
            &act(&[&first, &json!("nowhere")]),
            409,
        )
        .await;
    client.post("/api/v1/dead-letters/discard", &act(&[]), 422).await;
    let gone = client
        .post("/api/v1/dead-letters/discard", &act(&[&second]), 200)
        .await;
    assert_eq!(gone["ids"], json!([second]));
    let left = eventually(|| async {
        let list = client.get("/api/v1/dead-letters").await;
        match list["items"].as_array() {
            Some(items) if items.len() == 1 => Ok(items.clone()),
            _ => Err(list),
        }
    })
    .await;
    assert_eq!(left[0]["id"], first);
    let audit = "select concat_ws(' ', act, subject_id, reason, before ->> 'body') from audit_log where subject_kind in ('job', 'dead_letter')";
    let entry = format!(
        "dead_letter.discard {} sent by mistake second",
        second.as_str().expect("an id")
    );
    assert_eq!(service.database.texts(audit).await, [entry.clone(), entry]);
    connection
        .close(200, "done".into())
        .await
        .expect("an orderly end");
}
