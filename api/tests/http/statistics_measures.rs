//! Measures, filters, comparison, series and ranking over histories of every kind, against the recount by SQL and against the
//! definitions as pure functions.

use crate::app::{App, body, problem};
use crate::registration::{get, token_in, token_of_producer};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use shared::database::recognitions::{self, DimensionOwner, Recognition, Restatement};
use shared::database::statistics;
use shared::domain::access::{Role, Scope};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::RecognitionAuthority;
use shared::domain::producers::{Gender, ProducerKind};
use shared::domain::recognition::RecognitionEndReason;
use shared::domain::statistics::history::{Interval, IntervalEnding, facts};
use shared::domain::statistics::{
    Area, Dimension, Filters, Measure, MeasureSelection, ProductFigures, ProductQuestion,
};
use shared::domain::units::{Generation, Level, registry};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The commune in which a third of what is made up lies.
const MEETING_PLACE: &str = "08782";

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        let position = self.roll(u64::try_from(values.len()).unwrap());
        &values[usize::try_from(position).unwrap()]
    }

    pub(crate) fn day(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2020, 6, 1).unwrap() + Days::new(self.roll(4000))
    }
}

/// The demonstration, its products with histories of every kind after it.
async fn app(dice: &mut Dice) -> (App, String, Vec<Recognition>) {
    let app = App::start().await;
    app.load_demo().await;
    let mut operator = app.database.operator().await;
    let mut rows = all(&app).await;
    let producers: Vec<Uuid> = rows.iter().map(|row| row.producer_id).collect();
    let communes = registry()
        .unwrap()
        .units_of(Generation::Current, Some(Level::Commune));
    let mut added = Vec::new();
    for first in rows.clone() {
        let mut before = first;
        for _ in 0..dice.roll(6) {
            before = next(dice, &before);
            let commune = match dice.roll(3) {
                0 => MEETING_PLACE,
                _ => dice.of(communes).unit.code.as_str(),
            };
            let place = registry()
                .unwrap()
                .place_in(Generation::Current, commune, None)
                .unwrap();
            before.current_province_code = place.current_province;
            before.current_commune_code = place.current_commune;
            before.legacy_province_code = place.legacy_province;
            before.legacy_district_code = place.legacy_district;
            before.legacy_commune_code = place.legacy_commune;
            before.producer_id = *dice.of(&producers);
            added.push(before.clone());
        }
    }
    // Some are there when the server loads them into its memory, the others it has to follow.
    let (there, later) = added.split_at(added.len() / 2);
    recognitions::insert(&mut operator, there).await.unwrap();
    app.load_statistics().await;
    for some in later.chunks(7) {
        recognitions::insert(&mut operator, some).await.unwrap();
    }
    rows = all(&app).await;
    let token = token_in(&app, Role::National, "").await;
    (app, token, rows)
}

/// Corrects the products and producers of `rows` at random, for all days or from one on, while the server follows.
async fn correct(app: &App, dice: &mut Dice, rows: &[Recognition]) {
    let mut operator = app.database.operator().await;
    let communes = registry()
        .unwrap()
        .units_of(Generation::Legacy, Some(Level::Commune));
    for _ in 0..60 {
        let row = dice.of(rows).clone();
        let owner = match dice.roll(2) {
            0 => DimensionOwner::Product(row.product_id),
            _ => DimensionOwner::Producer(row.producer_id),
        };
        let commune = &dice.of(communes).unit.code;
        let place = registry().unwrap().place_in(Generation::Legacy, commune, None);
        let restatement = match dice.roll(4) {
            0 => Restatement::Set {
                set: i16::try_from(1 + dice.roll(26)).unwrap(),
                groups: vec![(row.regime.clone(), (*dice.of(&["I", "VI"])).to_owned())],
            },
            1 => Restatement::Holder {
                id: dice.of(rows).producer_id,
                kind: *dice.of(ProducerKind::ALL),
                gender: *dice.of(&[None, Some(Gender::Female)]),
                ethnic_minority: *dice.of(&[None, Some(true)]),
            },
            2 => place.map_or(Restatement::Kind(ProducerKind::Farm), Restatement::Place),
            _ => Restatement::Kind(*dice.of(ProducerKind::ALL)),
        };
        let from = (dice.roll(4) != 0).then(|| dice.day());
        recognitions::restate(&mut operator, owner, &restatement, from)
            .await
            .unwrap();
    }
    let parts = app
        .database
        .texts("select count(*)::text from recognition_spans where continues")
        .await;
    assert!(parts[0].parse::<u32>().unwrap() > 20, "{parts:?} parts");
}

async fn all(app: &App) -> Vec<Recognition> {
    let products = app.database.texts("select id::text from products").await;
    let products: Vec<Uuid> = products.iter().map(|id| id.parse().unwrap()).collect();
    recognitions::histories(&mut app.database.operator().await, &products)
        .await
        .unwrap()
}

const ENDED: [RecognitionEndReason; 3] = [
    RecognitionEndReason::Replaced,
    RecognitionEndReason::Revoked,
    RecognitionEndReason::Declined,
];

/// An interval that begins when `before` has ended.
fn next(dice: &mut Dice, before: &Recognition) -> Recognition {
    let gap = if dice.roll(2) == 0 { 0 } else { dice.roll(400) };
    let from = before.status().end() + Days::new(gap);
    let stars = i16::try_from(3 + dice.roll(3)).unwrap();
    let to = from + Days::new(1095);
    let mut one = Recognition {
        id: Uuid::now_v7(),
        evaluation_id: None,
        kind: *dice.of(ApplicationKind::ALL),
        stars,
        potential: stars == 5 && dice.roll(2) == 0,
        programme_year: i16::try_from(2019 + dice.roll(10)).unwrap(),
        decision_number: [None, Some("1/QĐ"), Some("2/QĐ")][usize::try_from(dice.roll(3)).unwrap()]
            .map(str::to_owned),
        valid_from: from,
        valid_to: to,
        ended_on: None,
        end_reason: None,
        product_set: i16::try_from(1 + dice.roll(26)).unwrap(),
        product_group: (*dice.of(&["I", "II", "VI"])).to_owned(),
        producer_type: *dice.of(ProducerKind::ALL),
        gender: *dice.of(&[None, Some(Gender::Female), Some(Gender::Male)]),
        ethnic_minority: *dice.of(&[None, Some(true), Some(false)]),
        extended_to: None,
        authority: *dice.of(&[
            None,
            Some(RecognitionAuthority::District),
            Some(RecognitionAuthority::Province),
        ]),
        authority_unit: [None, Some("legacy-26"), Some("current-25")][usize::try_from(dice.roll(3)).unwrap()]
            .map(str::to_owned),
        ..before.clone()
    };
    one.sector = one.producer_type.sector();
    if dice.roll(4) == 0 {
        one.extended_to = Some(to + Days::new(dice.roll(180)));
    }
    if dice.roll(2) == 0 {
        one.ended_on = Some(from + Days::new(1 + dice.roll(1300)));
        one.end_reason = Some(*dice.of(&ENDED));
    }
    if dice.roll(8) == 0 {
        (one.valid_to, one.extended_to, one.ended_on) = (from, None, Some(from));
        one.end_reason = Some(RecognitionEndReason::NotRecorded);
    }
    one
}

/// A question that who reaches as far as `scope` may ask, as a query and as the recount takes it.
fn question(dice: &mut Dice, scope: &Scope) -> (String, ProductQuestion, MeasureSelection) {
    let generation = *dice.of(Generation::ALL);
    let mut query = format!("generation={generation}");
    let mut by = Vec::new();
    for _ in 0..dice.roll(4) {
        let dimension = *dice.of(Dimension::ALL);
        let fits = generation == Generation::Legacy || dimension != Dimension::District;
        if fits && !by.contains(&dimension) {
            by.push(dimension);
        }
    }
    if !by.is_empty() {
        let words: Vec<&str> = by.iter().map(|one| one.as_str()).collect();
        query += &format!("&by={}", words.join(","));
    }
    let mut filters = Filters::default();
    for (dimension, codes) in [
        (Dimension::ProductGroup, "I,VI"),
        (Dimension::Gender, "female,unknown"),
        (Dimension::EthnicMinority, "true,unknown"),
        (Dimension::Kind, "first,upgrade"),
        (Dimension::Stars, "4,5"),
        (Dimension::DecisionYear, "2021,2024,2025"),
    ] {
        if dice.roll(5) == 0 {
            query += &format!("&{dimension}={codes}");
            filters.bound(dimension, codes.split(',').map(str::to_owned).collect());
        }
    }
    let unit = [
        None,
        Some((
            Level::Province,
            if generation == Generation::Legacy {
                "26"
            } else {
                "25"
            },
        )),
    ][usize::try_from(dice.roll(2)).unwrap()];
    // Today's province is not a commune's to ask for.
    let unit = unit.filter(|_| generation == Generation::Legacy || !matches!(scope, Scope::Commune(_)));
    if let Some((level, code)) = unit {
        query += &format!("&unit={code}&level={level}");
    }
    let measure = *dice.of(Measure::ALL);
    let day = dice.day();
    let mut selection = MeasureSelection::on(measure, day);
    query += &format!("&measure={measure}&as_of={day}");
    if measure.is_of_a_period() {
        selection.from = day - Days::new(dice.roll(700));
        query += &format!("&from={}", selection.from);
    }
    if measure == Measure::Expiring {
        selection.within_days = u16::try_from(dice.roll(400)).unwrap();
        query += &format!("&within_days={}", selection.within_days);
    }
    let area = Area {
        generation,
        unit: unit.map(|(level, code)| (level, code.to_owned())),
    };
    (query, ProductQuestion { area, by, filters }, selection)
}

/// The figures as the answer shows them.
fn shown(figures: &ProductFigures) -> (Value, Value) {
    let counts = |counts: &shared::domain::statistics::Counts| json!({"products": counts.products, "producers": counts.producers});
    let cells = figures.cells.iter().map(|cell| {
        let mut shown = cell.coordinates.to_map();
        shown.extend(counts(&cell.counts).as_object().unwrap().clone());
        Value::Object(shown)
    });
    (cells.collect(), counts(&figures.totals))
}

/// Asks a random question with `token` and holds the answer against the recount within `scope`; the products in it.
pub(crate) async fn answers_as_recounted(app: &App, dice: &mut Dice, (token, scope): (&str, &Scope)) -> i64 {
    let (query, question, selection) = question(dice, scope);
    let path = format!("/api/v1/statistics/products?{query}");
    let answer = body(get(app, token, &path).await, 200).await;
    let mut connection = app.database.database().connection().await.unwrap();
    let recounted = statistics::recount(&mut connection, scope, &question, &selection)
        .await
        .unwrap();
    let (cells, totals) = shown(&recounted);
    assert_eq!(
        (&answer["cells"], &answer["totals"]),
        (&cells, &totals),
        "{query} within {scope:?}"
    );
    recounted.totals.products
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_equal_the_recount_whatever_is_asked_and_whoever_asks() {
    let mut dice = Dice(7);
    let (app, national, rows) = app(&mut dice).await;
    let callers = [
        (national, Scope::Nation),
        (
            token_in(&app, Role::Province, "25").await,
            Scope::Province("25".to_owned()),
        ),
        (
            token_in(&app, Role::Commune, MEETING_PLACE).await,
            Scope::Commune(MEETING_PLACE.to_owned()),
        ),
    ];
    let mut products = HashMap::new();
    for number in 0..360 {
        let (token, scope) = &callers[number % callers.len()];
        let counted = answers_as_recounted(&app, &mut dice, (token, scope)).await;
        *products.entry(scope).or_insert(0) += counted;
    }
    assert!(products.values().all(|counted| *counted > 30), "{products:?}");
    // A producer looks up its own products and certificates; figures are for offices.
    let producer = token_of_producer(&app, &rows[0].producer_id.to_string()).await;
    let refused = get(&app, &producer, "/api/v1/statistics/products").await;
    problem(refused, 403, "insufficient_scope").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_equal_the_recount_after_corrections_of_every_kind() {
    let mut dice = Dice(23);
    let (app, national, rows) = app(&mut dice).await;
    correct(&app, &mut dice, &rows).await;
    let mut counted = 0;
    for _ in 0..240 {
        counted += answers_as_recounted(&app, &mut dice, (&national, &Scope::Nation)).await;
    }
    assert!(counted > 300, "{counted}");
    // However often its dimensions changed, a recognition is one, and on each day a product counts as it did.
    let mut plain = Vec::new();
    for (relation, days) in [("recognition_spans", "opened_on"), ("recognitions", "valid_from")] {
        let statement = format!("select count(distinct (id, {days}))::text from {relation}");
        plain.push(app.database.texts(&statement).await);
        let holding = format!(
            "select string_agg(day::date || ' ' || number, ',' order by day) from (
                 select day, count(*) as number from generate_series(date '2020-06-01', '2031-06-01', '17 days') as day
                 join {relation} on valid_from <= day::date
                     and day::date < least(greatest(valid_to, extended_to) + 1, ended_on) group by day) as counted"
        );
        plain.push(app.database.texts(&holding).await);
    }
    assert_eq!(plain[..2], plain[2..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recount_counts_what_the_definitions_select() {
    let mut dice = Dice(11);
    let (app, _, rows) = app(&mut dice).await;
    let mut connection = app.database.operator().await;
    let mut facts_of = Vec::new();
    for history in rows.chunk_by(|one, other| one.product_id == other.product_id) {
        let mut decisions: HashMap<&str, u32> = HashMap::new();
        let intervals: Vec<Interval> = history
            .iter()
            .map(|row| Interval {
                status: row.status(),
                kind: row.kind,
                ended: match row.end_reason {
                    Some(RecognitionEndReason::Revoked) => Some(IntervalEnding::Revoked),
                    Some(RecognitionEndReason::Declined) => Some(IntervalEnding::Declined),
                    Some(RecognitionEndReason::NotRecorded) => Some(IntervalEnding::NotRecorded),
                    _ => None,
                },
                decision: row.decision_number.as_deref().map(|number| {
                    let next = u32::try_from(decisions.len()).unwrap();
                    *decisions.entry(number).or_insert(next)
                }),
                continues: false,
            })
            .collect();
        facts_of.extend(history.iter().zip(facts(&intervals)));
    }
    let nation = ProductQuestion {
        area: Area {
            generation: Generation::Current,
            unit: None,
        },
        by: vec![],
        filters: Filters::default(),
    };
    for _ in 0..60 {
        let day = dice.day();
        let mut numbers = HashMap::new();
        for measure in Measure::ALL {
            let mut selection = MeasureSelection::on(*measure, day);
            if measure.is_of_a_period() {
                selection.from = day - Days::new(200);
            }
            let selected = facts_of.iter().filter(|(_, facts)| selection.selects(facts));
            let producers: BTreeSet<Uuid> = selected.clone().map(|(row, _)| row.producer_id).collect();
            let recounted = statistics::recount(&mut connection, &Scope::Nation, &nation, &selection)
                .await
                .unwrap();
            let expected = (selected.count(), producers.len());
            let counted = (recounted.totals.products, recounted.totals.producers);
            assert_eq!(
                counted.0,
                i64::try_from(expected.0).unwrap(),
                "{measure} on {day}"
            );
            assert_eq!(
                counted.1,
                i64::try_from(expected.1).unwrap(),
                "{measure} on {day}"
            );
            numbers.insert(*measure, recounted.totals.products);
        }
        // Whoever has held stars holds them still, or not for one of three reasons, or nobody knows.
        let parts = [
            Measure::Valid,
            Measure::StruckOff,
            Measure::Expired,
            Measure::Declined,
            Measure::Undated,
        ];
        let sum: i64 = parts.iter().map(|part| numbers[part]).sum();
        assert_eq!(numbers[&Measure::EverCertified], sum, "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_says_at_each_point_what_a_single_question_says() {
    let mut dice = Dice(13);
    let (app, token, _) = app(&mut dice).await;
    for (measure, step) in [
        ("valid", "quarter"),
        ("ever_certified", "year"),
        ("struck_off", "month"),
        ("new", "quarter"),
        ("renewed", "year"),
        ("expiring", "month"),
    ] {
        let path = format!(
            "/api/v1/statistics/series?measure={measure}&step={step}&by=stars,kind&from=2022-02-10&to=2026-08-20"
        );
        let series = body(get(&app, &token, &path).await, 200).await;
        let points = series["points"].as_array().unwrap();
        assert_eq!(
            (&points[0]["from"], &points.last().unwrap()["to"]),
            (&json!("2022-02-10"), &json!("2026-08-20"))
        );
        for point in points {
            let (from, to) = (point["from"].as_str().unwrap(), point["to"].as_str().unwrap());
            let days = if matches!(measure, "new" | "renewed") {
                format!("from={from}&to={to}")
            } else {
                format!("as_of={to}")
            };
            let path = format!("/api/v1/statistics/products?measure={measure}&by=stars,kind&{days}");
            let single = body(get(&app, &token, &path).await, 200).await;
            assert_eq!(
                (&point["cells"], &point["totals"]),
                (&single["cells"], &single["totals"]),
                "{measure} {point}"
            );
        }
    }
    let path = "/api/v1/statistics/series?step=day&from=2020-01-01&to=2026-01-01";
    let problem = problem(get(&app, &token, path).await, 422, "invalid_fields").await;
    assert_eq!(problem["errors"][0]["pointer"], "/from");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_has_every_unit_and_goes_on_page_by_page() {
    let (app, token, _) = app(&mut Dice(17)).await;
    let path = "/api/v1/statistics/ranking?of=province&as_of=2021-03-01&page_size=20";
    let first = body(get(&app, &token, path).await, 200).await;
    let items = first["items"].as_array().unwrap();
    assert_eq!(items.len(), 20);
    assert_eq!(
        (
            &items[0]["rank"],
            &items[0]["unit"],
            &items[0]["products"],
            &items[0]["products_share"]
        ),
        (&json!(1), &json!("25"), &json!(22), &json!("100.0"))
    );
    // All others have none and share a rank.
    assert_eq!((&items[1]["rank"], &items[19]["rank"]), (&json!(2), &json!(2)));
    let next = first["next"].as_str().unwrap();
    let rest = body(get(&app, &token, &format!("{path}&cursor={next}")).await, 200).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 14);
    assert_eq!(rest["next"], Value::Null);
    let path =
        "/api/v1/statistics/ranking?of=district&generation=legacy&unit=26&level=province&as_of=2021-03-01";
    let districts = body(get(&app, &token, path).await, 200).await;
    let sum: i64 = districts["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["products"].as_i64().unwrap())
        .sum();
    assert_eq!(sum, 22);
    // A province ranks its own units only.
    let own = token_in(&app, Role::Province, "01").await;
    let provinces = body(
        get(&app, &own, "/api/v1/statistics/ranking?of=province").await,
        200,
    )
    .await;
    assert_eq!(provinces["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_and_changes_are_exact_decimals() {
    let app = App::start().await;
    app.load_demo().await;
    let token = token_in(&app, Role::National, "").await;
    let path = "/api/v1/statistics/products?by=stars&as_of=2021-02-17&shares=true&compare_to=2021-02-16";
    let answer = body(get(&app, &token, path).await, 200).await;
    let three = &answer["cells"][0];
    // 17 of 22.
    assert_eq!(three["products_share"], "77.3");
    assert_eq!(
        three["compared"],
        json!({"products": 0, "producers": 0, "products_change": 17, "producers_change": three["producers"],
            "products_growth": null, "producers_growth": null})
    );
    assert_eq!(answer["totals"]["products_share"], "100.0");
    // What there was and is no longer is told too.
    let path = "/api/v1/statistics/products?by=stars&as_of=2024-02-18&compare_to=2021-02-17";
    let answer = body(get(&app, &token, path).await, 200).await;
    assert_eq!(answer["cells"][1]["compared"]["products_growth"], "-100.0");
    let path = "/api/v1/statistics/products?measure=new&by=decision_year,year&from=2021-01-01&to=2021-12-31";
    let answer = body(get(&app, &token, path).await, 200).await;
    assert_eq!(
        (
            &answer["cells"][0]["decision_year"],
            &answer["cells"][0]["year"],
            &answer["cells"][0]["products"]
        ),
        (&json!(2021), &json!(2020), &json!(22))
    );
    let path = "/api/v1/statistics/products?boundaries=2021-02-17&unit=253&as_of=2021-02-17";
    let answer = body(get(&app, &token, path).await, 200).await;
    assert_eq!(
        (&answer["generation"], &answer["totals"]["products"]),
        (&json!("legacy"), &json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_go_together_is_named() {
    let (app, token, _) = app(&mut Dice(19)).await;
    for (query, pointer) in [
        ("products?measure=best", "/measure"),
        ("products?stars=2", "/stars"),
        ("products?potential=perhaps", "/potential"),
        ("products?product_group=VII", "/product_group"),
        ("products?product_set=27", "/product_set"),
        ("products?product_set=%2B1", "/product_set"),
        ("products?gender=other", "/gender"),
        ("products?province=99", "/province"),
        ("products?district=253", "/district"),
        ("products?year=20x", "/year"),
        ("products?boundaries=next", "/boundaries"),
        ("products?boundaries=legacy&generation=current", "/boundaries"),
        ("products?from=2021-01-01", "/from"),
        ("products?to=2021-01-01", "/to"),
        ("products?measure=new&from=2022-01-01&to=2021-01-01", "/to"),
        ("products?measure=new&to=2022-01-01&as_of=2021-01-01", "/to"),
        ("products?within_days=30", "/within_days"),
        ("products?measure=expiring&within_days=2000", "/within_days"),
        ("products?compare_to=1999-01-01", "/compare_to"),
        ("series?by=stars,kind,year", "/by"),
        ("series?step=week", "/step"),
        ("series?as_of=2021-01-01", "/as_of"),
        ("ranking", "/of"),
        ("ranking?of=district", "/by"),
        ("ranking?of=province&page_size=0", "/page_size"),
        ("ranking?of=province&cursor=!", "/cursor"),
    ] {
        let path = format!("/api/v1/statistics/{query}");
        let problem = problem(get(&app, &token, &path).await, 400, "invalid_query").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_interval_carries_the_version_that_shows_it_and_none_is_deleted() {
    let (app, _, _) = app(&mut Dice(23)).await;
    let before = app
        .database
        .number("select version from statistics_version")
        .await;
    app.database
        .execute("update recognitions set extended_to = valid_to where id = (select min(id::text) from recognitions)::uuid")
        .await;
    let after = app
        .database
        .number("select version from statistics_version")
        .await;
    let changed = app
        .database
        .number("select max(changed_in) from recognitions")
        .await;
    assert_eq!((after, changed), (before + 1, before + 1));
    let refused = diesel_async::SimpleAsyncConnection::batch_execute(
        &mut app.database.operator().await,
        "delete from recognitions",
    )
    .await;
    assert!(refused.unwrap_err().to_string().contains("not deleted"));
}
