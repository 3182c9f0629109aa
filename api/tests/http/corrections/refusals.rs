//! Corrections that break a rule, and callers who correct nothing.

use super::{Recognised, change, error};
use crate::app::{body, problem};
use crate::past::broken;
use crate::registration::{cooperative, get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

fn rules(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected
        .iter()
        .map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned()));
    owned.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_of_a_correction_is_told() {
    let scene = Recognised::new(false).await;
    let with = |mut given: Value, field: &str, value: Value| {
        given[field] = value;
        given
    };
    for (given, expected) in [
        (error("product_set", 1), [("", "nothing_to_correct")]),
        (
            error("product_set", 27),
            [("/product_set", "unknown_product_set")],
        ),
        (
            error("commune_code", "99999"),
            [("/commune_code", "unknown_commune")],
        ),
        (
            error("producer_id", "00000000-0000-7000-8000-000000000000"),
            [("/producer_id", "unknown_producer")],
        ),
        (
            change("2026-12-01", "product_set", 2),
            [("/effective_on", "in_the_future")],
        ),
        (
            with(error("product_set", 2), "effective_on", json!("2026-03-01")),
            [("/effective_on", "not_of_an_error")],
        ),
        (
            with(error("product_set", 2), "nature", json!("change")),
            [("/effective_on", "required")],
        ),
        (
            with(error("product_set", 2), "reason", json!(" ")),
            [("/reason", "invalid_length")],
        ),
    ] {
        let refused = scene.correct("products", &scene.product, &given).await;
        assert_eq!(broken(refused).await, rules(&expected), "{given}");
    }
    scene.of_product(&change("2026-03-01", "product_set", 2)).await;
    let earlier = scene
        .correct(
            "products",
            &scene.product,
            &change("2026-02-28", "product_set", 3),
        )
        .await;
    assert_eq!(
        broken(earlier).await,
        rules(&[("/effective_on", "before_earlier_change")])
    );
    // Another value has days of its own.
    scene
        .of_product(&change("2026-02-28", "commune_code", "08824"))
        .await;
    for (given, expected) in [
        (error("name", ""), [("/name", "required")]),
        (error("kind", "association"), [("/kind", "kind_for_tourism_only")]),
        (error("kind", "cooperative"), [("", "nothing_to_correct")]),
    ] {
        let refused = scene.correct("producers", &scene.producer, &given).await;
        assert_eq!(broken(refused).await, rules(&expected), "{given}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn provinces_correct_what_is_theirs() {
    let scene = Recognised::new(false).await;
    let app = &scene.register.app;
    let path = format!("/api/v1/products/{}/corrections", scene.product);
    let commune = token_in(app, Role::Commune, "08782").await;
    let given = error("product_set", 2);
    problem(
        send(app, Method::POST, &commune, &path, &given).await,
        403,
        "not_your_turn",
    )
    .await;
    assert!(
        body(get(app, &commune, &path).await, 200).await["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let another = token_in(app, Role::Province, "01").await;
    problem(
        send(app, Method::POST, &another, &path, &given).await,
        404,
        "not_found",
    )
    .await;
    problem(get(app, &another, &path).await, 404, "not_found").await;
    let province = token_in(app, Role::Province, "25").await;
    let away = error("commune_code", "00004");
    problem(
        send(app, Method::POST, &province, &path, &away).await,
        403,
        "outside_reach",
    )
    .await;
    let stranger = cooperative(app, &another, "HTX Ba Đình", "00004").await;
    let refused = send(
        app,
        Method::POST,
        &province,
        &path,
        &error("producer_id", stranger.as_str()),
    )
    .await;
    assert_eq!(
        broken(refused).await,
        rules(&[("/producer_id", "unknown_producer")])
    );
    // The same key has one effect; the version that was read counts.
    let product = get(app, &province, &format!("/api/v1/products/{}", scene.product)).await;
    let tag = product.headers()["etag"].to_str().unwrap().to_owned();
    let sent = async |key: &str| {
        let request = app
            .request(Method::POST, &path)
            .bearer_auth(&province)
            .header("If-Match", &tag);
        request
            .header("Idempotency-Key", key)
            .json(&given)
            .send()
            .await
            .unwrap()
    };
    let first = body(sent("set-2").await, 201).await;
    assert_eq!(body(sent("set-2").await, 201).await, first);
    problem(sent("another").await, 412, "precondition_failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_before_a_council_keeps_what_was_handed_in() {
    let scene = Recognised::new(false).await;
    let app = &scene.register.app;
    let commune = token_in(app, Role::Commune, "08782").await;
    let given = json!({"product_id": scene.product, "kind": "upgrade"});
    let dossier = body(
        send(app, Method::POST, &commune, "/api/v1/dossiers", &given).await,
        201,
    )
    .await;
    let path = format!("/api/v1/dossiers/{}", dossier["id"].as_str().unwrap());
    // A draft follows its product.
    scene.of_product(&error("product_set", 2)).await;
    assert_eq!(body(get(app, &commune, &path).await, 200).await["product_set"], 2);
    app.database
        .execute("update dossiers set state = 'at_council'")
        .await;
    let refused = scene
        .correct("products", &scene.product, &error("product_set", 3))
        .await;
    problem(refused, 409, "conflict").await;
}
