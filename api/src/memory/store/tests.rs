//! Counting in memory against the recount within every reach, also those of callers to whom no figure is told over HTTP.

use super::*;
use chrono::{Days, NaiveDate};
use shared::database::recognitions;
use shared::database::statistics;
use shared::domain::statistics::{Area, Dimension, Filters, Measure};
use shared::domain::units::{Generation, Level};
use std::collections::HashSet;
use test_support::TestDatabase;
use uuid::Uuid;

const PRODUCERS: usize = 4;

/// Every reach: that of the nation, units, every producer and one that is not there, a seat, nothing.
fn scopes(producers: &[Uuid]) -> Vec<Scope> {
    let of_producers = producers
        .iter()
        .copied()
        .chain([Uuid::nil()])
        .map(Scope::Producer);
    [
        Scope::Nation,
        Scope::Province("25".to_owned()),
        Scope::Province("01".to_owned()),
        Scope::Commune("08848".to_owned()),
        Scope::Commune("00004".to_owned()),
        Scope::Seat(Uuid::nil()),
        Scope::Nothing,
    ]
    .into_iter()
    .chain(of_producers)
    .collect()
}

fn questions() -> Vec<ProductQuestion> {
    let question = |generation, unit: Option<(Level, &str)>, by: &[Dimension]| ProductQuestion {
        area: Area {
            generation,
            unit: unit.map(|(level, code)| (level, code.to_owned())),
        },
        by: by.to_vec(),
        filters: Filters::default(),
    };
    let mut of_women = question(Generation::Current, None, &[Dimension::Commune]);
    of_women
        .filters
        .bound(Dimension::Gender, ["female".to_owned()].into());
    vec![
        question(Generation::Current, None, &[]),
        question(Generation::Current, None, &[Dimension::Stars, Dimension::Kind]),
        question(
            Generation::Legacy,
            Some((Level::District, "253")),
            &[Dimension::District],
        ),
        of_women,
    ]
}

/// Four points of every measure.
fn points(measure: Measure) -> Vec<MeasureSelection> {
    let first = NaiveDate::from_ymd_opt(2020, 3, 1).unwrap();
    let days = (0..4).map(|number| first + Days::new(number * 400));
    days.map(|day| {
        let mut selection = MeasureSelection::on(measure, day);
        if measure.is_of_a_period() {
            selection.from = day - Days::new(250);
        }
        selection
    })
    .collect()
}

/// Holds all that `store` counts against the recount; the scopes that have anything.
async fn compare(store: &Store, test: &TestDatabase, producers: &[Uuid]) -> HashSet<Scope> {
    let mut connection = test.database().connection().await.unwrap();
    let mut seen = HashSet::new();
    for scope in scopes(producers) {
        for (question, measure) in questions()
            .iter()
            .flat_map(|one| Measure::ALL.iter().map(move |measure| (one, *measure)))
        {
            let points = points(measure);
            let (_, counted) = store.count(&scope, question, &points).await.unwrap();
            for (point, figures) in points.iter().zip(counted.unwrap()) {
                let recounted = statistics::recount(&mut connection, &scope, question, point)
                    .await
                    .unwrap();
                assert_eq!(figures, recounted, "{scope:?} {question:?} {point:?}");
                (figures.totals.products > 0).then(|| seen.insert(scope.clone()));
            }
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reach_counts_its_own_as_the_recount_does() {
    let test = TestDatabase::new().await;
    for _ in 0..PRODUCERS {
        test.products(12).await;
    }
    let in_ha_noi = "update products set current_province_code = '01', current_commune_code = '00004', legacy_province_code = '01',
         legacy_district_code = '001', legacy_commune_code = '00004' where get_byte(uuid_send(id), 15) % 3 = 0";
    test.execute(in_ha_noi).await;
    test.intervals(0..6, "true").await;
    // Products went over to another producer, which what was recognised before does not follow.
    let sold = "update products set producer_id = (select max(id::text)::uuid from producers) where get_byte(uuid_send(id), 14) % 4 = 0";
    test.execute(sold).await;
    let producers = test.texts("select id::text from producers").await;
    let producers: Vec<Uuid> = producers.iter().map(|id| id.parse().unwrap()).collect();
    let store = Store::default();
    store.load(&test.database()).await.unwrap();
    let seen = compare(&store, &test, &producers).await;
    assert_eq!(seen.len(), 5 + PRODUCERS, "{seen:?}");

    test.intervals(6..8, "get_byte(uuid_send(products.id), 13) % 2 = 0")
        .await;
    let version = recognitions::version(&mut test.operator().await).await.unwrap();
    assert!(store.reach(&test.database(), version).await.unwrap());
    compare(&store, &test, &producers).await;
}
