use super::{Scene, broken, change, id, made, tag};
use crate::app::{body, problem};
use crate::registration::{get, ids, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;

const ROADMAPS: &str = "/api/v1/roadmaps";

fn roadmap(year: i16) -> Value {
    json!({
        "year": year,
        "products": [{"name": "Ổi Đôn Nhân", "product_set": 1, "why": "đất bãi sông Lô"}],
        "steps": [{"title": "Tập huấn", "due_on": format!("{year}-03-31")}],
        "targets": {"stars_3": 2, "new_producers": 1},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_has_one_roadmap_a_year_and_keeps_every_version() {
    let scene = Scene::start().await;
    let (app, commune) = (&scene.app, &scene.commune);
    let answer = send(app, Method::POST, commune, ROADMAPS, &roadmap(2026)).await;
    let path = answer.headers()["location"].to_str().unwrap().to_owned();
    let first_tag = tag(&answer);
    let first = body(answer, 201).await;
    assert_eq!(
        first["unit"],
        json!({"level": "commune", "code": "08782", "generation": "current"})
    );
    assert_eq!(first["owner"]["code"], "08782");
    assert_eq!(first["targets"]["stars_4"], 0);
    let found = get(app, commune, &path).await;
    assert_eq!(tag(&found), first_tag);
    assert_eq!(body(found, 200).await, first);

    let again = send(app, Method::POST, commune, ROADMAPS, &roadmap(2026)).await;
    let refused = problem(again, 409, "conflict").await;
    assert!(
        refused["detail"].as_str().unwrap().contains("lộ trình"),
        "{refused}"
    );
    made(app, commune, ROADMAPS, &roadmap(2027)).await;

    let done = json!({"steps": [{"title": "Tập huấn", "due_on": "2026-03-31", "done_on": "2026-03-20"}]});
    let unread = send(app, Method::PATCH, commune, &path, &done).await;
    problem(unread, 428, "precondition_required").await;
    let answer = change(app, commune, &path, &first_tag, &done).await;
    let second_tag = tag(&answer);
    let second = body(answer, 200).await;
    assert_eq!(second["steps"][0]["done_on"], "2026-03-20");
    assert_eq!(second["products"], first["products"]);
    problem(
        change(app, commune, &path, &first_tag, &done).await,
        412,
        "precondition_failed",
    )
    .await;

    let moved = change(
        app,
        commune,
        &path,
        &second_tag,
        &json!({"year": 2028, "unit": null}),
    )
    .await;
    let refused = problem(moved, 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/unit", "immutable"), ("/year", "immutable")]);
    let unknown = change(
        app,
        commune,
        &path,
        &second_tag,
        &json!({"targets": {"stars_9": 1}}),
    )
    .await;
    let refused = problem(unknown, 422, "invalid_fields").await;
    assert!(broken(&refused)[0].0.starts_with("/targets"), "{refused}");

    let history = body(get(app, commune, &format!("{path}/history")).await, 200).await;
    let versions = history["items"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(
        (&versions[0]["act"], &versions[1]["act"]),
        (&"create".into(), &"change".into())
    );
    assert_eq!(versions[0]["content"]["steps"][0]["done_on"], Value::Null);
    assert_eq!(versions[1]["content"]["steps"], second["steps"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_units_above_are_seen_and_not_changed() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let nation = token_in(app, Role::National, "").await;
    let neighbour = token_in(app, Role::Commune, "04792").await;
    let of_nation = made(app, &nation, ROADMAPS, &roadmap(2026)).await;
    let of_province = made(app, &scene.province, ROADMAPS, &roadmap(2026)).await;
    let of_commune = made(app, &scene.commune, ROADMAPS, &roadmap(2026)).await;
    let all = [id(&of_nation), id(&of_province), id(&of_commune)];
    for (reader, seen) in [
        (&nation, &all[..]),
        (&scene.province, &all[..]),
        (&scene.commune, &all[..]),
        (&scene.producer, &all[..]),
        (&neighbour, &all[..2]),
        (&scene.other, &all[..1]),
    ] {
        let list = body(get(app, reader, ROADMAPS).await, 200).await;
        assert_eq!(ids(&list), seen);
        for id in all {
            let answer = get(app, reader, &format!("{ROADMAPS}/{id}")).await;
            assert_eq!(answer.status(), if seen.contains(&id) { 200 } else { 404 });
        }
    }
    let path = format!("{ROADMAPS}/{}", all[1]);
    let above = change(app, &scene.commune, &path, "*", &json!({"products": []})).await;
    problem(above, 403, "outside_reach").await;
    problem(
        change(app, &scene.other, &path, "*", &json!({})).await,
        404,
        "not_found",
    )
    .await;
    let producer = send(app, Method::POST, &scene.producer, ROADMAPS, &roadmap(2026)).await;
    problem(producer, 403, "insufficient_scope").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_commune_that_was_split_the_successor_is_asked_for() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let nation = token_in(app, Role::National, "").await;
    let of = |unit: Value| {
        let mut given = roadmap(2026);
        given["unit"] = unit;
        given
    };
    let split = json!({"level": "commune", "generation": "legacy", "code": "00007"});
    let refused = send(app, Method::POST, &nation, ROADMAPS, &of(split.clone())).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/unit/code", "successor_needed")]);
    let mut wrong = split.clone();
    wrong["successor"] = "08782".into();
    let refused = send(app, Method::POST, &nation, ROADMAPS, &of(wrong)).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/unit/successor", "unknown_successor")]);
    let mut named = split;
    named["successor"] = "00025".into();
    let made = made(app, &nation, ROADMAPS, &of(named)).await;
    let commune = token_in(app, Role::Commune, "00025").await;
    body(
        get(app, &commune, &format!("{ROADMAPS}/{}", id(&made))).await,
        200,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_named_filtered_and_paged() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let of = |unit: Value, year: i16| {
        let mut given = roadmap(year);
        given["unit"] = unit;
        given
    };
    // Đôn Nhân, a commune until the reform; today part of 08782.
    let old = json!({"level": "commune", "code": "08806", "generation": "legacy"});
    let old = made(app, &scene.province, ROADMAPS, &of(old, 2024)).await;
    let new = json!({"level": "commune", "code": "08782"});
    let new = made(app, &scene.province, ROADMAPS, &of(new, 2026)).await;
    let own = made(app, &scene.province, ROADMAPS, &roadmap(2026)).await;
    for (query, expected) in [
        ("unit=25", vec![id(&old), id(&new), id(&own)]),
        ("unit=08782", vec![id(&old), id(&new)]),
        ("unit=26&generation=legacy", vec![id(&old), id(&new)]),
        ("unit=08806&generation=legacy", vec![id(&old)]),
        ("year=2026", vec![id(&new), id(&own)]),
        ("unit=01", vec![]),
    ] {
        let list = body(
            get(app, &scene.province, &format!("{ROADMAPS}?{query}")).await,
            200,
        )
        .await;
        assert_eq!(ids(&list), expected, "{query}");
    }
    let page = body(
        get(app, &scene.province, &format!("{ROADMAPS}?page_size=2")).await,
        200,
    )
    .await;
    let next = format!("{ROADMAPS}?page_size=2&cursor={}", page["next"].as_str().unwrap());
    let rest = body(get(app, &scene.province, &next).await, 200).await;
    assert_eq!((ids(&rest), &rest["next"]), (vec![id(&own)], &Value::Null));
    problem(
        get(app, &scene.province, &format!("{ROADMAPS}?state=accepted")).await,
        400,
        "invalid_query",
    )
    .await;

    for (unit, status, code) in [
        (json!({"level": "province", "code": "01"}), 403, "outside_reach"),
        (json!({"level": "national"}), 403, "outside_reach"),
        (json!({"level": "commune", "code": "00097"}), 403, "outside_reach"),
        (json!({"level": "province", "code": "99"}), 422, "invalid_fields"),
        (json!({"level": "commune"}), 422, "invalid_fields"),
    ] {
        let refused = send(app, Method::POST, &scene.province, ROADMAPS, &of(unit, 2025)).await;
        problem(refused, status, code).await;
    }
    let mut wrong = roadmap(2017);
    wrong["products"][0]["product_set"] = 27.into();
    let refused = send(app, Method::POST, &scene.province, ROADMAPS, &wrong).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(broken(&refused)[0], ("/year", "year_out_of_range"));
    assert!(broken(&refused).contains(&("/products/0/product_set", "unknown_product_set")));
}
