use super::{DataFolder, EmbeddedPostgres};
use diesel_async::SimpleAsyncConnection;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;
use tokio_postgres::NoTls;

fn start(path: &Path) -> EmbeddedPostgres {
    EmbeddedPostgres::start(DataFolder::claim(path).unwrap()).unwrap()
}

async fn client(embedded: &EmbeddedPostgres) -> (tokio_postgres::Client, tokio::task::JoinHandle<()>) {
    let (client, connection) = tokio_postgres::connect(&embedded.keeper.url(), NoTls)
        .await
        .unwrap();
    let task = tokio::spawn(async move {
        let _ = connection.await;
    });
    (client, task)
}

/// The whole dialect that the services use, asked of the embedded server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dialect_of_the_services_works() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = start(folder.path());
    let (client, _task) = client(&embedded).await;
    client
        .batch_execute(
            "create table t (id bigint generated always as identity primary key, key uuid not null unique,
                 document jsonb, state text not null, at timestamptz not null default now());
             create index t_waiting on t (at) where state = 'queued'",
        )
        .await
        .unwrap();
    let keys = [uuid::Uuid::now_v7(), uuid::Uuid::now_v7()];
    let documents = [
        serde_json::json!({"tên": "ổi Đôn Nhân"}),
        serde_json::json!([1, 2]),
    ];
    let insert = "insert into t (key, document, state) select k, d, 'queued'
                  from unnest($1::uuid[], $2::jsonb[]) as x (k, d)
                  on conflict (key) do update set state = 'again' returning state";
    for expected in ["queued", "again"] {
        let rows = client
            .query(insert, &[&keys.as_slice(), &documents.as_slice()])
            .await
            .unwrap();
        assert_eq!(
            rows.iter().map(|row| row.get(0)).collect::<Vec<&str>>(),
            [expected; 2]
        );
    }
    let name: String = client
        .query_one(
            "select document->>'tên' from t where key = $1 for update skip locked",
            &[&keys[0]],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(name, "ổi Đôn Nhân");
    let now: chrono::DateTime<chrono::Utc> = client
        .query_one("select $1::timestamptz", &[&chrono::DateTime::UNIX_EPOCH])
        .await
        .unwrap()
        .get(0);
    assert_eq!(now, chrono::DateTime::UNIX_EPOCH);
    let row = client
        .query_one(
            "select pg_try_advisory_lock(1), lower('ĐÔN NHÂN'), 'ổi' ilike 'ỔI'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!((row.get(0), row.get(1), row.get(2)), (true, "đôn nhân", true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_in_the_middle_of_an_answer_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = start(folder.path());
    for _ in 0..3 {
        let mut rude = embedded.keeper.knock().unwrap();
        // Start-up packet: length 23, protocol 3.0, the user's name, two ends.
        rude.write_all(b"\0\0\0\x17\0\x03\0\0user\0postgres\0\0").unwrap();
        let mut answer = Vec::new();
        let mut byte = [0];
        while !answer.ends_with(b"Z\0\0\0\x05I") {
            rude.read_exact(&mut byte).unwrap();
            answer.extend(byte);
        }
        let question = b"select repeat('x', 1000) from generate_series(1, 20000)\0";
        rude.write_all(b"Q").unwrap();
        let length = u32::try_from(question.len() + 4).unwrap();
        rude.write_all(&length.to_be_bytes()).unwrap();
        rude.write_all(question).unwrap();
        // And away, before the 20 MB come: diesel-async does so when it gives a connection up.
        drop(rude);
    }
    let (client, _task) = client(&embedded).await;
    client.simple_query("select 1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_client_waits_until_the_first_has_left() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = start(folder.path());
    let (first, _task) = client(&embedded).await;
    let url = embedded.keeper.url();
    let mut second = tokio::spawn(async move { tokio_postgres::connect(&url, NoTls).await.map(drop) });
    first.simple_query("select pg_sleep(0.3)").await.unwrap();
    assert!(
        tokio::time::timeout(Duration::from_millis(10), &mut second)
            .await
            .is_err()
    );
    drop(first);
    second.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_is_there_after_a_stop_and_a_start() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let embedded = start(folder.path());
        let database = embedded.open().await.unwrap();
        let statements = match round {
            0 => "create table __diesel_schema_migrations (version text); create table t (n int)",
            _ => "insert into t select count(*) from t",
        };
        database
            .connection()
            .await
            .unwrap()
            .batch_execute(statements)
            .await
            .unwrap();
        embedded.mark_ready().unwrap();
        database.close();
        drop(database);
        embedded.stop().unwrap();
    }
    let embedded = start(folder.path());
    let (client, _task) = client(&embedded).await;
    let rows = client.query("select n from t order by n", &[]).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i32>>(), [0, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_lost_its_tables_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = start(folder.path());
    embedded.open().await.unwrap().close();
    embedded.mark_ready().unwrap();
    embedded.stop().unwrap();
    let embedded = start(folder.path());
    let error = embedded.open().await.unwrap_err().to_string();
    assert!(error.contains("is damaged (its tables are missing"), "{error}");
    assert!(!error.contains('\n'), "{error}");
}
