//! Tasks that fail.

use super::ledger::{Act, Ledger, database, days, noon, rounds};
use chrono::TimeDelta;
use shared::clock::Clock;
use shared::database::scheduled_tasks;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use test_support::eventually;
use tokio_util::sync::CancellationToken;
use worker::schedule::{LONGEST_RETRY, MissedPeriods, ScheduleRound, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_task_is_undone_and_tried_again_after_a_rising_wait() {
    for act in [Act::BreakTransaction, Act::Panic] {
        let database = database().await;
        let pool = database.database();
        let task = Ledger::new(MissedPeriods::EachInOrder, act);
        let mut now = noon(0);
        for seconds in [5, 10, 20, 40, 60, 60] {
            let wait = TimeDelta::seconds(seconds);
            assert_eq!(rounds(&pool, now, &task).await, [ScheduleRound::Failed(wait)]);
            // Nobody tries before.
            assert_eq!(rounds(&pool, now, &task).await, [ScheduleRound::Waiting(wait)]);
            now += wait;
        }
        assert_eq!(task.runs.load(Ordering::Relaxed), 6);
        assert!(days(&database).await.is_empty());
        assert_eq!(database.number("select failures from scheduled_tasks").await, 6);
        let errors = database.texts("select last_error from scheduled_tasks").await;
        assert!(
            errors[0].contains("division by zero") || errors[0].contains("panicked"),
            "{errors:?}"
        );
        // Mended: the same period is done, once, and the count starts again.
        let mended = Ledger::new(MissedPeriods::EachInOrder, Act::Succeed);
        rounds(&pool, now, &mended).await;
        assert_eq!(days(&database).await, ["2026-06-01"]);
        assert_eq!(
            database
                .number("select failures from scheduled_tasks where retry_at is null")
                .await,
            0
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_from_a_clock_that_was_ahead_is_no_wait() {
    let database = database().await;
    let broken = Ledger::new(MissedPeriods::EachInOrder, Act::BreakTransaction);
    rounds(&database.database(), noon(0), &broken).await;
    let before = noon(0) - LONGEST_RETRY;
    let task = Ledger::new(MissedPeriods::EachInOrder, Act::Succeed);
    assert!(matches!(
        rounds(&database.database(), before, &task).await[0],
        ScheduleRound::Done(_)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_task_stops_no_other_and_shows_as_overdue() {
    let database = database().await;
    let shutdown = CancellationToken::new();
    let mut loops = tokio::task::JoinSet::new();
    for (name, act) in [("broken", Act::Panic), ("sound", Act::Succeed)] {
        let task = Arc::new(Ledger {
            name,
            ..Ledger::new(MissedPeriods::EachInOrder, act)
        });
        let (pool, shutdown) = (database.database(), shutdown.clone());
        loops.spawn(async move { run(&pool, Clock::System, task.as_ref(), &shutdown).await });
    }
    let count = async |sql: &str| database.number(&format!("select count(*) from {sql}")).await;
    eventually(|| async {
        let (done, failed) = (
            count("days where task = 'sound'").await,
            count("scheduled_tasks where name = 'broken' and failures > 0").await,
        );
        if (done, failed) == (1, 1) {
            Ok(())
        } else {
            Err((done, failed))
        }
    })
    .await;
    shutdown.cancel();
    loops.join_all().await;
    assert_eq!(count("days where task = 'broken'").await, 0);
    database
        .execute("update scheduled_tasks set next_due_at = now() - interval '1 hour' where name = 'broken'")
        .await;
    let mut connection = database.database().connection().await.unwrap();
    let tasks = scheduled_tasks::punctuality(&mut connection).await.unwrap();
    let of = |name: &str| tasks.iter().find(|task| task.name == name).unwrap();
    assert!(of("broken").overdue >= 3_600);
    assert_eq!((of("broken").finished, of("sound").overdue), (0, 0));
    assert!(of("sound").finished > 0);
}
