//! Products: codes, rules, reach, changes, the recognition held.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, ids, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const PRODUCTS: &str = "/api/v1/products";

async fn app_with_producer() -> (App, String, String) {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let producer = cooperative(&app, &token, "Sông Lô Xanh", "08782").await;
    (app, token, producer)
}

fn guava(producer: &str) -> Value {
    json!({"producer_id": producer, "name": "Ổi Đôn Nhân", "product_set": 1})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_gets_the_next_code_of_its_commune() {
    let (app, token, producer) = app_with_producer().await;
    let year = chrono::Datelike::year(&shared::clock::Clock::System.today());
    for serial in 1..=2 {
        let answer = send(&app, Method::POST, &token, PRODUCTS, &guava(&producer)).await;
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        let made = body(answer, 201).await;
        assert_eq!(made["code"], format!("25.08782.{serial:03}.{year}"));
        assert_eq!(
            (&made["product_group"], &made["recognition"]),
            (&"I".into(), &Value::Null)
        );
        assert_eq!(body(get(&app, &token, &location).await, 200).await, made);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_at_once_get_different_serials() {
    let (app, token, producer) = app_with_producer().await;
    let given = guava(&producer);
    let made = futures_util::future::join_all(
        (0..12).map(|_| async { body(send(&app, Method::POST, &token, PRODUCTS, &given).await, 201).await }),
    )
    .await;
    let mut serials: Vec<&str> = made
        .iter()
        .map(|one| one["code"].as_str().unwrap().split('.').nth(2).unwrap())
        .collect();
    serials.sort_unstable();
    let expected: Vec<String> = (1..=12).map(|serial| format!("{serial:03}")).collect();
    assert_eq!(serials, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rules_are_told_and_spend_no_serial() {
    let (app, token, producer) = app_with_producer().await;
    let association = json!({"name": "Hội", "kind": "association", "commune_code": "08782"});
    let association = body(
        send(&app, Method::POST, &token, "/api/v1/producers", &association).await,
        201,
    )
    .await;
    let association = association["id"].as_str().unwrap();
    let nobody = uuid::Uuid::now_v7().to_string();
    for (given, pointer) in [
        (
            json!({"producer_id": producer, "name": "", "product_set": 1}),
            "/name",
        ),
        (
            json!({"producer_id": producer, "name": "A", "product_set": 27}),
            "/product_set",
        ),
        (
            json!({"producer_id": producer, "name": "A", "product_set": 1, "commune_code": "1"}),
            "/commune_code",
        ),
        (guava(association), "/product_set"),
        (guava(&nobody), "/producer_id"),
    ] {
        let refused = send(&app, Method::POST, &token, PRODUCTS, &given).await;
        let refused = problem(refused, 422, "invalid_fields").await;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    let tourism = json!({"producer_id": association, "name": "Du lịch", "product_set": 26});
    let made = body(send(&app, Method::POST, &token, PRODUCTS, &tourism).await, 201).await;
    assert!(made["code"].as_str().unwrap().contains(".001."), "{made}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_province_neither_sees_nor_uses_what_is_not_its_own() {
    let (app, token, producer) = app_with_producer().await;
    let other = token_in(&app, Role::Province, "01").await;
    let made = body(
        send(&app, Method::POST, &token, PRODUCTS, &guava(&producer)).await,
        201,
    )
    .await;
    let path = format!("{PRODUCTS}/{}", made["id"].as_str().unwrap());
    problem(get(&app, &other, &path).await, 404, "not_found").await;
    problem(
        send(&app, Method::PATCH, &other, &path, &json!({"name": "A"})).await,
        404,
        "not_found",
    )
    .await;
    let refused = send(&app, Method::POST, &other, PRODUCTS, &guava(&producer)).await;
    assert_eq!(
        problem(refused, 422, "invalid_fields").await["errors"][0]["code"],
        "unknown_producer"
    );
    let mut away = guava(&producer);
    away["commune_code"] = "00097".into();
    problem(
        send(&app, Method::POST, &token, PRODUCTS, &away).await,
        403,
        "outside_reach",
    )
    .await;
    assert!(ids(&body(get(&app, &other, PRODUCTS).await, 200).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recognition_that_holds_today_is_shown_and_changes_the_tag() {
    let (app, token, producer) = app_with_producer().await;
    let made = body(
        send(&app, Method::POST, &token, PRODUCTS, &guava(&producer)).await,
        201,
    )
    .await;
    let id = made["id"].as_str().unwrap();
    let path = format!("{PRODUCTS}/{id}");
    let before = get(&app, &token, &path).await.headers()["etag"].clone();
    let recognise = |recognition: uuid::Uuid, stars: u8, from: &str, to: &str| {
        format!(
            "insert into recognitions (id, product_id, producer_id, regime, kind, stars, potential, programme_year,
                valid_from, valid_to, product_set, product_group, producer_type, sector, current_province_code,
                current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code)
             values ('{recognition}', '{id}', '{producer}', '26-2026', 'first', {stars}, false, 2026, {from}, {to},
                1, 'I', 'cooperative', 'collective', '25', '08782', '26', '253', '08806')"
        )
    };
    let past = recognise(
        uuid::Uuid::now_v7(),
        4,
        "current_date - 1200",
        "current_date - 100",
    );
    app.database.execute(&past).await;
    assert_eq!(
        body(get(&app, &token, &path).await, 200).await["recognition"],
        Value::Null
    );
    let held = recognise(
        uuid::Uuid::now_v7(),
        3,
        "current_date - 10",
        "current_date + 1000",
    );
    app.database.execute(&held).await;
    let after = get(&app, &token, &path).await;
    assert_ne!(after.headers()["etag"], before);
    assert_eq!(body(after, 200).await["recognition"]["stars"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn name_and_description_change_and_the_code_stays() {
    let (app, token, producer) = app_with_producer().await;
    let made = body(
        send(&app, Method::POST, &token, PRODUCTS, &guava(&producer)).await,
        201,
    )
    .await;
    let path = format!("{PRODUCTS}/{}", made["id"].as_str().unwrap());
    let before = get(&app, &token, &path).await.headers()["etag"].clone();
    let change = json!({"name": "Ổi lê Đôn Nhân", "description": "Ruột trắng"});
    let changed = body(send(&app, Method::PATCH, &token, &path, &change).await, 200).await;
    assert_eq!(
        (&changed["name"], &changed["code"]),
        (&change["name"], &made["code"])
    );
    let late = app
        .request(Method::PATCH, &path)
        .bearer_auth(&token)
        .header("if-match", before);
    problem(
        late.json(&change).send().await.unwrap(),
        412,
        "precondition_failed",
    )
    .await;
    let set = json!({"product_set": 2});
    problem(
        send(&app, Method::PATCH, &token, &path, &set).await,
        422,
        "invalid_fields",
    )
    .await;
    let found = body(
        get(&app, &token, &format!("{PRODUCTS}?q=oi%20le&product_set=1")).await,
        200,
    )
    .await;
    assert_eq!(found["items"][0]["id"], made["id"]);
}
