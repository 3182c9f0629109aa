//! Administrative units: look-ups, search, succession, the loader.

use crate::app::{App, body, problem};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::database::administrative_units::{self, LoadReport};
use shared::domain::access::Role;

const UNITS: &str = "/api/v1/administrative-units";

async fn get(app: &App, token: &str, path: &str) -> Response {
    app.request(Method::GET, &format!("{UNITS}{path}"))
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
}

async fn app_with_token() -> (App, String) {
    let app = App::start().await;
    app.client("reader", Role::Statistics, None).await;
    let token = app.token_of("reader").await;
    (app, token)
}

fn names(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["name"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_found_without_its_diacritics() {
    let (app, token) = app_with_token().await;
    let found = body(get(&app, &token, "?generation=legacy&q=don%20nhan").await, 200).await;
    assert_eq!(names(&found), ["Xã Đôn Nhân"]);
    let unit = &found["items"][0];
    assert_eq!(
        (&unit["code"], &unit["parent_code"], &unit["province_code"]),
        (&"08806".into(), &"253".into(), &"26".into())
    );
    assert_eq!(
        (&unit["valid_from"], &unit["valid_to"]),
        (&Value::Null, &"2025-06-30".into())
    );
    assert!(unit["latitude"].is_f64() && unit["longitude"].is_f64());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_told_by_the_name_of_the_day_asked_for() {
    let app = App::at("2026-04-29").await;
    app.client("reader", Role::Statistics, None).await;
    let token = app.token_of("reader").await;
    let told = async |query: &str| {
        let unit = body(
            get(&app, &token, &format!("/current/province/75{query}")).await,
            200,
        )
        .await;
        (unit["name"].clone(), unit["kind"].clone())
    };
    let province = ("Tỉnh Đồng Nai".into(), "tỉnh".into());
    let city = ("Thành phố Đồng Nai".into(), "thành phố".into());
    assert_eq!(told("").await, province);
    assert_eq!(told("?as_of=2026-04-30").await, city);
    let before = get(&app, &token, "/current/province/75").await.headers()["etag"].clone();
    app.set_date("2026-04-30");
    assert_eq!(told("").await, city);
    assert_eq!(told("?as_of=2026-04-29").await, province);
    // The day is part of the version.
    let request = app
        .request(Method::GET, &format!("{UNITS}/current/province/75"))
        .bearer_auth(&token);
    let again = request.header("if-none-match", before).send().await.unwrap();
    let unit = body(again, 200).await;
    assert_eq!(
        unit["names"],
        json!([
            {"name": "Tỉnh Đồng Nai", "kind": "tỉnh", "valid_from": "2025-07-01", "valid_to": "2026-04-29"},
            {"name": "Thành phố Đồng Nai", "kind": "thành phố", "valid_from": "2026-04-30", "valid_to": null},
        ])
    );
    // Found by either name, told by that of the day.
    let found = body(get(&app, &token, "?q=xa%20loc%20ninh&parent=75").await, 200).await;
    assert_eq!(names(&found), ["Phường Lộc Ninh"]);
    for (day, name) in [
        ("2026-04-29", "Tỉnh Đồng Nai"),
        ("2026-04-30", "Thành phố Đồng Nai"),
    ] {
        let path = format!("/legacy/province/75/successors?as_of={day}");
        assert_eq!(names(&body(get(&app, &token, &path).await, 200).await), [name]);
    }
    problem(
        get(&app, &token, "/current/province/75?as_of=1899-01-01").await,
        400,
        "invalid_query",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_list_every_unit_of_today_once() {
    let (app, token) = app_with_token().await;
    let (mut codes, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = body(get(&app, &token, &format!("?page_size=500{cursor}")).await, 200).await;
        let items = page["items"].as_array().unwrap();
        codes.extend(
            items
                .iter()
                .map(|unit| format!("{} {}", unit["level"], unit["code"])),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(codes.len(), 34 + 3321);
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 34 + 3321);
}

#[tokio::test(flavor = "multi_thread")]
async fn song_los_communes_lead_to_phu_tho_and_back() {
    let (app, token) = app_with_token().await;
    let communes = body(
        get(&app, &token, "?generation=legacy&level=commune&parent=253").await,
        200,
    )
    .await;
    for commune in communes["items"].as_array().unwrap() {
        let code = commune["code"].as_str().unwrap();
        let path = format!("/legacy/commune/{code}/successors");
        let successors = body(get(&app, &token, &path).await, 200).await;
        let default = successors["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["is_default"] == true);
        let default = default.unwrap();
        assert_eq!(
            (&default["province_code"], &default["generation"]),
            (&"25".into(), &"current".into())
        );
        let path = format!(
            "/current/commune/{}/predecessors",
            default["code"].as_str().unwrap()
        );
        let predecessors = body(get(&app, &token, &path).await, 200).await;
        let back = predecessors["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["code"] == code)
            .unwrap();
        assert_eq!(
            (&back["generation"], &back["is_default"]),
            (&"legacy".into(), &true.into())
        );
    }
    let province = body(get(&app, &token, "/legacy/province/26/successors").await, 200).await;
    assert_eq!(names(&province), ["Tỉnh Phú Thọ"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_version_is_answered_with_304() {
    let (app, token) = app_with_token().await;
    for path in [
        "/current/province/25",
        "?level=province",
        "/legacy/commune/08806/successors",
    ] {
        let first = get(&app, &token, path).await;
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        body(first, 200).await;
        let request = app
            .request(Method::GET, &format!("{UNITS}{path}"))
            .bearer_auth(&token);
        let again = request.header("if-none-match", tag).send().await.unwrap();
        assert_eq!(again.status(), 304, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_not_asked_rightly_is_refused() {
    let (app, token) = app_with_token().await;
    problem(get(&app, &token, "/current/province/26").await, 404, "not_found").await;
    problem(
        get(&app, &token, "/future/province/25").await,
        400,
        "malformed_path",
    )
    .await;
    problem(get(&app, &token, "?level=village").await, 400, "invalid_query").await;
    problem(get(&app, &token, "?lewel=province").await, 400, "invalid_query").await;
    problem(get(&app, &token, "?cursor=x").await, 400, "invalid_query").await;
    problem(
        get(&app, &token, "/current/province/25?x=1").await,
        400,
        "invalid_query",
    )
    .await;
    problem(app.get(UNITS).await, 401, "unauthenticated").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_again_changes_nothing_and_repairs_what_was_changed() {
    let (app, _) = app_with_token().await;
    let database = app.database.database();
    administrative_units::load(&database).await.unwrap();
    assert_eq!(
        app.database
            .number("select count(*) from administrative_units")
            .await,
        14_149
    );
    assert_eq!(
        administrative_units::load(&database).await.unwrap(),
        LoadReport::default()
    );
    app.database
        .execute(
            "update administrative_units set name = 'x' where code = '253';
             delete from administrative_unit_successions where predecessor_code = '08806'",
        )
        .await;
    assert_eq!(
        administrative_units::load(&database).await.unwrap(),
        LoadReport {
            written: 2,
            removed: 0
        }
    );
}
