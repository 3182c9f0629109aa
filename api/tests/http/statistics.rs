//! Statistics over the demonstration's recorded history: any day, both boundaries, cheap polls, fresh after a change.

use crate::app::{App, body, problem};
use crate::registration::{get, token_in};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::database::recognitions;
use shared::domain::access::Role;

/// A server on a database with the demonstration: 22 products recognised on 17/2/2021 by decision 385/QĐ-UBND. Its
/// evaluations wait for a worker that is not there, so the history is all there is.
pub(crate) async fn app() -> (App, String) {
    let app = App::start().await;
    app.load_demo().await;
    let token = token_in(&app, Role::National, "").await;
    (app, token)
}

async fn products(app: &App, token: &str, query: &str) -> Response {
    get(app, token, &format!("/api/v1/statistics/products?{query}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_figures_of_programme_year_2020_come_back() {
    let (app, token) = app().await;
    let answer = body(products(&app, &token, "by=stars&as_of=2021-02-17").await, 200).await;
    let counts: Vec<(&Value, &Value)> = answer["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| (&cell["stars"], &cell["products"]))
        .collect();
    assert_eq!(counts, [(&json!(3), &json!(17)), (&json!(4), &json!(5))]);
    assert_eq!(answer["totals"], json!({"products": 22, "producers": 13}));
    assert_eq!(
        (&answer["as_of"], &answer["by"]),
        (&json!("2021-02-17"), &json!(["stars"]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_counts_from_its_first_day_to_its_last() {
    let (app, token) = app().await;
    for (day, expected) in [
        ("2021-02-16", 0),
        ("2021-02-17", 22),
        ("2024-02-17", 22),
        ("2024-02-18", 0),
    ] {
        let answer = body(products(&app, &token, &format!("as_of={day}")).await, 200).await;
        assert_eq!(answer["totals"]["products"], expected, "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_boundaries_sum_to_the_same_nation() {
    let (app, token) = app().await;
    let day = "as_of=2022-01-01";
    for (unit, expected) in [
        ("unit=26&level=province&generation=legacy", 22),
        ("unit=25&level=province&generation=current", 22),
        // Legacy 25 is the old Phú Thọ, which has nothing here: codes are reused across the reform.
        ("unit=25&level=province&generation=legacy", 0),
        ("unit=253&generation=legacy", 1),
    ] {
        let answer = body(products(&app, &token, &format!("{day}&{unit}")).await, 200).await;
        assert_eq!(answer["totals"]["products"], expected, "{unit}");
    }
    for by in [
        "by=commune",
        "by=commune&generation=legacy",
        "by=district&generation=legacy",
        "by=province,stars,kind,year",
    ] {
        let answer = body(products(&app, &token, &format!("{day}&{by}")).await, 200).await;
        let cells = answer["cells"].as_array().unwrap();
        let sum: i64 = cells.iter().map(|cell| cell["products"].as_i64().unwrap()).sum();
        assert_eq!(sum, 22, "{by}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_costs_a_304_until_something_changes() {
    let (app, token) = app().await;
    let first = products(&app, &token, "by=stars").await;
    let etag = first.headers()["etag"].clone();
    let poll = async || {
        let request = app
            .request(Method::GET, "/api/v1/statistics/products?by=stars")
            .bearer_auth(&token);
        request
            .header("If-None-Match", etag.clone())
            .send()
            .await
            .unwrap()
    };
    let unchanged = poll().await;
    assert_eq!(unchanged.status(), 304);
    assert_eq!(unchanged.headers()["etag"], etag);
    // Another question has another tag, even where its figures are the same.
    assert_ne!(products(&app, &token, "by=kind").await.headers()["etag"], etag);
    let database = app.database.database();
    recognitions::raise_version(&mut database.connection().await.unwrap())
        .await
        .unwrap();
    assert_eq!(poll().await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_named() {
    let (app, token) = app().await;
    for (query, pointer) in [
        ("by=colour", "/by"),
        ("by=stars,stars", "/by"),
        ("by=stars,kind,year,sector,gender", "/by"),
        ("by=district", "/by"),
        ("level=province", "/unit"),
        ("as_of=yesterday", "/as_of"),
        ("as_of=-9999-01-01", "/as_of"),
        ("unit=99", "/unit"),
        ("unit=253", "/unit"),
        ("by=%00", "/by"),
        ("generation=next", "/generation"),
        ("since=2021", "/since"),
    ] {
        let problem = problem(products(&app, &token, query).await, 400, "invalid_query").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_counts_its_own_only() {
    let (app, nation) = app().await;
    let day = "as_of=2022-01-01";
    let own = token_in(&app, Role::Province, "25").await;
    let other = token_in(&app, Role::Province, "01").await;
    assert_eq!(
        body(products(&app, &own, day).await, 200).await["totals"]["products"],
        22
    );
    assert_eq!(
        body(products(&app, &other, day).await, 200).await["totals"]["products"],
        0
    );
    problem(products(&app, &other, "unit=25").await, 404, "not_found").await;
    // A cached answer of the nation is not another's.
    assert_eq!(
        body(products(&app, &nation, day).await, 200).await["totals"]["products"],
        22
    );
    assert_eq!(
        body(products(&app, &other, day).await, 200).await["totals"]["products"],
        0
    );
}
