//! Stops, and clocks that jump.

use super::ledger::{Act, Ledger, database, days, noon, rounds};
use chrono::TimeDelta;
use shared::clock::Clock;
use worker::schedule::{MissedPeriods, ScheduleRound, TaskPeriod, round};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_stop_every_missed_day_is_done_in_order() {
    let database = database().await;
    let task = Ledger::new(MissedPeriods::EachInOrder, Act::Succeed);
    rounds(&database.database(), noon(0), &task).await;
    let outcomes = rounds(&database.database(), noon(5), &task).await;
    let first = TaskPeriod::Day.number(noon(1));
    let expected: Vec<ScheduleRound> = (first..first + 5).map(ScheduleRound::Done).collect();
    assert_eq!(outcomes[..5], expected);
    // Noon: half a day is left, and the loop looks again at the latest then.
    assert_eq!(outcomes[5..], [ScheduleRound::Waiting(TimeDelta::hours(12))]);
    let expected: Vec<String> = (1..=6).map(|day| format!("2026-06-0{day}")).collect();
    assert_eq!(days(&database).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_latest_is_enough_one_run_makes_up_for_all() {
    let database = database().await;
    let task = Ledger::new(MissedPeriods::OnlyLatest, Act::Succeed);
    rounds(&database.database(), noon(0), &task).await;
    rounds(&database.database(), noon(5), &task).await;
    assert_eq!(days(&database).await, ["2026-06-01", "2026-06-06"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_moves_backwards_does_nothing_twice() {
    let database = database().await;
    for missed in [MissedPeriods::EachInOrder, MissedPeriods::OnlyLatest] {
        let task = Ledger::new(missed, Act::Succeed);
        for day in [2, 0, 1, 2, 1] {
            let outcomes = rounds(&database.database(), noon(day), &task).await;
            assert!(
                matches!(outcomes.last(), Some(ScheduleRound::Waiting(_))),
                "{outcomes:?}"
            );
        }
    }
    assert_eq!(days(&database).await, ["2026-06-03"]);
    let task = Ledger::new(MissedPeriods::EachInOrder, Act::Succeed);
    rounds(&database.database(), noon(3), &task).await;
    assert_eq!(days(&database).await, ["2026-06-03", "2026-06-04"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_in_parts_is_done_with_its_last_part() {
    let database = database().await;
    let task = Ledger::new(MissedPeriods::EachInOrder, Act::InParts(3));
    let outcomes = rounds(&database.database(), noon(0), &task).await;
    assert_eq!(outcomes[..2], [ScheduleRound::Part, ScheduleRound::Part]);
    assert!(matches!(
        outcomes[2..],
        [ScheduleRound::Done(_), ScheduleRound::Waiting(_)]
    ));
    let rows = "select affected_rows from scheduled_tasks where not partial";
    assert_eq!(database.number(rows).await, 3);
    rounds(&database.database(), noon(1), &task).await;
    assert_eq!(database.number(rows).await, 3);
    assert_eq!(database.number("select count(*) from days").await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_systems_clock_is_that_of_the_database() {
    let database = database().await;
    let task = Ledger::new(MissedPeriods::EachInOrder, Act::Succeed);
    let outcome = round(&database.database(), Clock::System, &task).await.unwrap();
    assert!(matches!(outcome, ScheduleRound::Done(_)), "{outcome:?}");
    let today = "select ((now() at time zone 'Asia/Ho_Chi_Minh')::date - day)::bigint from days";
    // Midnight may pass between the run and the question.
    assert!((0..=1).contains(&database.number(today).await));
}
