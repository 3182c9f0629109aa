//! Several workers and one task.

use super::ledger::{Act, Ledger, database, days, noon, rounds};
use crate::probe::Gate;
use shared::clock::Clock;
use shared::config::DatabaseConfig;
use shared::database::Database;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use test_support::{PATIENCE, Proxy, TestDatabase, eventually};
use tokio::task::JoinSet;
use worker::schedule::{MissedPeriods, ScheduleRound, round};

fn pool(url: String) -> Database {
    let mut config = DatabaseConfig::at(url);
    // Like standalone: whoever asked for a second connection while it holds one would wait for ever.
    config.pool_size = 1;
    Database::new(&config).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn four_workers_do_each_of_sixty_periods_once_and_in_order() {
    let database = database().await;
    let task = Arc::new(Ledger::new(MissedPeriods::EachInOrder, Act::Succeed));
    rounds(&database.database(), noon(0), task.as_ref()).await;
    let mut workers = JoinSet::new();
    for _ in 0..4 {
        let (pool, task) = (pool(database.url()), Arc::clone(&task));
        workers.spawn(async move {
            let mut done = 0;
            loop {
                match round(&pool, Clock::Frozen(noon(60)), task.as_ref())
                    .await
                    .unwrap()
                {
                    ScheduleRound::Done(_) => done += 1,
                    ScheduleRound::Taken => tokio::task::yield_now().await,
                    ScheduleRound::Waiting(_) => return done,
                    other => panic!("{other:?}"),
                }
            }
        });
    }
    let done = tokio::time::timeout(PATIENCE, workers.join_all()).await.unwrap();
    assert_eq!(done.iter().sum::<i32>(), 60, "{done:?}");
    let days = days(&database).await;
    let mut once = days.clone();
    once.sort();
    once.dedup();
    assert_eq!(days, once);
    assert_eq!(days.len(), 61);
    // A claim that found nothing to do has not begun a run either.
    assert_eq!(task.runs.load(Ordering::Relaxed), 61);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_in_other_hands_is_passed_by() {
    let database = database().await;
    let gate = Gate::new();
    let (first, second) = (pool(database.url()), pool(database.url()));
    let slow = Ledger::new(MissedPeriods::EachInOrder, Act::Wait(gate.clone()));
    let quick = Ledger::new(MissedPeriods::EachInOrder, Act::Succeed);
    let running = tokio::spawn(async move { round(&first, Clock::Frozen(noon(0)), &slow).await.unwrap() });
    gate.reached().await;
    assert_eq!(
        round(&second, Clock::Frozen(noon(0)), &quick).await.unwrap(),
        ScheduleRound::Taken
    );
    gate.open();
    assert!(matches!(running.await.unwrap(), ScheduleRound::Done(_)));
    assert!(matches!(
        round(&second, Clock::Frozen(noon(0)), &quick).await.unwrap(),
        ScheduleRound::Waiting(_)
    ));
    assert_eq!(days(&database).await, ["2026-06-01"]);
}

/// Lets a worker over `pool` do the period that another began, as soon as PostgreSQL has noticed the other's end.
async fn done_by(pool: &Database) {
    let task = Ledger::new(MissedPeriods::EachInOrder, Act::Succeed);
    eventually(|| async {
        match round(pool, Clock::Frozen(noon(0)), &task).await.unwrap() {
            ScheduleRound::Done(_) => Ok(()),
            other => Err(other),
        }
    })
    .await;
}

/// Lets a worker begin the period behind a proxy, takes its connection away by `cut`, and sees the period done by another.
async fn dies_in_the_middle(database: &TestDatabase, cut: impl AsyncFn(&Proxy)) {
    let target = reqwest::Url::parse(&database.url()).unwrap();
    let target = format!("{}:{}", target.host_str().unwrap(), target.port().unwrap_or(5432));
    let proxy = Proxy::to(&target).await;
    let gate = Gate::new();
    let dying = pool(database.url_through(proxy.address()));
    let slow = Ledger::new(MissedPeriods::EachInOrder, Act::Wait(gate.clone()));
    let dead = tokio::spawn(async move { round(&dying, Clock::Frozen(noon(0)), &slow).await });
    gate.reached().await;
    cut(&proxy).await;
    gate.open();
    assert!(dead.await.unwrap().is_err());
    done_by(&pool(database.url())).await;
    assert_eq!(days(database).await, ["2026-06-01"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_began_and_lost_its_connection_over_another_does_once() {
    let database = database().await;
    dies_in_the_middle(&database, async |proxy| proxy.cut()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_began_and_the_server_aborted_another_does_once() {
    let database = database().await;
    dies_in_the_middle(&database, async |_| {
        database
            .texts(
                "select pg_terminate_backend(pid)::text from pg_stat_activity
                 where datname = current_database() and state = 'idle in transaction'",
            )
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_round_leaves_nothing_and_another_does_it() {
    let database = database().await;
    let gate = Gate::new();
    let stopped = pool(database.url());
    let slow = Ledger::new(MissedPeriods::EachInOrder, Act::Wait(gate.clone()));
    tokio::select! {
        outcome = round(&stopped, Clock::Frozen(noon(0)), &slow) => panic!("{outcome:?}"),
        () = gate.reached() => {}
    }
    done_by(&stopped).await;
    assert_eq!(days(&database).await, ["2026-06-01"]);
}
