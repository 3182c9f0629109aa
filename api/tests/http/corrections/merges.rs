//! Records that are there twice: one stands for both, and nothing is lost or counted twice.

use super::{Recognised, paper};
use crate::app::{body, problem};
use crate::past::broken;
use crate::registration::{cooperative, get, ids, send, token_in};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;

impl Recognised {
    async fn merge(&self, kind: &str, twin: &str, into: &str) -> Response {
        let path = format!("/api/v1/{kind}/{twin}/merge");
        let given = json!({"into": into, "reason": "Hai bản ghi của một sản phẩm"});
        send(
            &self.register.app,
            Method::POST,
            &self.register.nation,
            &path,
            &given,
        )
        .await
    }

    /// Gives the product or producer `id` the key `key` of another system.
    async fn key(&self, kind: &str, id: &str, key: &str) {
        let given = json!({"keys": [{"system": "ocop-phu-tho", "id": key}]});
        let path = format!("/api/v1/{kind}/{id}");
        body(
            send(
                &self.register.app,
                Method::PATCH,
                &self.register.nation,
                &path,
                &given,
            )
            .await,
            200,
        )
        .await;
    }

    async fn totals(&self, query: &str) -> (i64, i64) {
        let told = self.register.counted(query).await["totals"].clone();
        (
            told["products"].as_i64().unwrap(),
            told["producers"].as_i64().unwrap(),
        )
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_of_one_product_become_one() {
    for in_memory in [false, true] {
        let scene = Recognised::new(in_memory).await;
        let register = &scene.register;
        let twin = register.product(&scene.producer, "ổi đôn nhân").await;
        // Both lists have the decision of 2024; the twin's has those of 2021 and 2026 too.
        let papers = ["2021-02-17", "2024-05-10", "2026-06-01"].map(|day| paper(&twin, day));
        let recorded = register.recorded(&papers).await;
        scene.key("products", &twin, "SP-1").await;
        assert_eq!(scene.totals("as_of=2024-06-01").await, (2, 1));
        let before = scene
            .get(&format!("/api/v1/certificates?product_id={twin}"))
            .await;
        let merged = body(scene.merge("products", &twin, &scene.product).await, 200).await;
        assert_eq!(merged["merged_into"], scene.product.as_str());
        assert_eq!(
            scene.get(&format!("/api/v1/products/{twin}")).await["merged_into"],
            scene.product.as_str()
        );
        for (query, counted) in [
            ("as_of=2021-03-01", 1),
            ("as_of=2024-06-01", 1),
            ("as_of=2026-11-30", 1),
            ("measure=ever_certified", 1),
            ("measure=expired&as_of=2024-03-01", 1),
            ("measure=new&from=2021-01-01&to=2026-11-30", 1),
            ("measure=renewed&from=2021-01-01&to=2026-11-30", 1),
        ] {
            assert_eq!(scene.totals(query).await.0, counted, "{query}");
        }
        // What was held until 1 June 2026 was replaced then.
        let listed = scene
            .get(&format!("/api/v1/recognitions?product_id={}", scene.product))
            .await;
        let days: Vec<(&Value, &Value)> = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (&one["valid_from"], &one["ended_on"]))
            .collect();
        assert_eq!(days.len(), 3);
        assert!(
            days.contains(&(&json!("2024-05-10"), &json!("2026-06-01"))),
            "{days:?}"
        );
        let of_twin = scene
            .get(&format!("/api/v1/recognitions?product_id={twin}"))
            .await;
        assert!(ids(&of_twin).is_empty());
        // Its certificates are the other's now, with what was printed.
        let of_both = scene
            .get(&format!("/api/v1/certificates?product_id={}", scene.product))
            .await;
        assert_eq!(of_both["items"].as_array().unwrap().len(), 3);
        let last = before["items"].as_array().unwrap().last().unwrap();
        let kept = scene
            .get(&format!("/api/v1/certificates/{}", last["id"].as_str().unwrap()))
            .await;
        for field in ["code", "number", "producer", "valid_from", "valid_to"] {
            assert_eq!(kept[field], last[field], "{field}");
        }
        for field in ["code", "name", "product_set"] {
            assert_eq!(kept["product"][field], last["product"][field], "{field}");
        }
        assert_eq!(kept["status"], "valid");
        let verified = format!(
            "/api/v1/certificates/verification?code={}",
            last["code"].as_str().unwrap()
        );
        assert_eq!(
            body(register.app.get(&verified).await, 200).await["status"],
            "valid"
        );
        // The key leads to who stands for both; lists and searches leave the twin out.
        let keyed = scene.get("/api/v1/products/by-key/ocop-phu-tho/SP-1").await;
        assert_eq!(keyed["id"], scene.product.as_str());
        let found = scene.get("/api/v1/products?q=oi%20don%20nhan").await;
        assert_eq!(ids(&found), [scene.product.as_str()]);
        let said = scene.get(&format!("/api/v1/products/{twin}/corrections")).await;
        assert_eq!(
            said["items"][0]["changes"],
            json!([{"field": "merged_into", "from": null, "to": scene.product}])
        );
        assert_eq!(recorded["recorded"], 3);
        // It is no record to work with any more.
        problem(
            scene.merge("products", &twin, &scene.product).await,
            409,
            "conflict",
        )
        .await;
        let refused = register.record(&[paper(&twin, "2026-07-01")]).await;
        let rule = (
            "/recognitions/0/product_id".to_owned(),
            "product_merged".to_owned(),
        );
        assert_eq!(broken(refused).await, [rule]);
        let path = format!("/api/v1/products/{twin}");
        let changed = send(
            &register.app,
            Method::PATCH,
            &register.nation,
            &path,
            &json!({"name": "Ổi"}),
        )
        .await;
        problem(changed, 409, "conflict").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn products_that_contradict_each_other_stay_apart() {
    let scene = Recognised::new(false).await;
    let register = &scene.register;
    let twin = register.product(&scene.producer, "ổi đôn nhân").await;
    let mut three = paper(&twin, "2024-05-10");
    three["stars"] = json!(3);
    register.recorded(&[three]).await;
    problem(
        scene.merge("products", &twin, &scene.product).await,
        409,
        "conflict",
    )
    .await;
    let other = cooperative(&register.app, &register.nation, "HTX Hải Lựu", "08824").await;
    let stranger = register.product(&other, "Trà hoa vàng").await;
    problem(
        scene.merge("products", &stranger, &scene.product).await,
        409,
        "conflict",
    )
    .await;
    for (into, code) in [
        (twin.as_str(), "itself"),
        ("00000000-0000-7000-8000-000000000000", "unknown_product"),
    ] {
        let refused = broken(scene.merge("products", &twin, into).await).await;
        assert_eq!(refused, [("/into".to_owned(), code.to_owned())]);
    }
    let commune = token_in(&register.app, Role::Commune, "08782").await;
    let path = format!("/api/v1/products/{twin}/merge");
    let given = json!({"into": scene.product, "reason": "Trùng"});
    problem(
        send(&register.app, Method::POST, &commune, &path, &given).await,
        403,
        "not_your_turn",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_of_one_producer_become_one() {
    for in_memory in [false, true] {
        let scene = Recognised::new(in_memory).await;
        let register = &scene.register;
        let twin = cooperative(&register.app, &register.nation, "hợp tác xã Sông Lô", "08782").await;
        let second = register.product(&twin, "Trà hoa vàng").await;
        register.recorded(&[paper(&second, "2025-05-10")]).await;
        scene.key("producers", &twin, "CT-7").await;
        assert_eq!(scene.totals("as_of=2025-06-01").await, (2, 2));
        let merged = body(scene.merge("producers", &twin, &scene.producer).await, 200).await;
        assert_eq!(merged["merged_into"], scene.producer.as_str());
        assert_eq!(scene.totals("as_of=2025-06-01").await, (2, 1));
        assert_eq!(scene.totals("as_of=2026-11-30").await, (2, 1));
        let product = scene.get(&format!("/api/v1/products/{second}")).await;
        assert_eq!(product["producer"]["id"], scene.producer.as_str());
        let certificates = scene
            .get(&format!("/api/v1/certificates?producer_id={}", scene.producer))
            .await;
        let names: Vec<&Value> = certificates["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["producer"]["name"])
            .collect();
        assert_eq!(names, ["HTX Sông Lô", "hợp tác xã Sông Lô"]);
        let keyed = scene.get("/api/v1/producers/by-key/ocop-phu-tho/CT-7").await;
        assert_eq!(keyed["id"], scene.producer.as_str());
        assert_eq!(
            ids(&scene.get("/api/v1/producers").await),
            [scene.producer.as_str()]
        );
        let given = json!({"producer_id": twin, "name": "Rượu nếp", "product_set": 1});
        let refused = send(
            &register.app,
            Method::POST,
            &register.nation,
            "/api/v1/products",
            &given,
        )
        .await;
        assert_eq!(
            broken(refused).await,
            [("/producer_id".to_owned(), "producer_merged".to_owned())]
        );
        let path = format!("/api/v1/producers/{twin}");
        let changed = send(
            &register.app,
            Method::PATCH,
            &register.nation,
            &path,
            &json!({"name": "HTX"}),
        )
        .await;
        problem(changed, 409, "conflict").await;
        assert_eq!(get(&register.app, &register.nation, &path).await.status(), 200);
    }
}
