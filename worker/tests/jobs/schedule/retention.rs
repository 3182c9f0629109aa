//! What retention deletes, and what it never touches.

use super::ledger::rounds;
use chrono::TimeDelta;
use shared::clock::Clock;
use test_support::TestDatabase;
use worker::schedule::{Retention, ScheduleRound};

/// More than one transaction deletes.
const OLD: i64 = 1_500;

#[tokio::test(flavor = "multi_thread")]
async fn what_has_run_out_is_deleted_in_parts_and_the_rest_stays() {
    let database = TestDatabase::new().await;
    database
        .execute(&format!(
            "insert into idempotency_keys (principal, key, fingerprint, status, headers, body, created_at)
             select 'client:a', 'old-' || n, '', 201, '{{}}'::jsonb, ''::bytea, now() - interval '24 hours 1 second'
             from generate_series(1, {OLD}) as n
             union all select 'client:a', 'young', '', 201, '{{}}'::jsonb, ''::bytea, now() - interval '23 hours';
             insert into accounts (id, username, password_hash, display_name, role, scopes)
                 values (gen_random_uuid(), 'a', '', '', 'national', '');
             insert into refresh_tokens (id, family_id, account_id, token_hash, scopes, issued_at, expires_at)
             select gen_random_uuid(), gen_random_uuid(), accounts.id, n::text, '', now() - interval '2 days',
                 now() + n * interval '1 minute'
             from accounts, generate_series(-2, 2) as n where n <> 0"
        ))
        .await;
    let pool = database.database();
    let now = Clock::System.now() + TimeDelta::seconds(1);
    let outcomes = rounds(&pool, now, &Retention).await;
    assert!(
        matches!(
            outcomes[..],
            [
                ScheduleRound::Part,
                ScheduleRound::Done(_),
                ScheduleRound::Waiting(_)
            ]
        ),
        "{outcomes:?}"
    );
    let keys = database.texts("select key from idempotency_keys").await;
    assert_eq!(keys, ["young"]);
    let tokens = database
        .texts("select token_hash from refresh_tokens order by 1")
        .await;
    assert_eq!(tokens, ["1", "2"]);
    let rows = "select affected_rows from scheduled_tasks where name = 'retention'";
    assert_eq!(database.number(rows).await, OLD + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_is_done_once() {
    let database = TestDatabase::new().await;
    let pool = database.database();
    let now = Clock::System.now();
    assert!(matches!(
        rounds(&pool, now, &Retention).await[0],
        ScheduleRound::Done(_)
    ));
    assert!(matches!(
        rounds(&pool, now, &Retention).await[..],
        [ScheduleRound::Waiting(_)]
    ));
    let next = now + TimeDelta::hours(1);
    assert!(matches!(
        rounds(&pool, next, &Retention).await[0],
        ScheduleRound::Done(_)
    ));
}
