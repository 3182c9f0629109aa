use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;
use test_support::TestBroker;

#[tokio::test]
async fn queues_go_with_the_test() {
    let mut broker = TestBroker::new();
    let queue = format!("{}jobs", broker.prefix());
    broker.delete_after([queue.clone()], []);
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
