//! Decisions and certificates: what is decided, what stands on which day, what the public sees.

mod decisions;
mod history;
mod open_data;
mod paper;
mod verification;

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, send, token_in};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;
use shared::domain::units::{Generation, Place, registry};
use uuid::Uuid;

/// A server on the day of a decision with a province, the ministry and a producer.
struct Scene {
    app: App,
    province: String,
    ministry: String,
    producer: String,
    place: Place,
}

impl Scene {
    /// Phú Thọ on `date`.
    async fn at(date: &str) -> Self {
        Self::of(date, "08782").await
    }

    /// The province of today's commune `code` on `date`.
    async fn of(date: &str, code: &str) -> Self {
        let app = App::at(date).await;
        let place = registry().unwrap().place(Generation::Current, code).unwrap();
        let province = token_in(&app, Role::Province, &place.current_province).await;
        let ministry = token_in(&app, Role::National, "").await;
        let producer = cooperative(&app, &province, "HTX Sông Lô Xanh", code).await;
        Self {
            app,
            province,
            ministry,
            producer,
            place,
        }
    }

    /// A new product; its id.
    async fn product(&self, name: &str) -> String {
        let given = json!({"producer_id": self.producer, "name": name, "product_set": 1});
        let made = send(
            &self.app,
            Method::POST,
            &self.province,
            "/api/v1/products",
            &given,
        )
        .await;
        body(made, 201).await["id"].as_str().unwrap().to_owned()
    }

    /// A dossier of `product` in `state` whose rating gave `stars`, 0 before one; its id.
    async fn dossier(&self, product: &str, kind: &str, state: &str, stars: i16) -> String {
        let (id, producer) = (Uuid::now_v7(), &self.producer);
        let stars = if stars > 0 {
            stars.to_string()
        } else {
            "null".to_owned()
        };
        let Place {
            current_province,
            current_commune,
            legacy_province,
            legacy_district,
            ..
        } = &self.place;
        let legacy_commune = self.place.legacy_commune.as_ref().unwrap();
        let sql = format!(
            "insert into dossiers (id, product_id, producer_id, kind, product_set, regime, state, registration,
                 self_assessment, turn, stars, unit_generation, current_province_code, current_commune_code,
                 legacy_province_code, legacy_district_code, legacy_commune_code, created_at, updated_at)
             values ('{id}', '{product}', '{producer}', '{kind}', 1, '26-2026', '{state}', '{{}}', '{{}}', 1, {stars},
                 'current', '{current_province}', '{current_commune}', '{legacy_province}', '{legacy_district}',
                 '{legacy_commune}', now(), now())"
        );
        self.app.database.execute(&sql).await;
        id.to_string()
    }

    /// A rated dossier of a new product.
    async fn scored(&self, name: &str, stars: i16) -> (String, String) {
        let product = self.product(name).await;
        let dossier = self.dossier(&product, "first", "scored", stars).await;
        (product, dossier)
    }

    async fn decide(&self, token: &str, number: &str, day: &str, dossiers: &[&str]) -> Response {
        let dossiers: Vec<Value> = dossiers.iter().map(|id| json!({"dossier_id": id})).collect();
        let given =
            json!({"number": number, "decided_on": day, "signer": "Nguyễn Văn A", "dossiers": dossiers});
        send(&self.app, Method::POST, token, "/api/v1/decisions", &given).await
    }

    /// The certificate of a product recognised by the province.
    async fn certified(&self, name: &str, stars: i16, day: &str) -> (String, Value) {
        let (product, dossier) = self.scored(name, stars).await;
        let number = format!("{}/QĐ-UBND", Uuid::now_v7());
        let decided = body(self.decide(&self.province, &number, day, &[&dossier]).await, 201).await;
        let id = decided["items"][0]["certificate"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        (product, self.certificate(&id, "").await)
    }

    async fn certificate(&self, id: &str, query: &str) -> Value {
        let path = format!("/api/v1/certificates/{id}{query}");
        body(get(&self.app, &self.ministry, &path).await, 200).await
    }

    async fn act(&self, token: &str, id: &Value, act: &str, given: &Value) -> Response {
        let path = format!("/api/v1/certificates/{}/{act}", id.as_str().unwrap());
        send(&self.app, Method::POST, token, &path, given).await
    }

    async fn verify(&self, code: &str) -> Value {
        let path = format!("/api/v1/certificates/verification?code={}", encoded(code));
        body(self.app.get(&path).await, 200).await
    }

    /// Stars that the product holds today, as its own answer says.
    async fn held(&self, product: &str) -> Value {
        let path = format!("/api/v1/products/{product}");
        body(get(&self.app, &self.ministry, &path).await, 200).await["recognition"].clone()
    }

    /// Products that hold stars on a day, by the statistics.
    async fn counted(&self, as_of: &str) -> Value {
        let path = format!("/api/v1/statistics/products?as_of={as_of}&by=stars");
        body(get(&self.app, &self.ministry, &path).await, 200).await["cells"].clone()
    }

    /// `POST` on a dossier with the version that is there.
    async fn close(&self, token: &str, dossier: &str, act: &str, given: &Value) -> Response {
        let path = format!("/api/v1/dossiers/{dossier}");
        let tag = get(&self.app, &self.ministry, &path).await.headers()["etag"].clone();
        self.app
            .request(Method::POST, &format!("{path}/{act}"))
            .bearer_auth(token)
            .header("if-match", tag)
            .json(given)
            .send()
            .await
            .unwrap()
    }

    async fn state(&self, dossier: &str) -> Value {
        let path = format!("/api/v1/dossiers/{dossier}");
        body(get(&self.app, &self.ministry, &path).await, 200).await["state"].clone()
    }
}

fn encoded(text: &str) -> String {
    reqwest::Url::parse_with_params("http://x/", [("c", text)])
        .unwrap()
        .query()
        .unwrap()
        .trim_start_matches("c=")
        .to_owned()
}

fn revocation(ground: &str, finding: &str, number: &str, day: &str) -> Value {
    json!({"ground": ground, "finding_on": finding, "reason": "Kết luận kiểm tra số 12",
        "decision": {"number": number, "decided_on": day, "signer": "Nguyễn Văn A"}})
}

/// The pointer and code of the first broken rule.
async fn rule(response: Response) -> (String, String) {
    let refused = problem(response, 422, "invalid_fields").await;
    let text = |field: &str| refused["errors"][0][field].as_str().unwrap().to_owned();
    (text("pointer"), text("code"))
}
