//! Producers that are no more, and what of their products has to be revoked.

use super::Recognised;
use crate::app::{body, problem};
use crate::registration::{ids, send, token_in};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;

impl Recognised {
    async fn close(&self, token: &str, given: &Value) -> Response {
        let path = format!("/api/v1/producers/{}/closing", self.producer);
        send(&self.register.app, Method::POST, token, &path, given).await
    }

    async fn due(&self, query: &str) -> usize {
        let path = format!("/api/v1/certificates?revocation_due=true{query}");
        self.get(&path).await["items"].as_array().unwrap().len()
    }
}

fn closing(day: &str) -> Value {
    json!({"closed_on": day, "ground": "dissolved", "reason": "Quyết định giải thể 12/QĐ-UBND"})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_products_of_a_closed_producer_are_listed_for_revocation() {
    let scene = Recognised::new(true).await;
    assert_eq!(scene.due("").await, 0);
    let closed = body(
        scene.close(&scene.register.nation, &closing("2026-10-01")).await,
        200,
    )
    .await;
    assert_eq!(
        (&closed["closed_on"], &closed["closing_reason"]),
        (&json!("2026-10-01"), &json!("dissolved"))
    );
    let path = format!("/api/v1/producers/{}", scene.producer);
    assert_eq!(scene.get(&path).await, closed);
    for (query, found) in [("closed=true", 1), ("closed=false", 0)] {
        let listed = scene.get(&format!("/api/v1/producers?{query}")).await;
        assert_eq!(ids(&listed).len(), found, "{query}");
    }
    // Nothing is revoked by itself.
    assert_eq!(scene.register.counted("").await["totals"]["products"], 1);
    assert_eq!(scene.due("").await, 1);
    assert_eq!(scene.due("&as_of=2026-09-30").await, 0);
    let others = scene.get("/api/v1/certificates?revocation_due=false").await;
    assert!(ids(&others).is_empty());
    let listed = scene.get(&format!("{path}/corrections")).await;
    assert_eq!(
        listed["items"][0]["changes"],
        json!([
            {"field": "closed_on", "from": null, "to": "2026-10-01"},
            {"field": "closing_reason", "from": null, "to": "dissolved"},
        ])
    );
    let list = scene.get("/api/v1/certificates").await;
    let given = json!({
        "ground": "production_stopped", "finding_on": "2026-11-20", "reason": "Chủ thể giải thể",
        "decision": {"number": "77/QĐ-UBND", "decided_on": "2026-11-25", "signer": "Chủ tịch"},
    });
    let province = token_in(&scene.register.app, Role::Province, "25").await;
    let path = format!(
        "/api/v1/certificates/{}/revocation",
        list["items"][0]["id"].as_str().unwrap()
    );
    let revoked = send(&scene.register.app, Method::POST, &province, &path, &given).await;
    assert!(revoked.status().is_success(), "{:?}", revoked.text().await);
    assert_eq!(scene.due("").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_producer_registers_nothing_and_begins_nothing() {
    let scene = Recognised::new(false).await;
    let (app, nation) = (&scene.register.app, &scene.register.nation);
    body(scene.close(nation, &closing("2026-10-01")).await, 200).await;
    problem(scene.close(nation, &closing("2026-10-02")).await, 409, "conflict").await;
    let given = json!({"producer_id": scene.producer, "name": "Rượu nếp", "product_set": 1});
    let refused = send(app, Method::POST, nation, "/api/v1/products", &given).await;
    let told = problem(refused, 422, "invalid_fields").await;
    assert_eq!(
        (&told["errors"][0]["pointer"], &told["errors"][0]["code"]),
        (&json!("/producer_id"), &json!("producer_closed"))
    );
    let given = json!({"product_id": scene.product, "kind": "upgrade"});
    let commune = token_in(app, Role::Commune, "08782").await;
    let refused = send(app, Method::POST, &commune, "/api/v1/dossiers", &given).await;
    let told = problem(refused, 422, "invalid_fields").await;
    assert_eq!(
        (&told["errors"][0]["pointer"], &told["errors"][0]["code"]),
        (&json!("/product_id"), &json!("producer_closed"))
    );
    // It was another one.
    let path = format!("/api/v1/producers/{}/reopening", scene.producer);
    let given = json!({"reason": "Nhầm chủ thể cùng tên"});
    let open = body(send(app, Method::POST, nation, &path, &given).await, 200).await;
    assert_eq!(
        (&open["closed_on"], &open["closing_reason"]),
        (&Value::Null, &Value::Null)
    );
    problem(
        send(app, Method::POST, nation, &path, &given).await,
        409,
        "conflict",
    )
    .await;
    scene.register.product(&scene.producer, "Rượu nếp").await;
    let listed = scene
        .get(&format!("/api/v1/producers/{}/corrections", scene.producer))
        .await;
    let kinds: Vec<&Value> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(kinds, ["reopening", "closing"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_is_for_the_province_and_of_the_past() {
    let scene = Recognised::new(false).await;
    let app = &scene.register.app;
    let commune = token_in(app, Role::Commune, "08782").await;
    problem(
        scene.close(&commune, &closing("2026-10-01")).await,
        403,
        "not_your_turn",
    )
    .await;
    let another = token_in(app, Role::Province, "01").await;
    problem(
        scene.close(&another, &closing("2026-10-01")).await,
        404,
        "not_found",
    )
    .await;
    let mut given = closing("2026-12-01");
    given["reason"] = json!(" ");
    let told = problem(
        scene.close(&scene.register.nation, &given).await,
        422,
        "invalid_fields",
    )
    .await;
    let codes: Vec<&Value> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert_eq!(codes, ["in_the_future", "invalid_length"]);
    let province = token_in(app, Role::Province, "25").await;
    body(scene.close(&province, &closing("2026-11-30")).await, 200).await;
}
