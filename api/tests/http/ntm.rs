//! The indicator of new rural areas over the demonstration's recorded history, and targets against it.

use crate::app::{App, body, problem};
use crate::registration::{get, send, token_in};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;
use std::collections::BTreeSet;

/// A server with the demonstration: 22 products of 13 producers in legacy Vĩnh Phúc, recognised on 17/2/2021 for 36 months.
async fn app() -> (App, String) {
    let app = App::start().await;
    app.load_demo().await;
    let token = token_in(&app, Role::National, "").await;
    (app, token)
}

async fn communes(app: &App, token: &str, query: &str) -> Vec<Value> {
    let page = body(
        get(app, token, &format!("/api/v1/ntm/communes?{query}")).await,
        200,
    )
    .await;
    page["items"].as_array().unwrap().clone()
}

async fn summary(app: &App, token: &str, query: &str) -> Value {
    body(
        get(app, token, &format!("/api/v1/ntm/summary?{query}")).await,
        200,
    )
    .await
}

/// The communes with a recognised product, as the table has them.
async fn recognised(app: &App, generation: &str) -> BTreeSet<String> {
    let sql = format!("select distinct {generation}_commune_code from recognitions");
    app.database.texts(&sql).await.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_indicator_is_told_in_the_boundaries_of_any_day() {
    let (app, token) = app().await;
    // Today's communes took over codes of old ones; their provinces tell them apart.
    for (generation, day, province) in [("legacy", "2025-06-30", "26"), ("current", "2025-07-01", "25")] {
        let expected = recognised(&app, generation).await;
        for boundaries in [
            format!("generation={generation}"),
            format!("boundaries={generation}"),
            format!("boundaries={day}"),
        ] {
            let met = communes(&app, &token, &format!("as_of=2022-01-01&met=true&{boundaries}")).await;
            let codes = met.iter().map(|one| one["code"].as_str().unwrap().to_owned());
            assert_eq!(codes.collect::<BTreeSet<_>>(), expected, "{boundaries}");
            assert!(
                met.iter().all(|one| one["province_code"] == province),
                "{boundaries}"
            );
            let told = summary(&app, &token, &format!("as_of=2022-01-01&{boundaries}")).await;
            assert_eq!(told["generation"], generation, "{boundaries}");
            let of = |boundaries_on: &Value| {
                let legacy = boundaries_on == "2025-06-30";
                legacy == (generation == "legacy") && (legacy || boundaries_on == "2025-07-01")
            };
            assert!(of(&told["boundaries_on"]) && met.iter().all(|one| of(&one["boundaries_on"])));
        }
        for list in ["communes", "summary"] {
            let other = if generation == "legacy" {
                "current"
            } else {
                "legacy"
            };
            let path = format!("/api/v1/ntm/{list}?boundaries={day}&generation={other}");
            let refused = problem(get(&app, &token, &path).await, 400, "invalid_query").await;
            assert_eq!(refused["errors"][0]["pointer"], "/boundaries");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn communes_with_and_without_valid_products_are_told_apart_on_any_day() {
    let (app, token) = app().await;
    let expected = recognised(&app, "current").await;
    let met = communes(&app, &token, "as_of=2022-01-01&met=true").await;
    let codes: BTreeSet<String> = met
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes, expected);
    let products: i64 = met.iter().map(|one| one["products"].as_i64().unwrap()).sum();
    assert_eq!(products, 22);
    assert!(
        met.iter()
            .all(|one| one["met"] == true && one["province_code"] == "25")
    );
    assert!(
        communes(&app, &token, "as_of=2021-02-16&met=true")
            .await
            .is_empty()
    );
    assert!(
        communes(&app, &token, "as_of=2024-02-18&met=true")
            .await
            .is_empty()
    );

    let without = communes(&app, &token, "as_of=2022-01-01&met=false&unit=25&page_size=500").await;
    assert!(
        without
            .iter()
            .all(|one| one["products"] == 0 && one["met"] == false)
    );
    let all = communes(&app, &token, "as_of=2022-01-01&unit=25&page_size=500").await;
    assert_eq!(all.len(), without.len() + expected.len());
    let rural = communes(&app, &token, "as_of=2022-01-01&unit=25&kind=xã&page_size=500").await;
    assert!(!rural.is_empty() && rural.len() < all.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_boundaries_can_be_asked_too() {
    let (app, token) = app().await;
    let met = communes(&app, &token, "as_of=2022-01-01&met=true&generation=legacy").await;
    let codes: BTreeSet<String> = met
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes, recognised(&app, "legacy").await);
    let district = communes(
        &app,
        &token,
        "as_of=2022-01-01&unit=253&generation=legacy&met=true",
    )
    .await;
    assert_eq!(district.len(), 1, "{district:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_and_add_up_to_the_summary() {
    let (app, token) = app().await;
    let (mut query, mut seen) = ("unit=25&page_size=50".to_owned(), 0);
    loop {
        let page = body(
            get(&app, &token, &format!("/api/v1/ntm/communes?{query}")).await,
            200,
        )
        .await;
        seen += page["items"].as_array().unwrap().len();
        let Some(next) = page["next"].as_str() else { break };
        query = format!("unit=25&page_size=50&cursor={next}");
    }
    let counted = summary(&app, &token, "unit=25&as_of=2022-01-01").await;
    assert_eq!(counted["total"]["communes"], seen);
    assert_eq!(counted["provinces"].as_array().unwrap().len(), 1);
    assert_eq!(counted["provinces"][0]["name"], "Tỉnh Phú Thọ");
    let nation = summary(&app, &token, "as_of=2022-01-01").await;
    assert_eq!(nation["provinces"].as_array().unwrap().len(), 34);
    assert_eq!(nation["total"]["communes"], 3_321);
    assert_eq!(nation["total"]["met"], counted["total"]["met"]);
    let (met, unmet) = (
        nation["total"]["met"].as_i64().unwrap(),
        nation["total"]["unmet"].as_i64().unwrap(),
    );
    assert_eq!(met + unmet, 3_321);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_a_unit_sees_its_communes_only() {
    let (app, _) = app().await;
    let other = token_in(&app, Role::Province, "01").await;
    assert!(
        communes(&app, &other, "as_of=2022-01-01&met=true")
            .await
            .is_empty()
    );
    assert!(
        communes(&app, &other, "as_of=2022-01-01&met=true&generation=legacy")
            .await
            .is_empty()
    );
    problem(
        get(&app, &other, "/api/v1/ntm/communes?unit=25").await,
        404,
        "not_found",
    )
    .await;
    let commune = token_in(&app, Role::Commune, "08782").await;
    let own = communes(&app, &commune, "").await;
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["code"], "08782");
    problem(
        get(&app, &other, "/api/v1/ntm/communes?cursor=x").await,
        400,
        "invalid_query",
    )
    .await;
    problem(
        get(&app, &other, "/api/v1/ntm/summary?met=true").await,
        400,
        "invalid_query",
    )
    .await;
}

async fn set(app: &App, token: &str, target: &Value) -> Response {
    send(app, Method::POST, token, "/api/v1/targets", target).await
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_are_measured_against_what_is_reached_on_a_day() {
    let (app, token) = app().await;
    let given = json!({
        "unit": "25", "year": 2020, "three_star_products": 15, "four_star_products": 6, "five_star_products": 1,
        "communes_met": 3, "new_producers": 13,
    });
    let made = body(set(&app, &token, &given).await, 201).await;
    assert_eq!(made["unit"]["name"], "Tỉnh Phú Thọ");
    let path = format!("/api/v1/targets/{}/progress", made["id"].as_str().unwrap());
    let progress = async |query: &str| body(get(&app, &token, &format!("{path}{query}")).await, 200).await;

    let year_end = progress("").await;
    assert_eq!(year_end["as_of"], "2020-12-31", "the year is over");
    let decided = progress("?as_of=2021-02-17").await;
    let figures: Vec<(&Value, i64, i64)> = decided["figures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let number = |name: &str| one[name].as_i64().unwrap();
            (&one["figure"], number("reached"), number("missing"))
        })
        .collect();
    let communes = i64::try_from(recognised(&app, "current").await.len()).unwrap();
    assert_eq!(
        figures,
        [
            (&json!("three_star_products"), 17, 0),
            (&json!("four_star_products"), 5, 1),
            (&json!("five_star_products"), 0, 1),
            (&json!("communes_met"), communes, (3 - communes).max(0)),
            (&json!("new_producers"), 13, 0),
        ]
    );
    let before = progress("?as_of=2021-02-16").await;
    assert!(
        before["figures"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["reached"] == 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_producer_recognised_before_is_not_new() {
    let (app, token) = app().await;
    app.database
        .execute(
            "insert into recognitions select gen_random_uuid(), product_id, producer_id, null, regime, 'upgrade', 5, false, 2022, null,
                 '2022-12-01', '2025-12-01', null, null, product_set, product_group, producer_type, sector, gender, ethnic_minority,
                 current_province_code, current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code, false
             from recognitions limit 1",
        )
        .await;
    let made = body(
        set(
            &app,
            &token,
            &json!({"year": 2022, "new_producers": 1, "five_star_products": 1}),
        )
        .await,
        201,
    )
    .await;
    assert_eq!(made["unit"], Value::Null);
    let path = format!(
        "/api/v1/targets/{}/progress?as_of=2022-12-31",
        made["id"].as_str().unwrap()
    );
    let progress = body(get(&app, &token, &path).await, 200).await;
    assert_eq!(
        progress["figures"][0],
        json!({"figure": "five_star_products", "target": 1, "reached": 1, "missing": 0, "met": true})
    );
    assert_eq!(progress["figures"][1]["reached"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_are_changed_by_the_version_that_was_read_and_stay_in_their_province() {
    let (app, nation) = app().await;
    let own = token_in(&app, Role::Province, "25").await;
    let other = token_in(&app, Role::Province, "01").await;
    let given = json!({"unit": "25", "year": 2026, "communes_met": 30});
    problem(set(&app, &other, &given).await, 403, "outside_reach").await;
    let made = set(&app, &own, &given).await;
    let tag = made.headers()["etag"].clone();
    let path = made.headers()["location"].to_str().unwrap().to_owned();
    problem(set(&app, &nation, &given).await, 409, "conflict").await;

    problem(get(&app, &other, &path).await, 404, "not_found").await;
    problem(
        get(&app, &other, &format!("{path}/progress")).await,
        404,
        "not_found",
    )
    .await;
    let change = json!({"communes_met": 40, "new_producers": 5});
    problem(
        send(&app, Method::PATCH, &own, &path, &change).await,
        428,
        "precondition_required",
    )
    .await;
    let patch = async |token: &str, json: &Value| {
        let request = app.request(Method::PATCH, &path).bearer_auth(token);
        request
            .header("If-Match", tag.clone())
            .json(json)
            .send()
            .await
            .unwrap()
    };
    problem(patch(&other, &change).await, 404, "not_found").await;
    problem(
        patch(&own, &json!({"communes_met": null})).await,
        422,
        "invalid_fields",
    )
    .await;
    let changed = body(patch(&own, &change).await, 200).await;
    assert_eq!(
        (&changed["communes_met"], &changed["new_producers"]),
        (&json!(40), &json!(5))
    );
    problem(patch(&own, &change).await, 412, "precondition_failed").await;
    assert_eq!(body(get(&app, &own, &path).await, 200).await, changed);

    let listed = body(get(&app, &own, "/api/v1/targets?unit=25&year=2026").await, 200).await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let listed = body(get(&app, &other, "/api/v1/targets").await, 200).await;
    assert!(listed["items"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_targets_are_named_by_field() {
    let (app, token) = app().await;
    let given = json!({"unit": "26", "year": 1999, "communes_met": -1});
    let refused = problem(set(&app, &token, &given).await, 422, "invalid_fields").await;
    let codes: Vec<(&str, &str)> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["pointer"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        codes,
        [
            ("/unit", "unknown_unit"),
            ("/year", "year_out_of_range"),
            ("/communes_met", "negative")
        ]
    );
    let refused = problem(
        set(&app, &token, &json!({"year": 2026})).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(refused["errors"][0]["code"], "no_figure");
    let statistics = token_in(&app, Role::Statistics, "25").await;
    problem(
        set(&app, &statistics, &json!({"year": 2026, "communes_met": 1})).await,
        403,
        "insufficient_scope",
    )
    .await;
}
