//! Corrections of records over HTTP: what was wrong is right on every day, what has changed counts from its day on, and what was printed
//! stays. Figures are asked of the memory, which follows, and of the recount.

mod closing;
mod day;
mod figures;
mod merges;
mod refusals;

use crate::app::body;
use crate::past::Register;
use crate::registration::{cooperative, get, send};
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// A cooperative of Phú Thọ with a product of set 1 that got four stars on 10 May 2024.
struct Recognised {
    register: Register,
    producer: String,
    product: String,
}

impl Recognised {
    /// With the statistics in memory, or not loaded: then they are recounted.
    async fn new(in_memory: bool) -> Self {
        let register = Register::new().await;
        let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
        let product = register.product(&producer, "Ổi Đôn Nhân").await;
        register.recorded(&[paper(&product, "2024-05-10")]).await;
        if in_memory {
            register.app.load_statistics().await;
        }
        Self {
            register,
            producer,
            product,
        }
    }

    async fn correct(&self, kind: &str, id: &str, given: &Value) -> Response {
        let path = format!("/api/v1/{kind}/{id}/corrections");
        send(
            &self.register.app,
            Method::POST,
            &self.register.nation,
            &path,
            given,
        )
        .await
    }

    /// Corrects the product; the correction.
    async fn of_product(&self, given: &Value) -> Value {
        body(self.correct("products", &self.product, given).await, 201).await
    }

    /// Corrects the producer; the correction.
    async fn of_producer(&self, given: &Value) -> Value {
        body(self.correct("producers", &self.producer, given).await, 201).await
    }

    async fn get(&self, path: &str) -> Value {
        body(get(&self.register.app, &self.register.nation, path).await, 200).await
    }

    /// The values of `by` that products which hold stars have on each day.
    async fn on_days(&self, by: &str, expected: &[(&str, &str)]) {
        for (day, value) in expected {
            let cells = self.register.cells(by, &format!("as_of={day}")).await;
            assert_eq!(cells, [((*value).to_owned(), 1)], "{by} on {day}");
        }
    }
}

fn paper(product: &str, decided_on: &str) -> Value {
    json!({
        "product_id": product, "stars": 4, "authority": "province", "decision_number": format!("{decided_on}/QĐ-UBND"),
        "decided_on": decided_on,
    })
}

fn error(field: &str, value: impl Into<Value>) -> Value {
    json!({"nature": "error", "reason": "Nhập sai từ đầu", field: value.into()})
}

fn change(day: &str, field: &str, value: impl Into<Value>) -> Value {
    json!({"nature": "change", "effective_on": day, "reason": "Theo đăng ký kinh doanh mới", field: value.into()})
}
