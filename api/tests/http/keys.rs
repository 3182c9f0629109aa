//! Outside keys: records made and changed under them, one and many a call; whose keys they are; look-up by numbers.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, ids, send, token_in, token_of_producer};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const PRODUCERS: &str = "/api/v1/producers";
const PRODUCTS: &str = "/api/v1/products";

async fn put(app: &App, token: &str, path: &str, given: &Value, status: u16) -> Value {
    body(send(app, Method::PUT, token, path, given).await, status).await
}

async fn push(app: &App, token: &str, path: &str, lines: &[Value]) -> Value {
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let answer = app
        .request(Method::PUT, &format!("{path}/by-key"))
        .bearer_auth(token)
        .header("Content-Type", "application/x-ndjson")
        .body(lines.join("\n"))
        .send()
        .await
        .unwrap();
    body(answer, 200).await
}

fn producer(name: &str) -> Value {
    json!({"name": name, "kind": "cooperative", "commune_code": "08782", "tax_code": "0123456789-001"})
}

fn key(id: impl std::fmt::Display) -> Value {
    json!({"system": "ocop-phu-tho", "id": id.to_string()})
}

async fn count(app: &App, sql: &str) -> i64 {
    app.database.number(sql).await
}

/// The sum of all versions, the last change and the number of audit entries.
async fn traces(app: &App) -> [i64; 3] {
    [
        count(app, "select (select sum(version) from producers) + coalesce((select sum(version) from products), 0)").await,
        count(
            app,
            "select (extract(epoch from greatest((select max(updated_at) from producers), (select max(updated_at) from products)))
                * 1000000)::bigint",
        )
        .await,
        count(app, "select count(*) from audit_log").await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_put_under_a_key_makes_changes_and_leaves() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let path = format!("{PRODUCERS}/by-key/ocop-phu-tho/CT%2F1");
    problem(get(&app, &token, &path).await, 404, "not_found").await;
    let made = put(&app, &token, &path, &producer("HTX Sông Lô"), 201).await;
    assert_eq!(made["keys"], json!([key("CT/1")]));
    let before = traces(&app).await;
    assert_eq!(
        put(&app, &token, &path, &producer("HTX Sông Lô"), 200).await,
        made
    );
    // The old commune lies in the new one: the place stays as it was given.
    let same = json!({"name": " HTX Sông Lô ", "kind": "cooperative", "tax_code": "0123456789-001"});
    assert_eq!(put(&app, &token, &path, &same, 200).await, made);
    assert_eq!(traces(&app).await, before, "nothing has changed");

    let renamed = json!({"name": "HTX Sông Lô Xanh", "kind": "cooperative", "phone": "0912345678"});
    let changed = put(&app, &token, &path, &renamed, 200).await;
    assert_eq!(
        (&changed["name"], &changed["tax_code"], &changed["phone"]),
        (
            &"HTX Sông Lô Xanh".into(),
            &made["tax_code"],
            &"0912345678".into()
        )
    );
    let removed = json!({"name": "HTX Sông Lô Xanh", "kind": "cooperative", "tax_code": null});
    assert_eq!(
        put(&app, &token, &path, &removed, 200).await["tax_code"],
        Value::Null
    );
    assert_eq!(
        body(get(&app, &token, &path).await, 200).await["id"],
        made["id"],
        "one producer"
    );

    let path = format!("{PRODUCTS}/by-key/ocop-phu-tho/SP-1");
    let guava = json!({"producer_key": key("CT/1"), "name": "Ổi", "product_set": 1, "keys": [key("old-1")]});
    let product = put(&app, &token, &path, &guava, 201).await;
    assert_eq!(product["producer"]["id"], made["id"]);
    assert_eq!(product["keys"], json!([key("SP-1"), key("old-1")]));
    let old = format!("{PRODUCTS}/by-key/ocop-phu-tho/old-1");
    assert_eq!(body(get(&app, &token, &old).await, 200).await, product);
    assert_eq!(
        put(&app, &token, &old, &guava, 200).await,
        product,
        "found by either key"
    );
    let mut other = guava.clone();
    other["product_set"] = 2.into();
    let refused = send(&app, Method::PUT, &token, &path, &other).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(refused["errors"][0]["code"], "not_changed_here");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_belong_to_the_reach_that_gave_them() {
    let app = App::start().await;
    let phu_tho = token_in(&app, Role::Province, "25").await;
    let ha_noi = token_in(&app, Role::Province, "01").await;
    let nation = token_in(&app, Role::National, "").await;
    let path = format!("{PRODUCERS}/by-key/office/1");
    let made = put(&app, &phu_tho, &path, &producer("HTX Sông Lô"), 201).await;
    let id = made["id"].as_str().unwrap();
    // The same key means nothing to others, who make records of their own under it.
    for other in [&ha_noi, &nation] {
        problem(get(&app, other, &path).await, 404, "not_found").await;
    }
    let theirs = json!({"name": "HTX Ba Vì", "kind": "cooperative", "commune_code": "00097"});
    let theirs = put(&app, &ha_noi, &path, &theirs, 201).await;
    assert_ne!(theirs["id"], made["id"]);
    let own = token_of_producer(&app, id).await;
    problem(get(&app, &own, &path).await, 404, "not_found").await;
    assert_eq!(body(get(&app, &phu_tho, &path).await, 200).await, made);
    let far = json!({"name": "HTX", "kind": "cooperative", "commune_code": "00097"});
    let second = format!("{PRODUCERS}/by-key/office/2");
    let away = send(&app, Method::PUT, &phu_tho, &second, &far).await;
    problem(away, 403, "outside_reach").await;

    // A record that has left the reach is neither shown nor changed under its key.
    let moved = json!({"commune_code": "00097"});
    let moved = send(&app, Method::PATCH, &nation, &format!("{PRODUCERS}/{id}"), &moved).await;
    assert_eq!(body(moved, 200).await["keys"], made["keys"]);
    problem(get(&app, &phu_tho, &path).await, 404, "not_found").await;
    let late = send(&app, Method::PUT, &phu_tho, &path, &producer("HTX Khác")).await;
    problem(late, 403, "outside_reach").await;
    let now = body(get(&app, &nation, &format!("{PRODUCERS}/{id}")).await, 200).await;
    assert_eq!(now["name"], "HTX Sông Lô");
}

#[tokio::test(flavor = "multi_thread")]
async fn puts_at_once_make_one_record() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let path = format!("{PRODUCERS}/by-key/office/1");
    let given = producer("HTX Sông Lô");
    let made =
        futures_util::future::join_all((0..8).map(|_| send(&app, Method::PUT, &token, &path, &given))).await;
    let mut statuses: Vec<u16> = made.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);
    assert_eq!(count(&app, "select count(*) from producers").await, 1);
    assert_eq!(count(&app, "select version::bigint from producers").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_given_with_a_record_and_changed_with_it() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let mut given = producer("HTX Sông Lô");
    given["keys"] = json!([key("1"), key("2")]);
    let made = body(send(&app, Method::POST, &token, PRODUCERS, &given).await, 201).await;
    assert_eq!(made["keys"], given["keys"]);
    let again = problem(
        send(&app, Method::POST, &token, PRODUCERS, &given).await,
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(again["errors"][1]["pointer"], "/keys/1");
    assert_eq!(again["errors"][1]["code"], "key_taken");
    assert_eq!(count(&app, "select count(*) from producers").await, 1);

    let path = format!("{PRODUCERS}/{}", made["id"].as_str().unwrap());
    let change = json!({"keys": [key("2"), key("3")]});
    let changed = body(send(&app, Method::PATCH, &token, &path, &change).await, 200).await;
    assert_eq!(changed["keys"], change["keys"]);
    assert_eq!(body(get(&app, &token, &path).await, 200).await, changed);
    let gone = format!("{PRODUCERS}/by-key/ocop-phu-tho/1");
    problem(get(&app, &token, &gone).await, 404, "not_found").await;

    let id = made["id"].as_str().unwrap();
    let product = json!({"producer_id": id, "name": "Ổi", "product_set": 1, "keys": [key("1")]});
    let product = body(send(&app, Method::POST, &token, PRODUCTS, &product).await, 201).await;
    assert_eq!(
        product["keys"],
        json!([key("1")]),
        "producers and products number apart"
    );
    let path = format!("{PRODUCTS}/{}", product["id"].as_str().unwrap());
    let none = body(
        send(&app, Method::PATCH, &token, &path, &json!({"keys": []})).await,
        200,
    )
    .await;
    assert_eq!(none["keys"], json!([]));
    for (wrong, code) in [
        (json!({"keys": [{"system": "A B", "id": "1"}]}), "invalid_system"),
        (json!({"keys": [{"system": "a", "id": ".."}]}), "invalid_id"),
    ] {
        let refused = send(&app, Method::PATCH, &token, &path, &wrong).await;
        let refused = problem(refused, 422, "invalid_fields").await;
        assert_eq!(refused["errors"][0]["code"], code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_line_stops_no_other_and_is_told_as_by_a_single_call() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let line = |name: &str, id: &str| {
        let mut line = producer(name);
        line["keys"] = json!([key(id)]);
        line
    };
    let mut away = line("HTX", "3");
    away["commune_code"] = "00097".into();
    let mut unnamed = line("HTX", "4");
    unnamed["colour"] = "red".into();
    let lines = [
        line("HTX Một", "1"),
        line("", "2"),
        away,
        unnamed,
        producer("HTX"),
        line("HTX Một lần nữa", "1"),
        line("HTX Hai", "5"),
    ];
    let report = push(&app, &token, PRODUCERS, &lines).await;
    let told: Vec<[&str; 3]> = report["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let error = &line["errors"][0];
            [&line["outcome"], &error["pointer"], &error["code"]]
                .map(|word| word.as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        told,
        [
            ["created", "", ""],
            ["refused", "/name", "required"],
            ["refused", "", "outside_reach"],
            ["refused", "/colour", "unknown_field"],
            ["refused", "/keys", "required"],
            ["refused", "/keys", "named_before"],
            ["created", "", ""],
        ]
    );
    assert_eq!((&report["created"], &report["refused"]), (&2.into(), &5.into()));
    assert_eq!(count(&app, "select count(*) from producers").await, 2);
    assert_eq!(
        count(&app, "select count(*) from outside_keys").await,
        2,
        "no key of a refused line is taken"
    );

    let unknown = json!({"producer_key": key("9"), "name": "Ổi", "product_set": 1, "keys": [key("1")]});
    let lonely = json!({"name": "Ổi", "product_set": 1, "keys": [key("2")]});
    let report = push(&app, &token, PRODUCTS, &[unknown, lonely]).await;
    assert_eq!(report["lines"][0]["errors"][0]["code"], "unknown_producer");
    assert_eq!(report["lines"][0]["errors"][0]["pointer"], "/producer_key");
    assert_eq!(report["lines"][1]["errors"][0]["pointer"], "/producer_id");
    let none = app
        .request(Method::PUT, &format!("{PRODUCTS}/by-key"))
        .bearer_auth(&token)
        .header("Content-Type", "application/x-ndjson")
        .body("\n\n");
    problem(none.send().await.unwrap(), 422, "invalid_fields").await;
}

/// The push of a night: 2,000 products of 1,200 producers in two calls; the same again the next night changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_products_pushed_twice_are_two_thousand() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let producers: Vec<Value> = (0..1_200)
        .map(|number| {
            let mut one = producer(&format!("Hợp tác xã số {number}"));
            one["keys"] = json!([key(number)]);
            one
        })
        .collect();
    let products: Vec<Value> = (0..2_000)
        .map(|number| {
            json!({"producer_key": key(number % 1_200), "name": format!("Sản phẩm {number}"),
                "product_set": 1 + number % 25, "keys": [key(number)]})
        })
        .collect();
    let mut calls = 0;
    let mut night = async |outcome: &str| {
        for (path, lines) in [(PRODUCERS, &producers), (PRODUCTS, &products)] {
            let report = push(&app, &token, path, lines).await;
            calls += 1;
            assert_eq!(report[outcome], lines.len(), "{path}");
        }
    };
    night("created").await;
    let first = traces(&app).await;
    night("unchanged").await;
    assert_eq!(traces(&app).await, first, "no version rises, nothing is logged");
    assert_eq!(calls, 4);
    assert_eq!(count(&app, "select count(*) from products").await, 2_000);
    assert_eq!(
        count(&app, "select count(distinct code) from products").await,
        2_000
    );
    assert_eq!(count(&app, "select count(*) from producers").await, 1_200);
    assert_eq!(
        count(&app, "select last_serial::bigint from product_serials").await,
        2_000
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn products_and_producers_are_looked_up_by_their_numbers() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let own = body(
        send(&app, Method::POST, &token, PRODUCERS, &producer("HTX Sông Lô")).await,
        201,
    )
    .await;
    let other = cooperative(&app, &token, "HTX Khác", "08782").await;
    let mut products = Vec::new();
    for producer in [own["id"].as_str().unwrap(), &other] {
        let given = json!({"producer_id": producer, "name": "Ổi", "product_set": 1});
        products.push(body(send(&app, Method::POST, &token, PRODUCTS, &given).await, 201).await);
    }
    let first = products[0]["id"].as_str().unwrap();
    let asked = async |query: &str| body(get(&app, &token, &format!("/api/v1/{query}")).await, 200).await;
    for code in ["0123456789-001", "0123456789001"] {
        assert_eq!(
            ids(&asked(&format!("producers?tax_code={code}")).await),
            [own["id"].as_str().unwrap()]
        );
        assert_eq!(ids(&asked(&format!("products?tax_code={code}")).await), [first]);
    }
    let code = products[1]["code"].as_str().unwrap();
    assert_eq!(
        ids(&asked(&format!("products?code={code}")).await),
        [products[1]["id"].as_str().unwrap()]
    );
    let since = own["updated_at"].as_str().unwrap();
    assert_eq!(
        ids(&asked(&format!("producers?changed_since={since}")).await).len(),
        2
    );
    assert!(ids(&asked("producers?changed_since=2999-01-01T00:00:00Z").await).is_empty());
    assert!(ids(&asked("products?code=1").await).is_empty());
    assert!(ids(&asked("products?certificate_number=1").await).is_empty());
    assert!(ids(&asked("producers?tax_code=1").await).is_empty());
}
