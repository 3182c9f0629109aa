//! One worker's clock is days off, and jumps. Linux only: the clock is put before the C library's.
#![cfg(target_os = "linux")]

use super::ledger::{Ledger, closes};
use super::load::Load;
use crate::support::{job_of, publish_again, service, some, submit};
use std::collections::BTreeSet;
use test_support::{SkewedClock, TestDatabase};

/// Hours and days, forward and back; 0 is the right time.
const JUMPS: [i64; 7] = [
    7_200,
    -7_200,
    3 * 86_400,
    -3 * 86_400,
    400 * 86_400,
    -400 * 86_400,
    0,
];
/// Evaluations accepted at each time.
const PHASE: usize = 60;
/// More evaluations than the clients send in that time.
const MOST: usize = 20_000;
/// A worker that holds one message at a time.
fn one_at_a_time() -> Vec<(&'static str, String)> {
    ["OCOP_WORKER_BATCH", "OCOP_AMQP_PREFETCH", "OCOP_WORKER_CONSUMERS"]
        .map(|name| (name, "1".to_owned()))
        .into()
}

/// Nothing that the service has dated lies outside the time since `start`, by the database's clock.
async fn assert_dates(database: &TestDatabase, start: &str) {
    let moments = "select started_at from jobs union all select finished_at from jobs
         union all select due_at from jobs union all select evaluated_at from evaluation_results";
    let wrong = format!(
        "select count(*) from ({moments}) as all_moments (moment)
         where moment not between '{start}'::timestamptz and clock_timestamp()"
    );
    assert_eq!(database.number(&wrong).await, 0, "moments of a wrong clock");
    let days = "select count(*) from recognitions
         where valid_from <> (clock_timestamp() at time zone 'Asia/Ho_Chi_Minh')::date
         and valid_from <> (clock_timestamp() at time zone 'Asia/Ho_Chi_Minh' - interval '1 hour')::date";
    assert_eq!(database.number(days).await, 0, "days of a wrong clock");
}

async fn start_of(database: &TestDatabase) -> String {
    database.texts("select clock_timestamp()::text").await.concat()
}

#[tokio::test]
async fn a_clock_that_jumps_loses_and_doubles_nothing_and_dates_nothing() {
    let service = service().await;
    let start = start_of(&service.database).await;
    let clock = SkewedClock::new().await;
    let (api, _right) = (service.api(&[]).await, service.worker(&[]).await);
    let skewed = service.worker(&clock.variables()).await;
    let client = service.national(&api.base).await;
    let load = Load::new(&service, &client, &api.base, MOST).await;
    let jumps = async {
        for jump in JUMPS {
            clock.set_off_by(jump);
            load.accepts_more(PHASE).await;
        }
        load.stop();
    };
    tokio::join!(load.run(), jumps);
    let accepted = load.accepted();
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
    assert_dates(&service.database, &start).await;
    let more = "select count(*) from jobs where attempts <> 1";
    assert_eq!(
        service.database.number(more).await,
        0,
        "attempts used up for nothing"
    );
    // It did its part, and its log shows that its clock was off.
    assert!(skewed.child.terminate().await.success());
}

#[tokio::test]
async fn a_lease_means_the_same_to_a_worker_whose_clock_is_days_off() {
    for (holder_off_by, other_off_by) in [(0, 2 * 86_400), (-2 * 86_400, 0)] {
        let service = service().await;
        let start = start_of(&service.database).await;
        let clocks = [SkewedClock::new().await, SkewedClock::new().await];
        clocks[0].set_off_by(holder_off_by);
        clocks[1].set_off_by(other_off_by);
        let worker = async |clock: &SkewedClock| {
            let mut changes = one_at_a_time();
            changes.extend(clock.variables());
            service.worker(&changes).await
        };
        let api = service.api(&[]).await;
        let client = service.national(&api.base).await;
        let products = service.products(2).await;
        let holder = worker(&clocks[0]).await;
        let lock = service.database.lock_table("evaluation_results").await;
        let first = submit(&client, &products[0], 1).await;
        let running =
            |job: String| format!("select count(*) from jobs where id = '{job}' and status = 'running'");
        some(&service, &running(job_of(&service, &first).await)).await;

        // Its message comes once more, to the other one: the lease is good for minutes, and the job is left alone.
        let other = worker(&clocks[1]).await;
        publish_again(&service, &first).await;
        // What comes behind the double is in work: the other one is through with the double.
        let second = submit(&client, &products[1], 2).await;
        some(&service, &running(job_of(&service, &second).await)).await;
        lock.release().await;
        let ledger = closes(&service, &[&client], &BTreeSet::from([first, second])).await;
        assert_eq!(ledger, Ledger::of_succeeded(2));
        let attempts = service.database.number("select sum(attempts) from jobs").await;
        assert_eq!(attempts, 2, "a job was taken from live hands");
        assert_dates(&service.database, &start).await;
        for worker in [holder, other] {
            assert!(worker.child.terminate().await.success());
        }
    }
}
