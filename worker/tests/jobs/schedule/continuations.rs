//! What goes on by law while its renewal is pending, without anyone's act.

use super::ledger::{noon, rounds};
use chrono::{NaiveDate, TimeDelta};
use shared::clock::vietnamese_date;
use shared::domain::criteria::Regimes;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use test_support::TestDatabase;
use worker::schedule::Continuations;

/// Today in these tests, moved by `days`.
fn day(days: i64) -> NaiveDate {
    vietnamese_date(noon(0)) + TimeDelta::days(days)
}

/// A product that holds three stars or potential five to the day `end`; a dossier of `kind` in `state` that was handed in on `handed_in`.
async fn held(
    database: &TestDatabase,
    end: i64,
    potential: bool,
    dossier: (&str, &str, Option<i64>),
) -> String {
    let product = database.products(1).await.remove(0);
    let (kind, state, handed_in) = dossier;
    let stars = if potential { 5 } else { 3 };
    let handed_in = handed_in.map_or("null".to_owned(), |days| format!("'{}'", day(days)));
    database
        .execute(&format!(
            "select set_config('ocop.actor', 'test', false);
             insert into recognitions (id, product_id, producer_id, regime, kind, stars, potential, programme_year, valid_from, valid_to,
                 product_set, product_group, producer_type, sector, current_province_code, current_commune_code, legacy_province_code,
                 legacy_district_code, legacy_commune_code)
             select gen_random_uuid(), id, producer_id, '26-2026', 'first', {stars}, {potential}, 2026, '{}', '{}', 1, 'I', 'cooperative', 'collective',
                 '25', '08848', '26', '253', '08848' from products where id = '{product}';
             insert into dossiers (id, product_id, producer_id, kind, product_set, regime, registration, self_assessment, unit_generation,
                 current_province_code, current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code, created_at,
                 updated_at, state, handed_in_on)
             select gen_random_uuid(), id, producer_id, '{kind}', product_set, '26-2026', '{{}}', '{{}}', unit_generation, current_province_code,
                 current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code, now(), now(), '{state}', {handed_in}
             from products where id = '{product}'",
            day(end - 1_095),
            day(end),
        ))
        .await;
    product
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_its_renewal_goes_on_once() {
    let database = TestDatabase::new().await;
    let pending = ("renewal", "at_province", Some(-30));
    let mut expected = Vec::new();
    for (end, potential, dossier, goes_on) in [
        (100, false, pending, true),
        // Past its end, and so long past it that nothing is left.
        (-30, false, pending, true),
        (-31, false, pending, false),
        (0, false, ("renewal", "returned", Some(0)), true),
        (100, false, ("renewal", "draft", None), false),
        (100, false, ("renewal", "withdrawn", Some(-30)), false),
        (100, false, ("upgrade", "at_province", Some(-30)), false),
        (100, true, pending, false),
    ] {
        let product = held(&database, end, potential, dossier).await;
        expected.push(format!(
            "{product} {}",
            if goes_on {
                day(end + 180).to_string()
            } else {
                String::new()
            }
        ));
    }
    expected.sort();
    let heard = Arc::new(AtomicI64::new(0));
    let hearing = Arc::clone(&heard);
    let task = Continuations::new(
        Arc::new(Regimes::embedded().unwrap()),
        Some(Arc::new(move |version| hearing.store(version, Ordering::SeqCst))),
    );
    let version = "select version::text from statistics_version";
    for days in [0, 1] {
        rounds(&database.database(), noon(days), &task).await;
        let told = "select product_id || ' ' || coalesce(extended_to::text, '') from recognitions order by 1";
        assert_eq!(database.texts(told).await, expected, "day {days}");
        assert_eq!(
            database.texts(version).await,
            [heard.load(Ordering::SeqCst).to_string()]
        );
    }
}
