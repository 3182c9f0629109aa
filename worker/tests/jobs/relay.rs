//! The outbox relay: broker away, topology gone, competition.

use crate::probe::Probe;
use crate::scene::{KIND, LANE, Scene, settings};
use lapin::options::QueueDeleteOptions;
use shared::queue::relay::{RelayError, RelayRound, round};
use shared::queue::transport::{PublishReceipt, Transport};
use test_support::Proxy;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_submitted_while_the_broker_is_away_arrives_when_it_is_back() {
    let scene = Scene::new().await;
    let proxy = Proxy::to(&scene.broker.address()).await;
    proxy.refuse();
    let rabbit = scene.rabbit_at(scene.broker.url_through(proxy.address()));
    let (relay, worker) = (
        scene.relay(rabbit.clone()),
        scene.worker_over(rabbit.clone(), Probe::willing(), settings()),
    );
    scene.submit(3).await;
    // A round of our own fails, so the broker was really away, and nothing is lost by it.
    let failed = round(&scene.pool(1), rabbit.as_ref(), &mut None).await;
    assert!(matches!(failed, Err(RelayError::Transport(_))), "{failed:?}");
    assert_eq!(scene.database.number("select count(*) from outbox").await, 3);
    assert_eq!(scene.database.number("select count(*) from effects").await, 0);
    proxy.resume();
    scene.each_done_once(3).await;
    worker.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unroutable_message_is_a_failure_and_stays_in_the_outbox() {
    let scene = Scene::new().await;
    let (pool, rabbit) = (scene.pool(1), scene.rabbit());
    let mut publisher = Some(rabbit.publisher().await.unwrap());
    let (_connection, channel) = scene.broker.channel().await;
    channel
        .queue_delete(
            rabbit.names().work(KIND, LANE).as_str().into(),
            QueueDeleteOptions::default(),
        )
        .await
        .unwrap();
    scene.submit(2).await;
    let messages = scene.messages().await;
    let receipts = publisher.as_mut().unwrap().publish(&messages).await.unwrap();
    assert_eq!(receipts, [PublishReceipt::Returned; 2]);

    let failed = round(&pool, rabbit.as_ref(), &mut publisher).await;
    let Err(RelayError::Unsent {
        returned,
        unconfirmed,
    }) = failed
    else {
        panic!("{failed:?}");
    };
    assert_eq!((returned, unconfirmed), (2, 0));
    assert_eq!(scene.database.number("select count(*) from outbox").await, 2);

    // A new connection declares the topology anew.
    let sent = round(&pool, rabbit.as_ref(), &mut None).await.unwrap();
    assert_eq!(sent, RelayRound::Drained);
    scene.eventually_waiting(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_relays_publish_each_message_once() {
    let scene = Scene::new().await;
    scene.submit(3_000).await;
    let relays = [scene.relay(scene.rabbit()), scene.relay(scene.rabbit())];
    scene.submit(1_000).await;
    scene.eventually_waiting(4_000).await;
    for relay in relays {
        relay.stop().await;
    }
    let worker = scene.worker(Probe::willing(), settings());
    scene.each_done_once(4_000).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_whose_broker_swallows_everything_keeps_its_messages() {
    let scene = Scene::new().await;
    let proxy = Proxy::to(&scene.broker.address()).await;
    let rabbit = scene.impatient_rabbit_at(scene.broker.url_through(proxy.address()));
    let mut publisher = Some(rabbit.publisher().await.unwrap());
    scene.submit(2).await;
    proxy.black_hole();
    let failed = round(&scene.pool(1), rabbit.as_ref(), &mut publisher).await;
    assert!(
        matches!(
            failed,
            Err(RelayError::Unsent {
                returned: 0,
                unconfirmed: 2
            })
        ),
        "{failed:?}"
    );
    assert_eq!(scene.database.number("select count(*) from outbox").await, 2);
}
