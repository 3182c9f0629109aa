//! The yearly cycle over HTTP: each kind of record, its rules, its reach, its decisions.

mod kinds;
mod outreach;
mod plans;
mod reviews;
mod roadmaps;
mod value_chains;

use crate::app::{App, body};
use crate::registration::{cooperative, send, token_in, token_of_producer};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::Role;

/// Everybody who has to do with a commune of Phú Thọ (08782), and the office of another province.
struct Scene {
    app: App,
    province: String,
    commune: String,
    /// Token and id of a producer.
    producer: String,
    producer_id: String,
    /// A product of it.
    product_id: String,
    other: String,
}

impl Scene {
    async fn start() -> Self {
        let app = App::start().await;
        let province = token_in(&app, Role::Province, "25").await;
        let commune = token_in(&app, Role::Commune, "08782").await;
        let other = token_in(&app, Role::Province, "01").await;
        let producer_id = cooperative(&app, &province, "Sông Lô Xanh", "08782").await;
        let producer = token_of_producer(&app, &producer_id).await;
        let product = json!({"producer_id": producer_id, "name": "Ổi Đôn Nhân", "product_set": 1});
        let product = made(&app, &province, "/api/v1/products", &product).await;
        Self {
            product_id: id(&product).to_owned(),
            app,
            province,
            commune,
            producer,
            producer_id,
            other,
        }
    }

    /// An idea of the producer; its path.
    async fn idea(&self) -> String {
        let idea = json!({
            "year": 2026, "product_name": "Trà ổi", "product_set": 7, "description": "Lá ổi sấy của vùng Đôn Nhân",
        });
        self.path_of(
            "/api/v1/ideas",
            &made(&self.app, &self.producer, "/api/v1/ideas", &idea).await,
        )
    }

    fn path_of(&self, list: &str, record: &Value) -> String {
        format!("{list}/{}", id(record))
    }

    /// The commune's decision over `path`.
    async fn decide(&self, path: &str, decision: &str, reason: Option<&str>) -> Response {
        let given = json!({"decision": decision, "reason": reason});
        send(
            &self.app,
            Method::POST,
            &self.commune,
            &format!("{path}/decision"),
            &given,
        )
        .await
    }

    async fn accepted(&self, path: &str) {
        let answer = body(self.decide(path, "accepted", None).await, 200).await;
        assert_eq!(answer["state"], "accepted");
    }
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

async fn made(app: &App, token: &str, path: &str, given: &Value) -> Value {
    body(send(app, Method::POST, token, path, given).await, 201).await
}

/// A change that names `tag`.
async fn change(app: &App, token: &str, path: &str, tag: &str, patch: &Value) -> Response {
    app.request(Method::PATCH, path)
        .bearer_auth(token)
        .header("If-Match", tag)
        .json(patch)
        .send()
        .await
        .unwrap()
}

fn tag(response: &Response) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

/// Pointers and codes of the broken rules.
fn broken(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect()
}
