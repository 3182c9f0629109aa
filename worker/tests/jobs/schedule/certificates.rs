//! The notices of certificates: what the database records is what the rule says.

use super::ledger::{noon, rounds};
use chrono::{Days, NaiveDate};
use shared::clock::Clock;
use shared::clock::vietnamese_date;
use shared::database::recognitions::{self, Recognition};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::producers::{ProducerKind, Sector};
use shared::domain::recognition::RecognitionEndReason;
use shared::domain::recognition::RecognitionNoticeKind;
use std::collections::BTreeSet;
use test_support::TestDatabase;
use uuid::Uuid;
use worker::schedule::{Certificates, ScheduleRound, round};

/// Today in these tests.
fn today() -> NaiveDate {
    vietnamese_date(noon(0))
}

/// `day` moved by `days`, forwards or backwards.
fn moved(day: NaiveDate, days: i64) -> NaiveDate {
    day + chrono::TimeDelta::days(days)
}

/// A recognition that lasts `length` days up to the day before `valid_to`.
async fn recognition(
    database: &TestDatabase,
    product: &str,
    valid_to: NaiveDate,
    length: u64,
    ended_on: Option<NaiveDate>,
) -> Recognition {
    let producer = database
        .texts(&format!(
            "select producer_id::text from products where id = '{product}'"
        ))
        .await
        .remove(0);
    Recognition {
        id: Uuid::now_v7(),
        product_id: product.parse().unwrap(),
        producer_id: producer.parse().unwrap(),
        evaluation_id: None,
        regime: "26-2026".to_owned(),
        kind: ApplicationKind::First,
        stars: 3,
        potential: false,
        programme_year: 2026,
        decision_number: None,
        valid_from: valid_to - Days::new(length),
        valid_to,
        ended_on,
        end_reason: ended_on.map(|_| RecognitionEndReason::Replaced),
        product_set: 1,
        product_group: "I".to_owned(),
        producer_type: ProducerKind::Cooperative,
        sector: Sector::Collective,
        gender: None,
        ethnic_minority: None,
        current_province_code: "25".to_owned(),
        current_commune_code: "08848".to_owned(),
        legacy_province_code: "26".to_owned(),
        legacy_district_code: "253".to_owned(),
        legacy_commune_code: Some("08848".to_owned()),
        demonstration: false,
        extended_to: None,
        authority: None,
        authority_unit: None,
    }
}

async fn insert(database: &TestDatabase, rows: &[Recognition]) {
    let mut connection = database.operator().await;
    recognitions::insert(&mut connection, rows).await.unwrap();
}

/// Recognition, kind and day of each notice, as texts.
async fn recorded(database: &TestDatabase) -> Vec<String> {
    database
        .texts("select concat_ws(' ', recognition_id, kind, day) from recognition_notices order by id")
        .await
}

fn told(recognition: &Recognition, kind: RecognitionNoticeKind, day: NaiveDate) -> String {
    format!("{} {kind} {day}", recognition.id)
}

/// Recognitions around every edge of the rule: ends before, on and after the days of the tests, statuses shorter and longer
/// than the window, and ends that come before, on and after each notice's day.
async fn around_every_edge(database: &TestDatabase) -> Vec<Recognition> {
    let product = database.products(1).await.remove(0);
    let model = recognition(database, &product, today(), 1, None).await;
    let mut rows = Vec::new();
    let near = [
        -181, -1, 0, 1, 2, 3, 4, 100, 178, 179, 180, 181, 182, 183, 184, 400,
    ];
    // Enough of the past for more than one transaction.
    for end in (-440..-400).chain(near) {
        let valid_to = moved(today(), end);
        for length in [1, 2, 179, 180, 181, 1_096] {
            let valid_from = valid_to - Days::new(length);
            let mut ends = vec![None, Some(valid_from)];
            for day in [moved(valid_to, -180), valid_to] {
                ends.extend([-1, 0, 1].map(|days| Some(moved(day, days))));
            }
            rows.extend(ends.into_iter().map(|ended_on| Recognition {
                id: Uuid::now_v7(),
                valid_from,
                valid_to,
                ended_on,
                end_reason: ended_on.map(|_| RecognitionEndReason::Revoked),
                ..model.clone()
            }));
        }
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_is_what_the_rule_says() {
    let database = TestDatabase::new().await;
    let rows = around_every_edge(&database).await;
    insert(&database, &rows).await;
    let mut parts = 0;
    for days in 0..4 {
        let outcomes = rounds(&database.database(), noon(days), &Certificates).await;
        parts += outcomes
            .iter()
            .filter(|outcome| **outcome == ScheduleRound::Part)
            .count();
        let last = moved(today(), days);
        let expected: BTreeSet<String> = rows
            .iter()
            .flat_map(|row| {
                RecognitionNoticeKind::ALL.iter().filter_map(move |kind| {
                    let day = row.status().notice(*kind, None)?;
                    (day <= last).then(|| told(row, *kind, day))
                })
            })
            .collect();
        let recorded = recorded(&database).await;
        assert_eq!(
            recorded.iter().cloned().collect::<BTreeSet<_>>(),
            expected,
            "{last}"
        );
        assert_eq!(recorded.len(), expected.len(), "{last}");
    }
    // The first run makes up for all of the past, which is more than one transaction takes.
    assert!(parts > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn days_missed_are_recorded_in_their_order() {
    let database = TestDatabase::new().await;
    let product = database.products(1).await.remove(0);
    rounds(&database.database(), noon(0), &Certificates).await;
    let mut rows = Vec::new();
    for days in [3, 1, 2] {
        rows.push(recognition(&database, &product, moved(today(), days), 1_096, None).await);
    }
    insert(&database, &rows).await;
    rounds(&database.database(), noon(4), &Certificates).await;
    let expired: Vec<String> = [1, 2, 0]
        .map(|row| {
            told(
                &rows[row],
                RecognitionNoticeKind::Expired,
                moved(rows[row].valid_to, 1),
            )
        })
        .into();
    let recorded = recorded(&database).await;
    let recorded: Vec<String> = recorded
        .into_iter()
        .filter(|notice| notice.contains("expired"))
        .collect();
    assert_eq!(recorded, expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_the_same_on_the_morning_of_its_day_and_after_a_replacement_on_that_day() {
    let database = TestDatabase::new().await;
    let product = database.products(1).await.remove(0);
    let end = moved(today(), 180);
    let early = recognition(&database, &product, end, 1_096, None).await;
    insert(&database, std::slice::from_ref(&early)).await;
    round(&database.database(), Clock::Frozen(noon(0)), &Certificates)
        .await
        .unwrap();
    let mut connection = database.operator().await;
    recognitions::replace(&mut connection, &[(early.id, today())])
        .await
        .unwrap();
    drop(connection);
    // The same history, recorded after it happened.
    let late = recognition(&database, &product, end, 1_096, Some(today())).await;
    insert(&database, std::slice::from_ref(&late)).await;
    rounds(&database.database(), noon(200), &Certificates).await;
    let expected = [&early, &late].map(|row| told(row, RecognitionNoticeKind::RenewalOpens, today()));
    assert_eq!(recorded(&database).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_is_pending_near_the_end_is_told_as_the_rule_says() {
    let database = TestDatabase::new().await;
    let mut expected = BTreeSet::new();
    for valid_to in [1, 29, 30, 31, 33, 40] {
        for handed_in in [-100, -1, 0, 2] {
            for (carried_over, ended, state) in [
                (None, None, "at_province"),
                (None, None, "returned"),
                (None, None, "withdrawn"),
                (Some(50), None, "at_province"),
                (Some(valid_to), None, "at_province"),
                (None, Some(-1), "at_province"),
            ] {
                let product = database.products(1).await.remove(0);
                let filed = moved(today(), handed_in);
                let dossier = database.dossier(&product, state, 1, &filed.to_string()).await;
                database
                    .execute(&format!(
                        "update dossiers set kind = 'renewal' where id = '{dossier}'"
                    ))
                    .await;
                let ended_on = ended.map(|days| moved(today(), days));
                let row = Recognition {
                    extended_to: carried_over.map(|days| moved(today(), days)),
                    ..recognition(&database, &product, moved(today(), valid_to), 1_096, ended_on).await
                };
                insert(&database, std::slice::from_ref(&row)).await;
                let kind = RecognitionNoticeKind::EndsWithRenewalPending;
                let pending = (state != "withdrawn").then_some(filed);
                let day = row
                    .status()
                    .notice(kind, pending)
                    .filter(|day| *day <= moved(today(), 3));
                expected.extend(day.map(|day| told(&row, kind, day)));
            }
        }
    }
    for days in 0..4 {
        rounds(&database.database(), noon(days), &Certificates).await;
    }
    let recorded = recorded(&database).await;
    let recorded: Vec<_> = recorded
        .into_iter()
        .filter(|one| one.contains("pending"))
        .collect();
    assert!(recorded.len() > 30, "{recorded:?}");
    assert_eq!(recorded.len(), expected.len());
    assert_eq!(recorded.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_only_ever_come() {
    let database = TestDatabase::new().await;
    for statement in [
        "update recognition_notices set day = now()",
        "delete from recognition_notices",
        "truncate recognition_notices",
    ] {
        // Where the statement went through, the exception is missing and the block raises another.
        database
            .execute(&format!(
                "do $$ begin {statement}; raise 'it went through'; \
                 exception when insufficient_privilege then null; end $$"
            ))
            .await;
    }
}
