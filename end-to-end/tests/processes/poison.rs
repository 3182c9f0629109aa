//! What no worker can understand goes to the dead letters, and the queue moves on.

use crate::support::{assert_each_counted_once, service, submit, succeeded};
use lapin::BasicProperties;
use lapin::options::{BasicGetOptions, BasicPublishOptions};
use shared::job::{JobKind, Lane};
use test_support::eventually;

#[tokio::test]
async fn poison_becomes_a_dead_letter_and_the_queue_moves_on() {
    let service = service().await;
    let api = service.api(&[]).await;
    let _worker = service.worker(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(1).await;

    let poison = [
        "ổi Đôn Nhân, 5 sao",
        "{\"specversion\":\"1.0\",\"type\":\"vn.ocop.unknown.v1\"}",
    ];
    let names = service.broker.names();
    let (connection, channel) = service.broker.channel().await;
    for body in poison {
        channel
            .basic_publish(
                "".into(),
                names.work(JobKind::Evaluation, Lane::Single).as_str().into(),
                BasicPublishOptions::default(),
                body.as_bytes(),
                BasicProperties::default().with_delivery_mode(2),
            )
            .await
            .expect("a publication");
    }
    let id = submit(&client, &products[0], 9).await;
    succeeded(&client, &id).await;
    assert_each_counted_once(&service, &[&client], 1).await;

    let dead_letters = names.dead_letters(JobKind::Evaluation);
    let mut found = Vec::new();
    for _ in poison {
        let letter = eventually(|| async {
            let options = BasicGetOptions { no_ack: true };
            let got = channel.basic_get(dead_letters.as_str().into(), options).await;
            got.expect("a queue of dead letters").ok_or("no dead letter")
        })
        .await;
        found.push(String::from_utf8(letter.delivery.data).expect("text"));
    }
    found.sort_unstable();
    let mut expected = poison.map(ToOwned::to_owned);
    expected.sort_unstable();
    assert_eq!(found, expected);
    connection
        .close(200, "done".into())
        .await
        .expect("an orderly end");
}
