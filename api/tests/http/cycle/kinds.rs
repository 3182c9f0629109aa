//! What holds of every kind of record: it is listed, shown, changed by a patch of its members, and its history has all versions.

use super::{Scene, change, id, made};
use crate::app::body;
use crate::registration::{get, ids};
use serde_json::{Value, json};

/// A kind: where it is, a record of it, and a change; null where it cannot be changed at once.
fn kinds(scene: &Scene) -> Vec<(&'static str, Value, Value)> {
    let product = &scene.product_id;
    vec![
        (
            "/api/v1/roadmaps",
            json!({
                "year": 2026,
                "products": [{"name": "Thanh long ruột đỏ", "product_set": 1, "why": "Đất đồi, nhiều nắng"}],
                "steps": [{"title": "Tập huấn chủ thể", "due_on": "2026-03-31"}],
                "targets": {"stars_3": 2},
            }),
            json!({"targets": {"stars_3": 3}}),
        ),
        (
            "/api/v1/communication-events",
            json!({
                "held_on": "2026-01-15", "kind": "training", "title": "Tập huấn bộ tiêu chí", "participants": 60,
            }),
            json!({"participants": 61}),
        ),
        (
            "/api/v1/promotions",
            json!({
                "kind": "fair", "name": "Hội chợ OCOP", "place": "Việt Trì", "from": "2026-09-01",
                "to": "2026-09-05", "products": [{"product_id": product, "sales": 30_000_000}],
                "sales": 30_000_000,
            }),
            json!({"place": "Vĩnh Yên", "to": null}),
        ),
        (
            "/api/v1/guidance-documents",
            json!({
                "number": "12/UBND", "issuer": "UBND xã Hải Lựu", "issued_on": "2026-02-01",
                "title": "Hướng dẫn đăng ký ý tưởng",
            }),
            json!({"title": "Hướng dẫn đăng ký ý tưởng sản phẩm"}),
        ),
        (
            "/api/v1/ideas",
            json!({
                "year": 2026, "product_name": "Trà ổi", "product_set": 7,
                "description": "Lá ổi sấy của vùng Đôn Nhân", "commune_code": "08782",
            }),
            // Handed in, it is changed only where it was returned.
            Value::Null,
        ),
        (
            "/api/v1/implementation-reports",
            json!({
                "product_id": product, "year": 2026, "revenue": 950_000_000,
                "output": [{"quantity": 40_000, "unit": "kg"}], "jobs": {"total": 12, "female": 8},
            }),
            json!({"revenue": 960_000_000}),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_listed_shown_changed_and_remembered() {
    let scene = Scene::start().await;
    let app = &scene.app;
    for (list, record, patch) in kinds(&scene) {
        let made = made(app, &scene.commune, list, &record).await;
        let path = scene.path_of(list, &made);
        assert_eq!(body(get(app, &scene.commune, &path).await, 200).await, made);
        let listed = body(get(app, &scene.commune, list).await, 200).await;
        assert_eq!(ids(&listed), [id(&made)], "{list}");
        if let Value::Object(members) = &patch {
            let changed = body(change(app, &scene.commune, &path, "*", &patch).await, 200).await;
            for (name, value) in members {
                let stored = &changed[name];
                match value.as_object() {
                    // What is left out of an object has its default.
                    Some(parts) => parts
                        .iter()
                        .for_each(|(part, value)| assert_eq!(&stored[part], value, "{list}: {name}/{part}")),
                    None => assert_eq!(stored, value, "{list}: {name}"),
                }
            }
        }
        let history = body(get(app, &scene.commune, &format!("{path}/history")).await, 200).await;
        let acts: Vec<&Value> = history["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|version| &version["act"])
            .collect();
        let number = if patch.is_null() { 1 } else { 2 };
        assert_eq!(acts, ["create", "change"][..number], "{list}");
    }
}
