//! Lists of producers: filters, orders page by page, and the search.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, send, token_in};
use reqwest::Method;
use serde_json::json;
use shared::domain::access::Role;

const PRODUCERS: &str = "/api/v1/producers";

async fn names(app: &App, token: &str, query: &str) -> Vec<String> {
    let found = body(get(app, token, &format!("{PRODUCERS}?{query}")).await, 200).await;
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn producers_are_found_in_any_spelling_the_best_first() {
    let app = App::at("2026-06-15").await;
    let token = token_in(&app, Role::Province, "25").await;
    for name in [
        "Hợp tác xã Chè Sông Lô",
        "Sông Lô",
        "Hộ kinh doanh Lô Thị Sông",
        "Hợp tác xã Hòa Bình",
        "Cơ sở Sỹ Hòa",
    ] {
        cooperative(&app, &token, name, "08782").await;
    }
    let elsewhere = token_in(&app, Role::Province, "01").await;
    cooperative(&app, &elsewhere, "Sông Lô Hà Nội", "00004").await;
    assert_eq!(
        names(&app, &token, "q=song%20lo").await,
        ["Sông Lô", "Hợp tác xã Chè Sông Lô", "Hộ kinh doanh Lô Thị Sông"]
    );
    // Tone marks on either vowel, i and y, a slip, a beginning.
    for (asked, found) in [
        ("Ho%C3%A0%20B%C3%ACnh", vec!["Hợp tác xã Hòa Bình"]),
        ("si%20hoa", vec!["Cơ sở Sỹ Hòa"]),
        ("hop%20tac%20hoa%20bimh", vec!["Hợp tác xã Hòa Bình"]),
        ("kinh%20doa", vec!["Hộ kinh doanh Lô Thị Sông"]),
        ("khong%20co", vec![]),
    ] {
        assert_eq!(names(&app, &token, &format!("q={asked}")).await, found, "{asked}");
    }
    assert_eq!(
        names(&app, &token, "q=hoa&sort=name_desc").await,
        ["Hợp tác xã Hòa Bình", "Cơ sở Sỹ Hòa"]
    );
    problem(
        get(&app, &token, &format!("{PRODUCERS}?q=-")).await,
        400,
        "invalid_query",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn producers_are_filtered_by_what_their_products_hold() {
    let app = App::at("2026-06-15").await;
    let token = token_in(&app, Role::Province, "25").await;
    let mut products = Vec::new();
    for (name, set) in [("Ba", 1), ("Bốn", 8), ("Không", 1)] {
        let producer = cooperative(&app, &token, name, "08782").await;
        let given = json!({"producer_id": producer, "name": "Sản phẩm", "product_set": set});
        let made = body(
            send(&app, Method::POST, &token, "/api/v1/products", &given).await,
            201,
        )
        .await;
        products.push(made["id"].as_str().unwrap().to_owned());
    }
    let paper = |product: &str, stars: u8, day: &str| {
        json!({"product_id": product, "stars": stars, "authority": "province", "decided_on": day,
            "decision_number": format!("{stars}/QĐ-UBND")})
    };
    let papers = json!({"recognitions": [
        paper(&products[0], 3, "2025-12-01"), paper(&products[1], 4, "2023-07-01"),
    ]});
    body(
        send(&app, Method::POST, &token, "/api/v1/recognitions", &papers).await,
        200,
    )
    .await;
    for (query, found) in [
        ("stars=3", vec!["Ba"]),
        ("stars=4", vec!["Bốn"]),
        ("status=valid", vec!["Ba", "Bốn"]),
        ("status=unrecognised", vec!["Không"]),
        ("ends_within=30", vec!["Bốn"]),
        ("product_set=1", vec!["Ba", "Không"]),
        ("product_set=1&stars=4", vec![]),
        ("kind=cooperative&stars=4&q=bon", vec!["Bốn"]),
        ("kind=household", vec![]),
    ] {
        assert_eq!(names(&app, &token, query).await, found, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_goes_on_where_the_page_before_ended() {
    let app = App::at("2026-06-15").await;
    let token = token_in(&app, Role::Province, "25").await;
    for number in 0..7 {
        cooperative(&app, &token, &format!("HTX {}", number % 3), "08782").await;
    }
    for order in [
        "registered",
        "registered_desc",
        "changed",
        "changed_desc",
        "name",
        "name_desc",
    ] {
        let whole = body(get(&app, &token, &format!("{PRODUCERS}?sort={order}")).await, 200).await;
        let mut pages = Vec::new();
        let mut path = format!("{PRODUCERS}?sort={order}&page_size=2");
        loop {
            let page = body(get(&app, &token, &path).await, 200).await;
            pages.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("{PRODUCERS}?sort={order}&page_size=2&cursor={next}");
        }
        assert_eq!(whole["items"].as_array().unwrap(), &pages, "{order}");
        assert_eq!(pages.len(), 7);
    }
}
