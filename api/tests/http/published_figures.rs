//! The figures that Vĩnh Phúc and the nation have published come back from products that were made to have them.

use crate::app::{App, body};
use crate::registration::{get, token_in};
use serde_json::{Value, json};
use shared::domain::access::Role;
use test_support::histories::published;

const VINH_PHUC: &str = "unit=26&level=province&generation=legacy";

async fn nation() -> (App, String) {
    let app = App::start().await;
    app.database.copy_histories(published::nation()).await;
    let token = token_in(&app, Role::National, "").await;
    (app, token)
}

async fn ask(app: &App, token: &str, query: &str) -> Value {
    body(
        get(app, token, &format!("/api/v1/statistics/products?{query}")).await,
        200,
    )
    .await
}

/// What is counted in each cell, by name.
fn cells(answer: &Value, dimension: &str, counted: &str) -> Vec<(String, i64)> {
    let cells = answer["cells"].as_array().unwrap().iter();
    let mut counts: Vec<_> = cells
        .map(|cell| (name(cell, dimension), cell[counted].as_i64().unwrap()))
        .collect();
    counts.sort();
    counts
}

/// The one coordinate of a cell, `potential` for potential five stars.
fn name(cell: &Value, dimension: &str) -> String {
    let value = &cell[dimension];
    if cell["potential"] == true {
        return "potential".to_owned();
    }
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// The percentages of the cells that are `expected`, as they were published.
fn assert_shares(answer: &Value, dimension: &str, share: &str, expected: &[(&str, &str)]) {
    for (wanted, percent) in expected {
        let cells = answer["cells"].as_array().unwrap();
        let cell = cells.iter().find(|cell| name(cell, dimension) == *wanted);
        assert_eq!(cell.unwrap()[share], *percent, "{wanted}: {answer}");
    }
}

fn counts(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn vinh_phuc_2020_to_2022_comes_back() {
    let (app, token) = nation().await;
    // 40 before the decision of programme year 2020, which counts from its own day.
    let january = ask(&app, &token, &format!("{VINH_PHUC}&by=stars&as_of=2021-01-31")).await;
    assert_eq!(
        cells(&january, "stars", "products"),
        counts(&[("3", 27), ("4", 13)])
    );
    for (day, products) in [("2021-02-16", 40), ("2021-02-17", 62)] {
        let answer = ask(&app, &token, &format!("{VINH_PHUC}&as_of={day}")).await;
        assert_eq!(answer["totals"]["products"], products, "{day}");
    }
    // By programme year: 2020 was decided in 2021.
    let of_day = ask(&app, &token, &format!("{VINH_PHUC}&by=year&as_of=2021-02-17")).await;
    assert_eq!(
        cells(&of_day, "year", "products"),
        counts(&[("2019", 40), ("2020", 22)])
    );
    assert_eq!(
        cells(&of_day, "year", "producers"),
        counts(&[("2019", 24), ("2020", 13)])
    );
    let stars = ask(
        &app,
        &token,
        &format!("{VINH_PHUC}&by=year,stars&as_of=2022-12-30"),
    )
    .await;
    let of_year = |year: i64| -> Vec<(i64, i64)> {
        let cells = stars["cells"].as_array().unwrap().iter();
        cells
            .filter(|cell| cell["year"] == year)
            .map(|cell| {
                (
                    cell["stars"].as_i64().unwrap(),
                    cell["products"].as_i64().unwrap(),
                )
            })
            .collect()
    };
    assert_eq!(of_year(2022), [(3, 35), (4, 9)]);
    // The red dragon fruit was one of the seventeen until it was struck off.
    assert_eq!(of_year(2020), [(3, 16), (4, 5)]);
    let producers = ask(&app, &token, &format!("{VINH_PHUC}&by=year&as_of=2022-12-30")).await;
    assert!(cells(&producers, "year", "producers").contains(&("2022".to_owned(), 20)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nation_at_the_end_of_2022_and_in_mid_2025_comes_back() {
    let (app, token) = nation().await;
    let end_of_2022 = ask(&app, &token, "by=stars&as_of=2022-12-31").await;
    assert_eq!(end_of_2022["totals"]["products"], 8_689);
    assert_eq!(
        cells(&end_of_2022, "stars", "products"),
        counts(&[("3", 5_691), ("4", 2_920), ("5", 17), ("potential", 61)])
    );
    let mid_2025 = ask(&app, &token, "by=stars&as_of=2025-06-30").await;
    assert_eq!(
        mid_2025["totals"],
        json!({"products": 16_855, "producers": 9_822})
    );
    assert_eq!(
        cells(&mid_2025, "stars", "products"),
        counts(&[("3", 12_843), ("4", 3_826), ("5", 126), ("potential", 60)])
    );
    let kinds = ask(&app, &token, "by=producer_type&as_of=2025-06-30").await;
    let kinds = cells(&kinds, "producer_type", "producers");
    for kind in counts(&[
        ("cooperative", 3_231),
        ("enterprise", 2_485),
        ("household", 3_290),
    ]) {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    let women = ask(&app, &token, "by=gender&as_of=2025-06-30").await;
    assert_eq!(
        cells(&women, "gender", "producers"),
        counts(&[("female", 3_929), ("male", 5_893)])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_percentages_come_back() {
    let (app, token) = nation().await;
    let end_of_2022 = ask(&app, &token, "by=stars&as_of=2022-12-31&shares=true").await;
    let published = [("3", "65.5"), ("4", "33.6"), ("potential", "0.7"), ("5", "0.2")];
    assert_shares(&end_of_2022, "stars", "products_share", &published);
    let mid_2025 = ask(&app, &token, "by=stars&as_of=2025-06-30&shares=true").await;
    assert_shares(
        &mid_2025,
        "stars",
        "products_share",
        &[("3", "76.2"), ("4", "22.7")],
    );
    let kinds = ask(&app, &token, "by=producer_type&as_of=2025-06-30&shares=true").await;
    let published = [
        ("cooperative", "32.9"),
        ("enterprise", "25.3"),
        ("household", "33.5"),
    ];
    assert_shares(&kinds, "producer_type", "producers_share", &published);
    let women = ask(&app, &token, "by=gender&as_of=2025-06-30&shares=true").await;
    assert_shares(&women, "gender", "producers_share", &[("female", "40.0")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn struck_off_ever_certified_and_valid_are_told_apart() {
    let (app, token) = nation().await;
    for (measure, day, products) in [
        ("valid", "2022-06-14", 62),
        ("valid", "2022-06-15", 61),
        ("struck_off", "2022-06-14", 0),
        ("struck_off", "2022-06-15", 1),
        // 40 + 22 + 44; in mid 2025 only the last still hold.
        ("ever_certified", "2025-06-30", 106),
        ("valid", "2025-06-30", 44),
        ("struck_off", "2025-06-30", 1),
        ("expired", "2025-06-30", 61),
    ] {
        let answer = ask(
            &app,
            &token,
            &format!("{VINH_PHUC}&measure={measure}&as_of={day}"),
        )
        .await;
        assert_eq!(answer["totals"]["products"], products, "{measure} {day}");
    }
    // Programme year 2020 was decided in 2021.
    for (by, expected) in [("year", "2020"), ("decision_year", "2021")] {
        let answer = ask(&app, &token, &format!("{VINH_PHUC}&by={by}&as_of=2022-06-14")).await;
        let of_year = (expected.to_owned(), 22);
        assert!(cells(&answer, by, "products").contains(&of_year), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_units_of_both_generations_sum_to_the_published_nation() {
    let (app, token) = nation().await;
    for (by, generation) in [
        ("province", "current"),
        ("commune", "current"),
        ("province", "legacy"),
        ("district", "legacy"),
        ("commune", "legacy"),
    ] {
        let query = format!("by={by}&generation={generation}&as_of=2025-06-30");
        let answer = ask(&app, &token, &query).await;
        let sum: i64 = cells(&answer, by, "products")
            .iter()
            .map(|(_, count)| count)
            .sum();
        assert_eq!(sum, 16_855, "{query}");
    }
}
