use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;
use shared::job::{JobKind, Lane};
use test_support::TestBroker;

#[tokio::test]
async fn queues_go_with_the_test() {
    let broker = TestBroker::new();
    let queue = broker.names().work(JobKind::Evaluation, Lane::Single);
    let observer = TestBroker::new();
    let (_connection, channel) = observer.channel().await;
    let durable = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    channel
        .queue_declare(queue.as_str().into(), durable, FieldTable::default())
        .await
        .unwrap();
    drop(broker);
    let passive = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    assert!(
        channel
            .queue_declare(queue.as_str().into(), passive, FieldTable::default())
            .await
            .is_err()
    );
}
