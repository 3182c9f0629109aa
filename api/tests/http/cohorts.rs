//! Cohorts of certificates: over the demonstration, and over made-up histories against the definition, counted by SQL.

use crate::app::{App, body, problem};
use crate::recorded::record;
use crate::recounting::{Asked, Caller, callers, objects, places, scatter};
use crate::registration::{get, token_in};
use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};
use shared::domain::access::Role;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::recognition::opened;
use shared::domain::statistics::cohorts::{Fate, Fates, StatusRecord, fates};
use shared::domain::units::Place;
use std::collections::BTreeMap;
use test_support::Seed;
use uuid::Uuid;

async fn cohorts(app: &App, token: &str, query: &str) -> Value {
    let path = format!("/api/v1/statistics/cohorts?{query}");
    body(get(app, token, &path).await, 200).await
}

async fn with_demonstration() -> (App, String) {
    let app = App::start().await;
    app.load_demo().await;
    let token = token_in(&app, Role::National, "").await;
    (app, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificates_of_a_year_are_valid_until_they_lapse() {
    let (app, token) = with_demonstration().await;
    let valid = cohorts(&app, &token, "as_of=2024-02-16&by=year,stars").await;
    let counts: Vec<Value> = valid["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| {
            json!([
                cell["year"],
                cell["stars"],
                cell["issued"],
                cell["valid"],
                cell["in_force_share"]
            ])
        })
        .collect();
    assert_eq!(
        counts,
        [json!([2020, 3, 17, 17, "100.0"]), json!([2020, 4, 5, 5, "100.0"])]
    );
    let lapsed = cohorts(&app, &token, "as_of=2024-02-18").await;
    assert_eq!(lapsed["by"], json!(["year"]));
    assert_eq!(lapsed["totals"]["lapsed"], 22);
    assert_eq!(lapsed["totals"]["in_force_share"], "0.0");
    let before = cohorts(&app, &token, "as_of=2021-02-16").await;
    assert_eq!(before["cells"], json!([]));
    assert_eq!(before["totals"]["in_force_share"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_follows_its_own_certificates_and_others_see_none() {
    let (app, _) = with_demonstration().await;
    let own = token_in(&app, Role::Province, "25").await;
    let other = token_in(&app, Role::Province, "01").await;
    let day = "as_of=2022-01-01";
    assert_eq!(cohorts(&app, &own, day).await["totals"]["issued"], 22);
    assert_eq!(cohorts(&app, &other, day).await["totals"]["issued"], 0);
    let district = format!("{day}&unit=253&generation=legacy");
    assert_eq!(cohorts(&app, &own, &district).await["totals"]["issued"], 1);
    let hidden = get(&app, &other, "/api/v1/statistics/cohorts?unit=25").await;
    problem(hidden, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_named() {
    let (app, token) = with_demonstration().await;
    for (query, pointer) in [
        ("by=gender", "/by"),
        ("by=colour", "/by"),
        ("by=year,stars,kind", "/by"),
        ("by=year,year", "/by"),
        ("by=district", "/by"),
        ("as_of=soon", "/as_of"),
        ("unit=99", "/unit"),
        ("since=2021", "/since"),
    ] {
        let path = format!("/api/v1/statistics/cohorts?{query}");
        let problem = problem(get(&app, &token, &path).await, 400, "invalid_query").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_cohort_is_not_sent_again_and_a_spreadsheet_reads_it() {
    let (app, token) = with_demonstration().await;
    let path = "/api/v1/statistics/cohorts?as_of=2022-01-01";
    let request = || app.request(reqwest::Method::GET, path).bearer_auth(&token);
    let tag = request().send().await.unwrap().headers()["etag"].clone();
    let again = request().header("If-None-Match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let csv = request()
        .header("Accept", "text/csv")
        .header("Accept-Language", "en");
    let csv = csv.send().await.unwrap().text().await.unwrap();
    assert!(csv.contains("2020,22,22,0,0,0,0,0,0,0,0,100.0,0.0\r\n"), "{csv}");
    assert!(
        csv.contains("Issued,Valid,\"Valid, renewal under way\",Carried over,Renewed"),
        "{csv}"
    );
}

/// A renewal of a product: when its dossier was handed in and, where it was, decided.
#[derive(Clone, Copy)]
struct Renewal {
    handed_in: NaiveDate,
    decided: Option<NaiveDate>,
}

impl Renewal {
    fn is_open_on(&self, day: NaiveDate) -> bool {
        self.handed_in <= day && self.decided.is_none_or(|decided| day < decided)
    }
}

/// A history of up to six statuses: certificates, potential five stars, certificates taken up again after them, carried over,
/// replaced and revoked.
fn history(seed: &mut Seed, product: &str) -> Vec<StatusRecord> {
    let mut from: NaiveDate = "2019-01-01".parse().unwrap();
    let mut history: Vec<StatusRecord> = Vec::new();
    for step in 0..seed.below(7) {
        from = from + Days::new(seed.below(800));
        let certificate = history.iter().rev().find(|one| !one.status.potential).cloned();
        let again = certificate.filter(|one| {
            one.decision.is_some()
                && one.status.valid_to >= from
                && history.last().is_some_and(|last| last.status.potential)
        });
        if let Some(last) = history.last_mut() {
            last.status.ended_on = (last.status.end() > from).then_some(from);
            last.revoked = last.status.ended_on.is_some() && seed.below(6) == 0;
        }
        let stars = 3 + u8::try_from(seed.below(3)).unwrap();
        let potential = stars == 5 && seed.below(3) < 2;
        let mut next = StatusRecord {
            status: opened(stars, potential, from).unwrap(),
            kind: ApplicationKind::ALL[usize::try_from(seed.below(3)).unwrap()],
            revoked: false,
            decision: (seed.below(4) > 0).then(|| format!("{product}/{step}")),
        };
        if let Some(again) = again.filter(|_| seed.below(3) > 0) {
            next = again;
            next.status.valid_from = from;
            (next.status.ended_on, next.revoked) = (None, false);
        }
        if seed.below(4) == 0 && !next.status.potential {
            next.status.extended_to = Some(next.status.valid_to + Days::new(seed.below(180)));
        }
        history.push(next);
    }
    history
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_histories_are_counted_as_the_definition_has_it() {
    let app = App::start().await;
    let callers = callers(&app).await;
    let token = &callers[0].token;
    let mut seed = Seed::of_run();
    let mut products = Vec::new();
    let mut made_up = app.database.products(40).await;
    made_up.extend(app.database.products(40).await);
    let places = places();
    app.database
        .execute(
            "update products set product_set = 1 + get_byte(uuid_send(id), 12) % 5;
             update producers set kind = 'enterprise' where id = (select min(id::text)::uuid from producers);
             create table fates (id uuid, fate text)",
        )
        .await;
    for product in made_up {
        let handed_in = NaiveDate::from_ymd_opt(2019, 6, 1).unwrap() + Days::new(seed.below(2_500));
        let renewal = (seed.below(2) == 0).then(|| Renewal {
            handed_in,
            decided: (seed.below(2) == 0).then(|| handed_in + Days::new(seed.below(200))),
        });
        let history = history(&mut seed, &product);
        products.push((product, history, renewal));
    }
    let histories: Vec<_> = products
        .iter()
        .map(|(product, history, _)| (product.clone(), history.clone()))
        .collect();
    let ids = record(&app, &histories).await;
    // What follows a certificate may lie elsewhere.
    scatter(&app, "recognitions", &places).await;
    for (product, _, renewal) in &products {
        if let Some(Renewal { handed_in, decided }) = renewal {
            let dossier = app
                .database
                .dossier(product, "at_province", 0, &handed_in.to_string())
                .await;
            let mut sql = format!("update dossiers set kind = 'renewal' where id = '{dossier}';");
            if let Some(decided) = decided {
                sql.push_str(&format!(
                    "update dossiers set state = 'withdrawn' where id = '{dossier}';
                     insert into dossier_events (dossier_id, occurred_at, actor, action, from_state, to_state)
                     values ('{dossier}', '{decided}T00:30:00+07', 'person:test', 'withdraw', 'at_province', 'withdrawn');"
                ));
            }
            app.database.execute(&sql).await;
        }
    }
    let mut cells_told = 0;
    for _ in 0..12 {
        let day = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap() + Days::new(seed.below(4_000));
        let (mut expected, mut totals) = (BTreeMap::<(i32, u8), Fates>::new(), Fates::default());
        let mut rows: Vec<(Uuid, Fate)> = Vec::new();
        for ((_, history, renewal), ids) in products.iter().zip(&ids) {
            let open = renewal.is_some_and(|renewal| renewal.is_open_on(day));
            for (position, fate) in fates(history, open, day) {
                let status = history[position].status;
                rows.push((ids[position], fate));
                expected
                    .entry((status.valid_from.year(), status.stars))
                    .or_default()
                    .add(fate);
                totals.add(fate);
            }
        }
        let answer = cohorts(&app, token, &format!("as_of={day}&by=year,stars")).await;
        let counted = |cell: &Value| {
            let number = |name: &str| cell[name].as_i64().unwrap();
            Fates::of(|fate: Fate| match fate {
                Fate::Renewed => number("renewed") - number("renewed_lower"),
                other => number(other.as_str()),
            })
        };
        let cells: BTreeMap<(i32, u8), Fates> = answer["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| {
                let number = |name: &str| cell[name].as_i64().unwrap();
                let key = (
                    number("year").try_into().unwrap(),
                    number("stars").try_into().unwrap(),
                );
                (key, counted(cell))
            })
            .collect();
        assert_eq!(cells, expected, "{day}");
        assert_eq!(counted(&answer["totals"]), totals, "{day}");
        assert_eq!(answer["totals"]["issued"], totals.issued(), "{day}");
        write_fates(&app, &rows).await;
        for caller in &callers {
            cells_told += equals_the_recount(&app, &mut seed, (caller, &places), day).await;
        }
    }
    assert!(cells_told > 100, "the questions tell nothing apart: {cells_told}");
}

/// Puts the fates that the definition gives on a day where [`recount_sql`] finds them.
async fn write_fates(app: &App, rows: &[(Uuid, Fate)]) {
    let mut sql = "delete from fates;".to_owned();
    for (id, fate) in rows {
        sql += &format!("insert into fates values ('{id}', '{fate}');");
    }
    app.database.execute(&sql).await;
}

/// A random question on `day`, held against the recount; the number of its cells.
async fn equals_the_recount(
    app: &App,
    seed: &mut Seed,
    (caller, places): (&Caller, &[Place]),
    day: NaiveDate,
) -> usize {
    const OFFERED: [&str; 10] = [
        "year",
        "decision_year",
        "stars",
        "product_set",
        "producer_type",
        "sector",
        "kind",
        "province",
        "district",
        "commune",
    ];
    let asked = Asked::by(seed, caller, places);
    let mut by: Vec<&str> = (0..2).filter_map(|_| asked.dimension(seed, &OFFERED)).collect();
    by.dedup();
    if by.is_empty() {
        by.push("stars");
    }
    let query = format!("{}&as_of={day}&by={}", asked.query, by.join(","));
    let answer = cohorts(app, &caller.token, &query).await;
    let mut recounted = objects(app, &recount_sql(&asked, &by)).await;
    let whole = recounted.iter().position(|one| one["whole"] == true).unwrap();
    assert_eq!(
        answer["totals"],
        recounted.remove(whole)["told"],
        "{query} for {:?}",
        caller.scope
    );
    let cells = answer["cells"].as_array().unwrap();
    assert_eq!(cells.len(), recounted.len(), "{query}: {cells:?}");
    for one in &recounted {
        let told = cells.contains(&one["told"]);
        assert!(told, "{query} for {:?}: {one} is not in {cells:?}", caller.scope);
    }
    cells.len()
}

/// Each cohort and the whole, over the fates that were written down.
fn recount_sql(asked: &Asked, by: &[&str]) -> String {
    let coordinates = by.iter().map(|dimension| {
        let value = match *dimension {
            "year" => "programme_year".to_owned(),
            "decision_year" => "extract(year from valid_from)::int".to_owned(),
            unit @ ("province" | "district" | "commune") => format!("{}_{unit}_code", asked.generation),
            column => column.to_owned(),
        };
        format!("jsonb_build_object('{dimension}', {value})")
    });
    let number = |of: &str| format!("count(*) filter (where fate in ({of}))");
    let numbers = Fate::ALL.iter().map(|fate| match fate {
        Fate::Renewed => format!("'{fate}', {}", number("'renewed', 'renewed_lower'")),
        fate => format!("'{fate}', {}", number(&format!("'{fate}'"))),
    });
    let share = |of: &str| format!("round(100.0 * {} / nullif(count(*), 0), 1)::text", number(of));
    format!(
        "with told as (
             select {cell} as cell, fate from fates join recognitions using (id) where {condition}
         ), cells as (
             select distinct cell, false as whole from told union all select '{{}}', true
         )
         select jsonb_build_object('whole', whole, 'told', cell || (
             select jsonb_build_object('issued', count(*), {numbers}, 'in_force_share', {in_force}, 'followed_share', {followed})
             from told where whole or told.cell = cells.cell))::text
         from cells",
        cell = coordinates.collect::<Vec<_>>().join(" || "),
        condition = asked.condition,
        numbers = numbers.collect::<Vec<_>>().join(", "),
        in_force = share("'valid', 'awaiting_renewal', 'extended'"),
        followed = share("'renewed', 'renewed_lower', 'upgraded'"),
    )
}
