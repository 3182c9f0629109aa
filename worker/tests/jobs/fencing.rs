//! Two attempts of one job: only the last may write.

use crate::probe::Probe;
use crate::scene::{Scene, delays, one_by_one, start_worker};
use chrono::Duration;
use diesel_async::SimpleAsyncConnection;
use futures_util::FutureExt;
use shared::clock::Clock;
use shared::database::jobs::{self, AttemptFailure, Claim, JobStatus, RetryOutcome};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn an_old_attempt_cannot_write_after_a_takeover() {
    let scene = Scene::new().await;
    let id = scene.submit(1).await.remove(0);
    let mut connection = scene.database.database().connection().await.unwrap();
    let (now, lease) = (Clock::System.now(), Duration::seconds(300));
    let first = jobs::claim(&mut connection, &[(id, false)], now, lease)
        .await
        .unwrap();
    assert_eq!(first.jobs[0].attempt, 1);

    // A double of the message finds the job in live hands.
    let double = jobs::claim(&mut connection, &[(id, false)], now, lease)
        .await
        .unwrap();
    assert_eq!(double, Claim::default());
    // A redelivery tells that the first worker is gone; it only seemed so.
    let second = jobs::claim(&mut connection, &[(id, true)], now, lease)
        .await
        .unwrap();
    assert_eq!(second.jobs[0].attempt, 2);

    let failure = AttemptFailure {
        id,
        attempt: 1,
        code: "late".to_owned(),
        message: "late".to_owned(),
    };
    assert!(jobs::hold(&mut connection, &[(id, 1)]).await.unwrap().is_empty());
    assert!(
        jobs::finish(&mut connection, &[(id, 1)], now)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        jobs::fail(&mut connection, std::slice::from_ref(&failure), now)
            .await
            .unwrap()
            .is_empty()
    );
    let retried = jobs::retry(&mut connection, &[failure], now, delays())
        .await
        .unwrap();
    assert_eq!(retried, RetryOutcome::default());
    let job = scene.job(id).await;
    assert_eq!((job.status, job.attempts), (JobStatus::Running, 2));

    assert!(
        jobs::hold(&mut connection, &[(id, 2)])
            .await
            .unwrap()
            .contains(&id)
    );
    assert_eq!(
        jobs::finish(&mut connection, &[(id, 2)], now).await.unwrap(),
        [id]
    );
    // Finished is finished, for the attempt that finished it as well.
    assert!(
        jobs::finish(&mut connection, &[(id, 2)], now)
            .await
            .unwrap()
            .is_empty()
    );
    let again = jobs::claim(&mut connection, &[(id, true)], now, lease)
        .await
        .unwrap();
    assert_eq!(again, Claim::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_has_passed_lets_others_in_until_the_attempts_are_used_up() {
    let scene = Scene::new().await;
    let id = scene.submit(1).await.remove(0);
    let stranger = Uuid::now_v7();
    let mut connection = scene.database.database().connection().await.unwrap();
    let lease = Duration::seconds(300);
    let mut now = Clock::System.now();
    for attempt in 1..=5 {
        let claim = jobs::claim(&mut connection, &[(id, false), (stranger, false)], now, lease)
            .await
            .unwrap();
        assert_eq!(
            claim.jobs.iter().map(|job| job.attempt).collect::<Vec<_>>(),
            [attempt]
        );
        assert_eq!(claim.missing, [stranger]);
        now += lease;
    }
    let claim = jobs::claim(&mut connection, &[(id, false)], now, lease)
        .await
        .unwrap();
    assert_eq!((claim.jobs, claim.exhausted), (Vec::new(), vec![id]));
    let job = scene.job(id).await;
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(job.error_code.as_deref(), Some("attempts_exhausted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_lost_its_job_between_claim_and_transaction_writes_nothing() {
    let scene = Scene::new().await;
    let id = scene.submit(1).await.remove(0);
    let relay = scene.relay(scene.rabbit());
    scene.eventually_waiting(1).await;
    relay.stop().await;
    // The job's row is locked, so the worker's claim waits for us.
    let mut lock = scene.database.database().connection().await.unwrap();
    lock.batch_execute("begin; select * from jobs for update")
        .await
        .unwrap();
    let pool = scene.pool(1);
    let worker = start_worker(pool.clone(), scene.rabbit(), Probe::willing(), one_by_one());
    let blocked = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    scene.eventually_number(blocked, 1).await;
    // We stand in line for the worker's only connection: it is ours after the claim and before the transaction.
    let mut in_line = Box::pin(pool.connection());
    assert!(in_line.as_mut().now_or_never().is_none());
    lock.batch_execute("rollback").await.unwrap();
    let mut connection = in_line.await.unwrap();
    let job = scene.job(id).await;
    assert_eq!((job.status, job.attempts), (JobStatus::Running, 1));
    let (now, lease) = (Clock::System.now(), Duration::seconds(300));
    let taken = jobs::claim(&mut connection, &[(id, true)], now, lease)
        .await
        .unwrap();
    assert_eq!(taken.jobs[0].attempt, 2);
    drop(connection);
    // The worker is through with the message, and the job is still that of the second attempt.
    worker.stop().await;
    scene.eventually_waiting(0).await;
    assert_eq!(scene.database.number("select count(*) from effects").await, 0);
    let job = scene.job(id).await;
    assert_eq!((job.status, job.attempts), (JobStatus::Running, 2));
}
