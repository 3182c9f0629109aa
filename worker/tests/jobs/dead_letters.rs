//! Messages that nobody can understand.

use crate::probe::Probe;
use crate::scene::{KIND, LANE, Scene, actor, one_by_one};
use lapin::BasicProperties;
use lapin::options::BasicPublishOptions;
use shared::operations::dead_letters::DeadLetter;
use shared::queue::transport::{DeliveryVerdict, Transport};
use test_support::eventually;
use worker::redrive;

#[tokio::test(flavor = "multi_thread")]
async fn poison_lands_in_the_dead_letter_queue_and_the_queue_moves_on() {
    let scene = Scene::new().await;
    let rabbit = scene.rabbit();
    // Declares the topology.
    rabbit.publisher().await.unwrap();
    let (_connection, channel) = scene.broker.channel().await;
    let bodies: [&[u8]; 3] = [b"not json", br#"{"specversion":"1.0"}"#, b"\xff\x00"];
    for body in bodies {
        channel
            .basic_publish(
                "".into(),
                rabbit.names().work(KIND, LANE).as_str().into(),
                BasicPublishOptions::default(),
                body,
                BasicProperties::default(),
            )
            .await
            .unwrap();
    }
    let (relay, worker) = (
        scene.relay(scene.rabbit()),
        scene.worker(Probe::willing(), one_by_one()),
    );
    scene.submit(5).await;
    scene.each_done_once(5).await;
    eventually(|| async {
        let (count, _) = rabbit
            .dead_letters(KIND)
            .await
            .map_err(|error| error.to_string())?;
        if count == 3 {
            Ok(())
        } else {
            Err(format!("{count} dead letters"))
        }
    })
    .await;
    worker.stop().await;
    relay.stop().await;

    // Looking at them, even with the wish to take them back, leaves what is no message of ours.
    for take in [false, true] {
        let letters = letters_once_three(&scene, take).await;
        let mut seen: Vec<_> = letters.iter().map(|(letter, _)| letter.body.as_str()).collect();
        seen.sort_unstable();
        assert_eq!(seen, ["not json", r#"{"specversion":"1.0"}"#, "\u{fffd}\u{fffd}"]);
        for (letter, taken) in letters {
            assert!(letter.job_ids.is_empty() && !taken, "{letter:?}");
            assert_eq!(letter.reason.as_deref(), Some("rejected"));
        }
    }
}

/// The broker gives the letters of a former look back a moment after its connection ended.
async fn letters_once_three(scene: &Scene, take: bool) -> Vec<(DeadLetter, bool)> {
    let (database, rabbit, actor) = (scene.database.database(), scene.rabbit(), actor());
    let actor = take.then_some(&actor);
    eventually(|| async {
        let letters = redrive::dead_letters(&database, rabbit.as_ref(), KIND, actor)
            .await
            .map_err(|error| error.to_string())?;
        if letters.len() == 3 {
            Ok(letters)
        } else {
            Err(format!("{letters:?}"))
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_of_an_unfinished_job_is_taken_back() {
    let scene = Scene::new().await;
    let relay = scene.relay(scene.rabbit());
    let id = scene.submit(1).await.remove(0);
    scene.eventually_waiting(1).await;
    let rabbit = scene.rabbit();
    let mut consumer = rabbit.consumer(KIND, LANE).await.unwrap();
    let delivery = consumer.receive(1).await.unwrap().remove(0);
    consumer
        .settle(&[(delivery.tag, DeliveryVerdict::DeadLetter)])
        .await
        .unwrap();
    consumer.close().await.unwrap();

    let (database, actor) = (scene.database.database(), actor());
    let (letter, taken) = eventually(|| async {
        let letters = redrive::dead_letters(&database, rabbit.as_ref(), KIND, Some(&actor))
            .await
            .map_err(|error| error.to_string())?;
        letters
            .into_iter()
            .next()
            .ok_or_else(|| "no dead letter".to_owned())
    })
    .await;
    assert_eq!((letter.job_ids.as_slice(), taken), ([id].as_slice(), true));
    let audit = "select act || ' ' || subject_id || ' ' || (before -> 'job_ids' ->> 0) from audit_log where subject_kind in ('job', 'dead_letter')";
    assert_eq!(
        scene.database.texts(audit).await,
        [format!("dead_letter.redrive {} {id}", letter.id)]
    );
    let worker = scene.worker(Probe::willing(), one_by_one());
    scene.each_done_once(1).await;
    worker.stop().await;
    relay.stop().await;
    assert_eq!(rabbit.dead_letters(KIND).await.unwrap().0, 0);
}
