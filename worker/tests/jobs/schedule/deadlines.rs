//! The notices of dossiers: each last day once before and once after, whatever is missed.

use super::ledger::{noon, rounds};
use test_support::TestDatabase;
use worker::schedule::Deadlines;

/// Dossiers of different products: state, last day of the state, last day of the decision, as SQL. Today is 1 June 2026, a Monday;
/// three working days before Thursday 4 June.
const DOSSIERS: [&str; 7] = [
    "'at_commune', '2026-06-04', null",
    "'at_commune', '2026-06-05', null",
    "'at_commune', '2026-06-01', null",
    "'awaiting_evidence', '2026-05-31', '2026-06-03'",
    "'with_advisory_team', null, '2026-05-29'",
    "'draft', null, null",
    "'withdrawn', '2026-05-01', '2026-05-01'",
];

async fn dossiers(database: &TestDatabase) {
    let products = database.products(DOSSIERS.len()).await;
    for (number, (product, days)) in products.iter().zip(DOSSIERS).enumerate() {
        database
            .execute(&format!(
                "insert into dossiers (id, product_id, producer_id, kind, product_set, regime, registration, self_assessment,
                     unit_generation, current_province_code, current_commune_code, legacy_province_code,
                     legacy_district_code, legacy_commune_code, created_at, updated_at, state, due_on, decide_by)
                 select '00000000-0000-0000-0000-00000000000{number}', id, producer_id, 'renewal', product_set, '26-2026',
                     '{{}}', '{{}}', unit_generation, current_province_code, current_commune_code, legacy_province_code,
                     legacy_district_code, legacy_commune_code, now(), now(), {days}
                 from products where id = '{product}'"
            ))
            .await;
    }
}

/// Number of the dossier, kind, deadline, state and day of each notice, as texts.
async fn recorded(database: &TestDatabase) -> Vec<String> {
    database
        .texts(
            "select concat_ws(' ', right(dossier_id::text, 1), kind, deadline, coalesce(state, '-'), day) \
             from dossier_notices order by id",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_last_day_is_told_once_before_and_once_after() {
    let database = TestDatabase::new().await;
    dossiers(&database).await;
    rounds(&database.database(), noon(0), &Deadlines).await;
    let first = [
        "4 overdue decision - 2026-06-01",
        "3 overdue state awaiting_evidence 2026-06-01",
        "2 due_soon state at_commune 2026-06-01",
        "3 due_soon decision - 2026-06-01",
        "0 due_soon state at_commune 2026-06-01",
    ];
    assert_eq!(recorded(&database).await, first);
    rounds(&database.database(), noon(0), &Deadlines).await;
    assert_eq!(recorded(&database).await.len(), first.len());
    // The workers stood still for two weeks: what was near has passed, and is told as that only.
    rounds(&database.database(), noon(14), &Deadlines).await;
    let later = [
        "2 overdue state at_commune 2026-06-15",
        "3 overdue decision - 2026-06-15",
        "0 overdue state at_commune 2026-06-15",
        "1 overdue state at_commune 2026-06-15",
    ];
    assert_eq!(recorded(&database).await.split_off(first.len()), later);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_state_has_a_last_day_of_its_own() {
    let database = TestDatabase::new().await;
    dossiers(&database).await;
    rounds(&database.database(), noon(0), &Deadlines).await;
    let before = recorded(&database).await.len();
    database
        .execute(
            "update dossiers set state = 'awaiting_evidence' where id = '00000000-0000-0000-0000-000000000000'",
        )
        .await;
    rounds(&database.database(), noon(1), &Deadlines).await;
    let told = recorded(&database).await.split_off(before);
    assert!(
        told.contains(&"0 due_soon state awaiting_evidence 2026-06-02".to_owned()),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_of_a_round_is_told_for_what_is_not_decided() {
    let database = TestDatabase::new().await;
    let products = database.products(2).await;
    let waiting = database
        .dossier(&products[0], "at_council", 0, "2026-04-01")
        .await;
    let decided = database
        .dossier(&products[1], "back_at_province", 0, "2026-04-01")
        .await;
    database
        .execute(
            "insert into rounds (id, level, province_code, year, number, sent_before, decided_before, created_at, updated_at)
             values (gen_random_uuid(), 'province', '25', 2026, 1, '2026-04-30', '2026-06-05', now(), now())",
        )
        .await;
    for (dossier, action, to) in [
        (&waiting, "send_on", "at_province"),
        (&decided, "send_on", "at_province"),
        (&decided, "propose", "at_ministry"),
    ] {
        database
            .execute(&format!(
                "insert into dossier_events (dossier_id, occurred_at, actor, action, from_state, to_state)
                 values ('{dossier}', '2026-04-20 03:00+00', 'test', '{action}', 'draft', '{to}')"
            ))
            .await;
    }
    for day in [0, 4, 4] {
        rounds(&database.database(), noon(day), &Deadlines).await;
    }
    let told = database
        .texts(
            "select concat_ws(' ', dossier_id, kind, deadline, due_on, day) from dossier_notices order by id",
        )
        .await;
    assert_eq!(
        told,
        [
            format!("{waiting} due_soon round 2026-06-04 2026-06-01"),
            format!("{waiting} overdue round 2026-06-04 2026-06-05"),
        ]
    );
}
