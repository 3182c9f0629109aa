//! The worker as a process.

use crate::scene::{KIND, LANE, Scene};
use shared::job::Message;
use shared::queue::transport::{DeliveryVerdict, Transport};
use test_support::{Child, eventually};

const WORKER: &str = env!("CARGO_BIN_EXE_worker");

fn variables(scene: &Scene) -> Vec<(&'static str, String)> {
    vec![
        ("DATABASE_URL", scene.database.url()),
        ("AMQP_URL", scene.broker.url()),
        ("OCOP_QUEUE_PREFIX", scene.broker.prefix().to_owned()),
        ("OCOP_RETRY_MILLISECONDS", scene.broker.retry_milliseconds()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn all_problems_of_the_configuration_are_told_and_no_secret() {
    let variables = [
        ("DATABASE_URL", String::new()),
        ("OCOP_WORKER_BATCH", "none".to_owned()),
        ("OCOP_RETRY_MILLISECONDS", "3,2,1".to_owned()),
        ("OCOP_LOG_FORMAT", "xml".to_owned()),
    ];
    let mut worker = Child::start(WORKER, &[], &variables);
    assert_eq!(worker.ended().await.code(), Some(1));
    let output = worker
        .printed(|output| output.contains("OCOP_LOG_FORMAT").then(|| output.to_owned()))
        .await;
    for name in [
        "DATABASE_URL",
        "AMQP_URL",
        "OCOP_WORKER_BATCH",
        "OCOP_RETRY_MILLISECONDS",
    ] {
        assert!(output.contains(name), "{name}: {output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_in_order() {
    let scene = Scene::new().await;
    let mut worker = Child::start(WORKER, &["run"], &variables(&scene));
    worker
        .printed(|output| output.contains("worker starts").then_some(()))
        .await;
    assert_eq!(worker.terminate().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn redrive_and_discard_tell_what_they_did_and_leave_it_in_the_audit_log() {
    let scene = Scene::new().await;
    let ids = scene.submit(3).await;
    scene.database.execute("delete from outbox").await;
    scene
        .database
        .execute("update jobs set status = 'failed', attempts = 5")
        .await;
    let (first, second) = (ids[0].to_string(), ids[1].to_string());
    let call = async |arguments: &[&str], code: i32, told: &str| {
        call(&scene, arguments, code, told).await;
    };
    let why = ["--reason", "sheets repaired"];
    call(
        &[&["redrive", "--id", &first], &why[..]].concat(),
        0,
        "queued again",
    )
    .await;
    call(&["redrive", "--id", &first], 1, "is queued, not failed").await;
    call(
        &["discard", "--id", &first, "--reason", "no"],
        1,
        "is queued, not failed",
    )
    .await;
    call(&["discard", "--id", &second], 2, "--reason").await;
    let given_up = ["discard", "--id", &second, "--reason", "product withdrawn"];
    call(&given_up, 0, "given up").await;
    call(&given_up, 1, "was discarded").await;
    call(&["redrive", "--id", &second], 1, "was discarded").await;
    let unknown = "018f0000-0000-7000-8000-00000000dead";
    call(&["redrive", "--id", unknown], 1, "no such job").await;
    // The rest: what was given up stays given up.
    call(&["redrive"], 0, "1 failed job(s) queued again").await;

    let database = &scene.database;
    assert_eq!(database.number("select count(*) from outbox").await, 2);
    let left = database
        .texts("select status || ' ' || coalesce(discard_reason, '-') from jobs order by id")
        .await;
    assert_eq!(left, ["queued -", "failed product withdrawn", "queued -"]);
    let audit = database
        .texts(
            "select act || ' ' || subject_id || ' ' || coalesce(reason, '-') || ' ' || (before ->> 'status') || ' '
                 || (after ->> 'status') from audit_log where act like 'job.%' and actor like 'command:%' order by id",
        )
        .await;
    let third = ids[2];
    assert_eq!(
        audit,
        [
            format!("job.redrive {first} sheets repaired failed queued"),
            format!("job.discard {second} product withdrawn failed failed"),
            format!("job.redrive {third} - failed queued"),
        ]
    );
}

/// `worker jobs …`, which ends with `code` and tells `told`; all it told.
async fn call(scene: &Scene, arguments: &[&str], code: i32, told: &str) -> String {
    let arguments = [&["jobs"], arguments].concat();
    let mut command = Child::start(WORKER, &arguments, &variables(scene));
    assert_eq!(command.ended().await.code(), Some(code), "{}", command.output());
    command
        .printed(|output| output.contains(told).then(|| output.to_owned()))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_listed_taken_back_and_thrown_away() {
    let scene = Scene::new().await;
    let job = scene.submit(1).await[0].to_string();
    let mut messages = scene.messages().await;
    scene.database.execute("delete from outbox").await;
    messages.push(Message {
        body: "ổi Đôn Nhân".to_owned(),
        ..messages[0].clone()
    });
    let rabbit = scene.rabbit();
    let mut publisher = rabbit.publisher().await.unwrap();
    publisher.publish(&messages).await.unwrap();
    let mut consumer = rabbit.consumer(KIND, LANE).await.unwrap();
    let mut verdicts = Vec::new();
    while verdicts.len() < messages.len() {
        let received = consumer.receive(messages.len()).await.unwrap();
        verdicts.extend(received.iter().map(|one| (one.tag, DeliveryVerdict::DeadLetter)));
    }
    consumer.settle(&verdicts).await.unwrap();
    consumer.close().await.unwrap();
    eventually(|| async {
        match rabbit.depth(KIND).await.unwrap().dead_letters {
            2 => Ok(()),
            other => Err(other),
        }
    })
    .await;

    let list = call(&scene, &["dead-letters"], 0, "ổi Đôn Nhân").await;
    let id_of = |what: &str| {
        let line = list.lines().find(|line| line.contains(what)).unwrap();
        line.split(' ').nth(2).unwrap().to_owned()
    };
    let (ours, strange) = (id_of(&format!("of job {job}")), id_of("no message of ours"));
    let refused = "can only be discarded";
    call(&scene, &["redrive-letters", &ours, &strange], 1, refused).await;
    call(&scene, &["discard-letters", &strange], 2, "--reason").await;
    call(
        &scene,
        &["redrive-letters", "nowhere"],
        1,
        "not among the dead letters",
    )
    .await;
    call(
        &scene,
        &["redrive-letters", &ours],
        0,
        "1 dead letter(s) taken back",
    )
    .await;
    let why = ["discard-letters", &strange, "--reason", "sent by mistake"];
    call(&scene, &why, 0, "1 dead letter(s) thrown away").await;

    assert_eq!(scene.database.number("select count(*) from outbox").await, 1);
    let audit = "select concat_ws(' ', act, subject_id, reason) from audit_log where subject_kind in ('job', 'dead_letter') order by id";
    assert_eq!(
        scene.database.texts(audit).await,
        [
            format!("dead_letter.redrive {ours}"),
            format!("dead_letter.discard {strange} sent by mistake"),
        ]
    );
    eventually(|| async {
        match rabbit.depth(KIND).await.unwrap().dead_letters {
            0 => Ok(()),
            other => Err(other),
        }
    })
    .await;
}
