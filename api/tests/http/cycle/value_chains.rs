use super::{Scene, broken, tag};
use crate::app::{body, problem};
use crate::registration::{get, send};
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_product_has_one_value_chain_that_is_written_whole() {
    let scene = Scene::start().await;
    let app = &scene.app;
    let path = format!("/api/v1/products/{}/value-chain", scene.product_id);
    problem(get(app, &scene.producer, &path).await, 404, "not_found").await;
    let chain = json!({
        "materials": [{"place": "Bãi sông Lô", "area_m2": 120_000, "tenure": "linked"}],
        "contracts": [{"partner": "HTX Đôn Nhân", "subject": "Ổi quả", "from": "2026-01-01"}],
        "processing": [{"facility": "Nhà sơ chế", "capacity": "2 tấn/ngày", "certificates": ["HACCP"]}],
        "distribution": [{"kind": "supermarket", "share": 6_000}, {"kind": "online", "share": 2_500}],
    });
    let put = |tag: Option<&str>, chain: &serde_json::Value| {
        let request = app
            .request(Method::PUT, &path)
            .bearer_auth(&scene.producer)
            .json(chain);
        match tag {
            Some(tag) => request.header("If-Match", tag).send(),
            None => request.send(),
        }
    };
    problem(put(Some("*"), &chain).await.unwrap(), 412, "precondition_failed").await;
    let first = put(None, &chain).await.unwrap();
    let first_tag = tag(&first);
    let first = body(first, 201).await;
    assert_eq!(first["owner"]["product_id"], scene.product_id);
    assert_eq!(first["distribution"], chain["distribution"]);
    for reader in [&scene.producer, &scene.commune, &scene.province] {
        assert_eq!(body(get(app, reader, &path).await, 200).await, first);
    }

    problem(put(None, &chain).await.unwrap(), 428, "precondition_required").await;
    let mut more = chain.clone();
    more["distribution"][1]["share"] = 4_001.into();
    let refused = problem(put(Some(&first_tag), &more).await.unwrap(), 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/distribution", "more_than_the_whole")]);
    more["distribution"][1]["share"] = 4_000.into();
    more["materials"] = json!([]);
    let second = body(put(Some(&first_tag), &more).await.unwrap(), 200).await;
    assert_eq!(second["materials"], json!([]));
    problem(
        put(Some(&first_tag), &chain).await.unwrap(),
        412,
        "precondition_failed",
    )
    .await;
    let named = json!({"contracts": [{"partner": "A", "subject": "B", "from": "2026-01-01", "file_id": scene.product_id}]});
    let refused = problem(put(Some("*"), &named).await.unwrap(), 422, "invalid_fields").await;
    assert_eq!(broken(&refused), [("/contracts/0/file_id", "unknown_file")]);

    problem(get(app, &scene.other, &path).await, 404, "not_found").await;
    problem(
        send(app, Method::PUT, &scene.other, &path, &chain).await,
        404,
        "not_found",
    )
    .await;
}
