use test_support::TestDatabase;

#[tokio::test]
async fn each_test_has_a_migrated_database_of_its_own() {
    let (one, other) = tokio::join!(TestDatabase::new(), TestDatabase::new());
    one.execute("update statistics_version set version = 7").await;
    assert_eq!(one.number("select version from statistics_version").await, 7);
    assert_eq!(other.number("select version from statistics_version").await, 1);
}

#[tokio::test]
async fn a_database_goes_with_its_value_even_while_connected() {
    let observer = TestDatabase::empty().await;
    let dropped = TestDatabase::empty().await;
    let name = dropped.name().to_owned();
    let held = dropped.database().connection().await.unwrap();
    let count = format!("select count(*) from pg_database where datname = '{name}'");
    assert_eq!(observer.number(&count).await, 1);
    drop(dropped);
    assert_eq!(observer.number(&count).await, 0);
    drop(held);
}

#[tokio::test]
async fn the_database_of_a_dead_run_is_cleared_by_the_next() {
    let observer = TestDatabase::empty().await;
    // A dead run holds no lock.
    let name = format!("ocop_test_dead_{}", std::process::id());
    observer.execute(&format!("create database {name}")).await;
    let count = format!("select count(*) from pg_database where datname = '{name}'");
    drop(TestDatabase::empty().await);
    // Another test's clean-up may be the one that is dropping it right now.
    test_support::eventually(|| async {
        match observer.number(&count).await {
            0 => Ok(()),
            count => Err(count),
        }
    })
    .await;
}
