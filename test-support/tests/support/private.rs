//! Servers of a test's own.

use lapin::options::{BasicPublishOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Connection, ConnectionProperties};
use test_support::{PrivatePostgres, PrivateRabbitMq, Shutdown, TestDatabase};

#[tokio::test]
async fn a_cluster_keeps_its_data_over_restarts_and_can_be_read_only() {
    let mut server = PrivatePostgres::start().await;
    let database = TestDatabase::on(&server).await;
    database.execute("create table kept as select 1 as n").await;
    for how in [Shutdown::Fast, Shutdown::Immediate] {
        server.stop(how).await;
        assert!(tokio::net::TcpStream::connect(server.address()).await.is_err());
        server.start_again().await;
        assert_eq!(database.number("select n from kept").await, 1);
    }
    let read_only =
        "select count(*) from pg_settings where name = 'transaction_read_only' and setting = 'on'";
    for on in [true, false] {
        server.set_read_only(on).await;
        assert_eq!(database.number(read_only).await, i64::from(on));
    }
    let (address, folder) = (server.address(), server.folder().to_owned());
    drop((database, server));
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_node_keeps_its_messages_when_stopped_and_when_killed() {
    let mut node = PrivateRabbitMq::start().await;
    let queue = "kept";
    let connection = Connection::connect(&node.url(), ConnectionProperties::default())
        .await
        .unwrap();
    let channel = connection.create_channel().await.unwrap();
    let declare = QueueDeclareOptions::durable();
    channel
        .queue_declare(queue.into(), declare, FieldTable::default())
        .await
        .unwrap();
    let properties = BasicProperties::default().with_delivery_mode(2);
    channel
        .basic_publish(
            "".into(),
            queue.into(),
            BasicPublishOptions::default(),
            b"x",
            properties,
        )
        .await
        .unwrap();
    connection.close(200, "done".into()).await.unwrap();
    for round in 0..2 {
        if round == 0 {
            node.stop().await;
        } else {
            node.kill().await;
        }
        node.start_again().await;
        let listed = node.ctl(&["-q", "list_queues", "name", "messages"]).await;
        assert!(listed.contains("kept\t1"), "{listed}");
    }
    node.set_memory_alarm(true).await;
    assert!(
        node.ctl(&["eval", "rabbit_alarm:get_alarms()."])
            .await
            .contains("memory")
    );
    let (address, folder) = (node.address(), node.folder().to_owned());
    drop(node);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    assert!(!folder.exists());
}
