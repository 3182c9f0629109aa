//! An office that imports lists.

use crate::scene::Year;
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;
use std::path::Path;
use test_support::{HttpClient, eventually};

/// An office with its token.
pub(super) struct Office {
    pub(super) client: HttpClient,
}

/// The bytes of a file that somebody keeps, with its media type.
pub(super) fn case(name: &str) -> (Vec<u8>, &'static str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/paper/tests/cases");
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    (bytes, if name.ends_with(".xlsx") { xlsx } else { "text/csv" })
}

impl Office {
    /// That of the province `code`.
    pub(super) async fn of(year: &Year, code: &str) -> Self {
        Self {
            client: if code == "25" {
                year.province.clone()
            } else {
                year.office(Role::Province, code).await
            },
        }
    }

    /// Uploads a file; its id.
    pub(super) async fn uploaded(&self, name: &str, media_type: &str, bytes: Vec<u8>) -> Value {
        let sent = self
            .client
            .request(Method::POST, &format!("/api/v1/files?name={name}"));
        let sent = sent
            .header("content-type", media_type)
            .body(bytes)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 201);
        sent.json::<Value>().await.unwrap()["id"].clone()
    }

    /// Imports a text as a list of `kind`; the import as it is checked.
    pub(super) async fn checked(&self, kind: &str, text: &str, reading: &Value) -> Value {
        let file = self
            .uploaded("danh-sach.csv", "text/csv", text.as_bytes().to_vec())
            .await;
        self.checked_file(kind, &file, reading).await
    }

    /// Imports a file as a list of `kind`; the import as it is checked.
    pub(super) async fn checked_file(&self, kind: &str, file: &Value, reading: &Value) -> Value {
        let given = json!({"kind": kind, "file_id": file, "reading": reading});
        let begun = self.client.post("/api/v1/imports", &given, 202).await;
        assert_eq!(begun["state"], "checking");
        self.settled(&begun["id"]).await
    }

    /// The import once no job is at it.
    pub(super) async fn settled(&self, id: &Value) -> Value {
        let path = path(id);
        eventually(|| async {
            let import = self.client.get(&path).await;
            match import["state"].as_str() {
                Some("checking" | "committing") => Err(import),
                _ => Ok(import),
            }
        })
        .await
    }

    /// Has it read otherwise; the import as it is checked then.
    pub(super) async fn answered(&self, import: &Value, reading: &Value) -> Value {
        let path = format!("{}/check", path(&import["id"]));
        self.client.post(&path, &json!({"reading": reading}), 202).await;
        self.settled(&import["id"]).await
    }

    /// Has it taken over; the import afterwards.
    pub(super) async fn committed(&self, import: &Value, ready_only: bool) -> Value {
        let path = format!("{}/commit", path(&import["id"]));
        self.client
            .post(&path, &json!({"ready_only": ready_only}), 202)
            .await;
        let import = self.settled(&import["id"]).await;
        assert_eq!(import["state"], "committed", "{import}");
        import
    }

    /// What is said of the rows: number of the row, severity, rule, column, value.
    pub(super) async fn remarks(&self, import: &Value, query: &str) -> Vec<Value> {
        let path = format!("{}/remarks?page_size=500{query}", path(&import["id"]));
        self.client.get(&path).await["items"].as_array().unwrap().clone()
    }

    /// A figure of the products' statistics.
    pub(super) async fn products(&self, query: &str) -> Value {
        let path = format!("/api/v1/statistics/products?{query}");
        self.client.get(&path).await
    }

    /// How many products there are in each cell.
    pub(super) async fn cells(&self, by: &str, query: &str) -> Vec<(String, i64)> {
        let counted = self.products(&format!("by={by}&{query}")).await;
        let mut cells: Vec<_> = counted["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| {
                let value = &cell[by];
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), ToOwned::to_owned);
                (value, cell["products"].as_i64().unwrap())
            })
            .collect();
        cells.sort();
        cells
    }

    /// All products, each as it stands.
    pub(super) async fn register(&self) -> Vec<Value> {
        let listed = self.client.get("/api/v1/products?page_size=500").await;
        listed["items"].as_array().unwrap().clone()
    }
}

/// The path of an import.
pub(super) fn path(id: &Value) -> String {
    format!("/api/v1/imports/{}", id.as_str().unwrap())
}
