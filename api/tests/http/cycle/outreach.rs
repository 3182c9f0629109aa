//! Communication events, promotions, guidance documents, and the files they name.

use super::{Scene, broken, change, id, made};
use crate::app::{App, body, problem};
use crate::registration::{get, ids, send};
use reqwest::Method;
use serde_json::{Value, json};

async fn file(app: &App, token: &str) -> String {
    let sent = app
        .request(Method::POST, "/api/v1/files?name=a.pdf")
        .bearer_auth(token)
        .header("Content-Type", "application/pdf")
        .body("%PDF-1.7 công văn")
        .send();
    id(&body(sent.await.unwrap(), 201).await).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guidance_document_and_its_files_are_for_everybody_below() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let documents = "/api/v1/guidance-documents";
    let file = file(app, &scene.province).await;
    let content = format!("/api/v1/files/{file}/content");
    problem(get(app, &scene.producer, &content).await, 404, "not_found").await;
    let document = json!({
        "number": "1234/UBND-NN", "issuer": "UBND tỉnh Phú Thọ", "issued_on": "2026-02-01",
        "title": "Hướng dẫn đăng ký ý tưởng", "files": [file],
    });
    let made = made(app, &scene.province, documents, &document).await;
    let path = scene.path_of(documents, &made);
    for reader in [&scene.province, &scene.commune, &scene.producer] {
        assert_eq!(body(get(app, reader, &path).await, 200).await, made);
        assert_eq!(get(app, reader, &content).await.status(), 200);
    }
    problem(get(app, &scene.other, &path).await, 404, "not_found").await;
    problem(get(app, &scene.other, &content).await, 404, "not_found").await;
    let filtered = body(
        get(app, &scene.producer, &format!("{documents}?year=2026")).await,
        200,
    )
    .await;
    assert_eq!(ids(&filtered), [id(&made)]);

    // A file that is no longer named is no longer shown.
    let without = change(app, &scene.province, &path, "*", &json!({"files": []})).await;
    body(without, 200).await;
    problem(get(app, &scene.producer, &content).await, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_products_that_are_named_must_be_in_reach() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let (events, promotions) = ("/api/v1/communication-events", "/api/v1/promotions");
    let (own, strange) = (file(app, &scene.commune).await, file(app, &scene.other).await);
    let event = |files: Value| {
        json!({
            "held_on": "2026-01-15", "kind": "training", "title": "Tập huấn bộ tiêu chí", "participants": 60,
            "files": files,
        })
    };
    let refused = send(
        app,
        Method::POST,
        &scene.commune,
        events,
        &event(json!([own, strange])),
    )
    .await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/files/1", "unknown_file")]);
    let twice = send(
        app,
        Method::POST,
        &scene.commune,
        events,
        &event(json!([own, own])),
    )
    .await;
    let twice = problem(twice, 422, "invalid_fields").await;
    assert_eq!(broken(&twice), [("/files/1", "given_twice")]);
    let held = made(app, &scene.commune, events, &event(json!([own]))).await;
    // The province adds its own and keeps the commune's; the commune then changes what holds a file out of its reach.
    let path = scene.path_of(events, &held);
    let files = json!({"files": [own, file(app, &scene.province).await]});
    body(change(app, &scene.province, &path, "*", &files).await, 200).await;
    let more = change(app, &scene.commune, &path, "*", &json!({"participants": 61})).await;
    assert_eq!(body(more, 200).await["files"], files["files"]);

    let fair = |products: Value, sales: i64| {
        json!({
            "kind": "fair", "name": "Hội chợ OCOP", "place": "Việt Trì", "from": "2026-09-01", "to": "2026-09-05",
            "products": products, "sales": sales,
        })
    };
    let part = json!([{"product_id": scene.product_id, "sales": 30_000_000}]);
    let refused = send(
        app,
        Method::POST,
        &scene.other,
        promotions,
        &fair(part.clone(), 30_000_000),
    )
    .await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/products/0/product_id", "unknown_product")]);
    let refused = send(
        app,
        Method::POST,
        &scene.commune,
        promotions,
        &fair(part.clone(), 29_999_999),
    )
    .await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/sales", "less_than_its_parts")]);
    let mut backwards = fair(part.clone(), 30_000_000);
    backwards["to"] = "2026-08-31".into();
    let refused = send(app, Method::POST, &scene.commune, promotions, &backwards).await;
    let refused = problem(refused, 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/to", "ends_before_it_begins")]);
    let held = made(app, &scene.commune, promotions, &fair(part, 30_000_000)).await;
    assert_eq!(held["products"][0]["sales"], 30_000_000);
    problem(
        get(app, &scene.other, &scene.path_of(promotions, &held)).await,
        404,
        "not_found",
    )
    .await;
    let shop = json!({"kind": "shop", "name": "Điểm OCOP", "place": "Lập Thạch", "from": "2026-01-01"});
    let shop = made(app, &scene.province, promotions, &shop).await;
    let list = body(get(app, &scene.producer, promotions).await, 200).await;
    assert_eq!(ids(&list), [id(&held), id(&shop)]);
}
