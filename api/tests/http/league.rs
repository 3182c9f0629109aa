//! The league of communes, districts and provinces over the demonstration, 22 products in legacy Vĩnh Phúc, today in Phú Thọ; and
//! over made-up stars against a recount by SQL.

use crate::app::{App, body, problem};
use crate::recounting::{Asked, callers, day_from, objects, places, scatter};
use crate::registration::{get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;
use shared::domain::units::{Generation, Level};
use std::collections::BTreeMap;
use test_support::Seed;

async fn app() -> (App, String) {
    let app = App::start().await;
    app.load_demo().await;
    let token = token_in(&app, Role::National, "").await;
    (app, token)
}

async fn league(app: &App, token: &str, query: &str) -> Value {
    let path = format!("/api/v1/statistics/league?{query}");
    body(get(app, token, &path).await, 200).await
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_ranked_by_products_then_stars_and_those_without_are_in_it() {
    let (app, token) = app().await;
    let provinces = league(&app, &token, "of=province&as_of=2021-03-01").await;
    let items = provinces["items"].as_array().unwrap();
    assert_eq!((items.len(), &provinces["units"]), (34, &json!(34)));
    let first = &items[0];
    assert_eq!(
        json!([
            first["rank"],
            first["unit"],
            first["name"],
            first["products"],
            first["three_star_products"],
            first["four_star_products"],
            first["products_a_year_before"],
            first["growth"],
            first["targets"]
        ]),
        json!([1, "25", "Tỉnh Phú Thọ", 22, 17, 5, 0, null, null])
    );
    assert!(
        items[1..]
            .iter()
            .all(|one| one["rank"] == 2 && one["products"] == 0),
        "{provinces}"
    );
    let year_later = league(&app, &token, "of=province&as_of=2022-03-01").await;
    assert_eq!(year_later["items"][0]["growth"], "0.0");

    let communes = league(&app, &token, "unit=25&as_of=2021-03-01&page_size=500").await;
    let items = communes["items"].as_array().unwrap();
    let products = |one: &Value| one["products"].as_i64().unwrap();
    assert_eq!(items.iter().map(products).sum::<i64>(), 22);
    for pair in items.windows(2) {
        let key = |one: &Value| (products(one), one["four_star_products"].as_i64().unwrap());
        assert!(key(&pair[0]) >= key(&pair[1]), "{pair:?}");
        let shared = pair[0]["rank"] == pair[1]["rank"];
        assert_eq!(shared, key(&pair[0]) == key(&pair[1]), "{pair:?}");
    }
    let met = |one: &&Value| one["communes_met"] == 1;
    assert_eq!(
        items.iter().filter(met).count(),
        items.iter().filter(|one| products(one) > 0).count()
    );
    let met = i64::try_from(items.iter().filter(met).count()).unwrap();
    assert_eq!(first["communes_met"], met);
    assert_eq!(first["communes"], items.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other() {
    let (app, token) = app().await;
    let whole = league(&app, &token, "unit=25&as_of=2021-03-01&page_size=500").await;
    let (mut query, mut seen) = ("unit=25&as_of=2021-03-01&page_size=60".to_owned(), Vec::new());
    loop {
        let page = league(&app, &token, &query).await;
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        query = format!("unit=25&as_of=2021-03-01&page_size=60&cursor={next}");
    }
    assert_eq!(Value::from(seen), whole["items"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn former_districts_and_provinces_have_their_league() {
    let (app, token) = app().await;
    let districts = league(
        &app,
        &token,
        "of=district&generation=legacy&unit=26&as_of=2021-03-01&page_size=500",
    )
    .await;
    let items = districts["items"].as_array().unwrap();
    let products = |one: &Value| one["products"].as_i64().unwrap();
    assert_eq!(items.iter().map(products).sum::<i64>(), 22);
    let song_lo = items.iter().find(|one| one["unit"] == "253").unwrap();
    assert_eq!((products(song_lo), &song_lo["communes_met"]), (1, &json!(1)));
    assert!(song_lo["communes"].as_i64().unwrap() > 1);
    let provinces = league(
        &app,
        &token,
        "of=province&generation=legacy&as_of=2021-03-01&page_size=500",
    )
    .await;
    assert_eq!(provinces["items"].as_array().unwrap().len(), 63);
    assert_eq!(provinces["items"][0]["unit"], "26");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_targets_of_the_year_stand_beside_what_is_reached() {
    let (app, token) = app().await;
    let set = json!({
        "unit": "25", "year": 2021, "three_star_products": 15, "four_star_products": 6, "new_producers": 1, "communes_met": 2,
    });
    body(
        send(&app, Method::POST, &token, "/api/v1/targets", &set).await,
        201,
    )
    .await;
    let answer = league(&app, &token, "of=province&as_of=2021-03-01").await;
    let figures: Vec<Value> = answer["items"][0]["targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["figure"], one["target"], one["reached"], one["met"]]))
        .collect();
    let communes = answer["items"][0]["communes_met"].clone();
    assert_eq!(
        figures,
        [
            json!(["three_star_products", 15, 17, true]),
            json!(["four_star_products", 6, 5, false]),
            json!(["communes_met", 2, communes, true]),
            // The decision of February 2021 is of the programme year 2020.
            json!(["new_producers", 1, 0, false]),
        ]
    );
    assert_eq!(answer["items"][1]["targets"], Value::Null);
    let set = json!({"unit": "25", "year": 2020, "new_producers": 20});
    let made = body(
        send(&app, Method::POST, &token, "/api/v1/targets", &set).await,
        201,
    )
    .await;
    let progress = format!("/api/v1/targets/{}/progress", made["id"].as_str().unwrap());
    let alone = body(
        get(&app, &token, &format!("{progress}?as_of=2020-12-31")).await,
        200,
    )
    .await;
    let beside = league(&app, &token, "of=province&as_of=2020-12-31").await;
    let row = beside["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["unit"] == "25")
        .unwrap()
        .clone();
    assert_eq!(row["targets"], alone["figures"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_ranks_its_own_and_what_cannot_be_answered_is_named() {
    let (app, _) = app().await;
    let own = token_in(&app, Role::Province, "25").await;
    let provinces = league(&app, &own, "of=province").await;
    assert_eq!(provinces["items"].as_array().unwrap().len(), 1);
    let former = league(&app, &own, "of=province&generation=legacy").await;
    assert_eq!(former["items"].as_array().unwrap().len(), 3);
    let commune = token_in(&app, Role::Commune, "08782").await;
    assert_eq!(league(&app, &commune, "").await["items"][0]["unit"], "08782");
    problem(
        get(&app, &own, "/api/v1/statistics/league?unit=01").await,
        404,
        "not_found",
    )
    .await;
    for (query, pointer) in [
        ("of=district", "/of"),
        ("of=province&unit=08782", "/of"),
        ("of=village", "/of"),
        ("page_size=501", "/page_size"),
        ("cursor=x", "/cursor"),
        ("by=stars", "/by"),
    ] {
        let path = format!("/api/v1/statistics/league?{query}");
        let problem = problem(get(&app, &own, &path).await, 400, "invalid_query").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_reads_the_league() {
    let (app, token) = app().await;
    let request = app
        .request(
            Method::GET,
            "/api/v1/statistics/league?of=province&as_of=2021-03-01&page_size=1",
        )
        .bearer_auth(&token)
        .header("Accept", "text/csv")
        .header("Accept-Language", "en");
    let csv = request.send().await.unwrap().text().await.unwrap();
    assert!(csv.contains("25,Tỉnh Phú Thọ,1,22,17,5,0,0,"), "{csv}");
}

/// Units that hold or held anything, each as the league tells it: products that hold stars on `day`, counted off one by one.
fn recount_sql(of: Level, asked: &Asked, day: &str) -> String {
    let (unit, commune) = (
        format!("{}_{of}_code", asked.generation),
        format!("{}_commune_code", asked.generation),
    );
    let holds = |day: &str| {
        format!(
            "valid_from <= {day} and {day} <= greatest(valid_to, extended_to) and (ended_on is null or {day} < ended_on)"
        )
    };
    format!(
        "with rows as (
             select {unit} as unit, {commune} as commune, product_id, stars, potential, {now} as now, {before} as before
             from recognitions where {unit} is not null and {condition}
         ), units as (
             select unit, count(distinct product_id) filter (where now) as products,
                 count(distinct product_id) filter (where now and stars = 3) as three,
                 count(distinct product_id) filter (where now and stars = 4) as four,
                 count(distinct product_id) filter (where now and potential) as potential,
                 count(distinct product_id) filter (where now and stars = 5 and not potential) as five,
                 count(distinct commune) filter (where now) as met,
                 count(distinct product_id) filter (where before) as before
             from rows group by unit
         )
         select jsonb_build_object('unit', unit, 'rank', 1 + (
                 select count(*) from units as other
                 where (other.products, other.five, other.potential, other.four)
                     > (units.products, units.five, units.potential, units.four)),
             'products', products, 'three_star_products', three, 'four_star_products', four,
             'potential_five_star_products', potential, 'five_star_products', five, 'communes_met', met,
             'products_a_year_before', before,
             'growth', round(100.0 * (products - before) / nullif(before, 0), 1)::text)::text
         from units where products + before > 0",
        now = holds(&format!("date '{day}'")),
        before = holds(&format!("(date '{day}' - interval '1 year')::date")),
        condition = asked.condition,
    )
}

/// All pages, by the code of the unit.
async fn whole_league(app: &App, token: &str, query: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = league(app, token, &format!("{query}&page_size=500{cursor}")).await;
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            assert_eq!(page["units"], items.len());
            return items;
        };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_league_equals_the_recount_whatever_is_asked() {
    let (mut seed, places) = (Seed::of_run(), places());
    let app = App::start().await;
    for _ in 0..3 {
        app.database.products(30).await;
    }
    app.database.intervals(0..12, "true").await;
    scatter(&app, "recognitions", &places).await;
    let callers = callers(&app).await;
    let mut units_told = 0;
    for number in 0..40 {
        let caller = &callers[number % callers.len()];
        let asked = Asked::by(&mut seed, caller, &places);
        let of = Level::ALL[seed.index(Level::ALL.len())];
        let above = asked.level.is_some_and(|level| level > of);
        if above || (of == Level::District && asked.generation == Generation::Current) {
            continue;
        }
        let day = day_from(&mut seed, "2018-01-01", 3600);
        let query = format!("{}&of={of}&as_of={day}", asked.query);
        let told = whole_league(&app, &caller.token, &query).await;
        let recounted = objects(&app, &recount_sql(of, &asked, &day.to_string())).await;
        let with_products = recounted.iter().filter(|unit| unit["products"] != 0).count();
        let mut expected: BTreeMap<&str, &Value> = recounted
            .iter()
            .map(|unit| (unit["unit"].as_str().unwrap(), unit))
            .collect();
        units_told += with_products;
        for item in &told {
            let nothing = json!({
                "unit": item["unit"], "rank": with_products + 1, "products": 0, "three_star_products": 0,
                "four_star_products": 0, "potential_five_star_products": 0, "five_star_products": 0, "communes_met": 0,
                "products_a_year_before": 0, "growth": null,
            });
            let unit = expected
                .remove(item["unit"].as_str().unwrap())
                .unwrap_or(&nothing);
            for (field, value) in unit.as_object().unwrap() {
                assert_eq!(
                    &item[field], value,
                    "{field} of {item} in {query} for {:?}",
                    caller.scope
                );
            }
        }
        assert!(expected.is_empty(), "{query} leaves out {expected:?}");
        let order = |item: &Value| (item["rank"].as_u64(), item["unit"].as_str().unwrap().to_owned());
        assert!(told.is_sorted_by_key(order), "{query}");
    }
    assert!(units_told > 30, "the made-up stars try nothing: {units_told}");
}
