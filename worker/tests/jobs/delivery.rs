//! From submission to effect when all goes well, and with messages that come twice or for nobody.

use crate::probe::Probe;
use crate::scene::{KIND, LANE, Scene, one_by_one, settings};
use shared::job::{Envelope, JobRefs, Message};
use shared::queue::transport::{PublishReceipt, Transport};
use std::sync::atomic::Ordering;
use test_support::eventually;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn every_submitted_job_is_done_and_announced_once() {
    let scene = Scene::new().await;
    let relay = scene.relay(scene.rabbit());
    let probe = Probe::willing();
    let worker = scene.worker(probe.clone(), settings());
    scene.submit(1_200).await;
    scene.each_done_once(1_200).await;
    eventually(|| async {
        let announced = probe.announced.load(Ordering::SeqCst);
        if announced == 1_200 {
            Ok(())
        } else {
            Err(announced)
        }
    })
    .await;
    assert_eq!(scene.database.number("select max(attempts) from jobs").await, 1);
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_twice_has_one_effect() {
    let scene = Scene::new().await;
    scene.submit(1).await;
    let message = scene.messages().await.remove(0);
    let rabbit = scene.rabbit();
    let mut publisher = rabbit.publisher().await.unwrap();
    let receipts = publisher
        .publish(&[message.clone(), message.clone(), message])
        .await
        .unwrap();
    assert_eq!(receipts, [PublishReceipt::Confirmed; 3]);
    let worker = scene.worker(Probe::willing(), one_by_one());
    // The outbox still has its own copy: the relay brings the fourth, and a second job behind it.
    scene.submit(1).await;
    let relay = scene.relay(rabbit);
    scene.each_done_once(2).await;
    scene.eventually_waiting(0).await;
    worker.stop().await;
    // Stopped and nothing came back: all four were acknowledged.
    scene.eventually_waiting(0).await;
    assert_eq!(scene.database.number("select max(attempts) from jobs").await, 1);
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_in_one_batch_have_one_effect() {
    let scene = Scene::new().await;
    scene.submit(1).await;
    let message = scene.messages().await.remove(0);
    let rabbit = scene.rabbit();
    let mut publisher = rabbit.publisher().await.unwrap();
    publisher.publish(&vec![message; 50]).await.unwrap();
    let worker = scene.worker(Probe::willing(), settings());
    scene.each_done_once(1).await;
    scene.eventually_number("select count(*) from outbox", 1).await;
    worker.stop().await;
    assert_eq!(scene.database.number("select count(*) from effects").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_for_no_job_is_forgotten_and_the_queue_moves_on() {
    let scene = Scene::new().await;
    let stray = Envelope {
        kind: KIND,
        jobs: JobRefs::One {
            job_id: Uuid::now_v7(),
            subject_id: Uuid::now_v7(),
        },
        attempt: 1,
        time: shared::clock::Clock::System.now(),
        traceparent: None,
    };
    let rabbit = scene.rabbit();
    let mut publisher = rabbit.publisher().await.unwrap();
    let body = stray.to_json().unwrap();
    let message = Message {
        kind: KIND,
        lane: LANE,
        retry_step: 0,
        body,
    };
    publisher.publish(&[message]).await.unwrap();
    let (relay, worker) = (
        scene.relay(scene.rabbit()),
        scene.worker(Probe::willing(), one_by_one()),
    );
    scene.submit(1).await;
    scene.each_done_once(1).await;
    worker.stop().await;
    relay.stop().await;
    scene.eventually_waiting(0).await;
    assert_eq!(rabbit.dead_letters(KIND).await.unwrap().0, 0);
}
