//! A product of a cooperative in the commune 08782 of the province 25, and everybody who acts on its dossiers.

use crate::app::{App, body};
use crate::registration::{cooperative, get, send, token_in, token_of_producer};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::database::recognitions::{self, Recognition};
use shared::domain::access::Role;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::producers::{ProducerKind, Sector};
use uuid::Uuid;

pub(crate) use test_support::forms::{registration, report, self_assessment};

pub(crate) const DOSSIERS: &str = "/api/v1/dossiers";

/// A server with a product and the tokens of all parties.
pub(crate) struct Scene {
    pub(crate) app: App,
    pub(crate) producer: String,
    pub(crate) commune: String,
    pub(crate) province: String,
    pub(crate) national: String,
    pub(crate) producer_id: String,
    pub(crate) product: String,
}

impl Scene {
    /// On the day `date`, with a product of set 1 (food).
    pub(crate) async fn at(date: &str) -> Self {
        let app = App::at(date).await;
        let province = token_in(&app, Role::Province, "25").await;
        let producer_id = cooperative(&app, &province, "Sông Lô Xanh", "08782").await;
        let given = json!({"producer_id": producer_id, "name": "Ổi Đôn Nhân", "product_set": 1});
        let made = send(&app, Method::POST, &province, "/api/v1/products", &given).await;
        let product = text(&body(made, 201).await["id"]);
        Self {
            producer: token_of_producer(&app, &producer_id).await,
            commune: token_in(&app, Role::Commune, "08782").await,
            national: token_in(&app, Role::National, "").await,
            province,
            producer_id,
            product,
            app,
        }
    }

    /// What `token` is answered when it begins a dossier.
    pub(crate) async fn begin(&self, token: &str, given: &Value) -> Response {
        let mut given = given.clone();
        given["product_id"] = self.product.clone().into();
        send(&self.app, Method::POST, token, DOSSIERS, &given).await
    }

    /// A draft of the producer; its id.
    pub(crate) async fn draft(&self, kind: &str) -> String {
        let made = self.begin(&self.producer, &json!({"kind": kind})).await;
        text(&body(made, 201).await["id"])
    }

    /// A first dossier with everything that handing in needs; its id.
    pub(crate) async fn complete(&self, kind: &str) -> String {
        let id = self.draft(kind).await;
        self.fill(&id, kind).await;
        id
    }

    /// Fills in the forms and adds the required documents.
    pub(crate) async fn fill(&self, id: &str, kind: &str) {
        let written = self
            .put(&self.producer, id, "registration", &registration(kind))
            .await;
        body(written, 200).await;
        let written = self
            .put(
                &self.producer,
                id,
                "self-assessment",
                &self_assessment("26-2026", 1),
            )
            .await;
        body(written, 200).await;
        for kind in ["business_registration", "food_safety"] {
            let file = self.file(&self.producer).await;
            let given = json!({"file_id": file, "kind": kind, "title": kind});
            body(self.post(&self.producer, id, "documents", &given).await, 201).await;
        }
    }

    /// A dossier that was handed in; its id.
    pub(crate) async fn handed_in(&self) -> String {
        let id = self.complete("first").await;
        body(
            self.post(&self.producer, &id, "submission", &json!({})).await,
            200,
        )
        .await;
        id
    }

    /// A dossier that the commune has sent on; its id.
    pub(crate) async fn at_province(&self) -> String {
        let id = self.handed_in().await;
        body(
            self.post(&self.commune, &id, "commune-report", &report()).await,
            200,
        )
        .await;
        id
    }

    /// The dossier as the ministry sees it.
    pub(crate) async fn dossier(&self, id: &str) -> Value {
        body(
            get(&self.app, &self.national, &format!("{DOSSIERS}/{id}")).await,
            200,
        )
        .await
    }

    /// The dossier's `ETag`.
    pub(crate) async fn etag(&self, id: &str) -> String {
        let read = get(&self.app, &self.national, &format!("{DOSSIERS}/{id}")).await;
        read.headers()["etag"].to_str().unwrap().to_owned()
    }

    /// `POST` below the dossier with the version it has.
    pub(crate) async fn post(&self, token: &str, id: &str, path: &str, given: &Value) -> Response {
        self.change(Method::POST, token, id, path, given).await
    }

    /// `PUT` below the dossier with the version it has.
    pub(crate) async fn put(&self, token: &str, id: &str, path: &str, given: &Value) -> Response {
        self.change(Method::PUT, token, id, path, given).await
    }

    async fn change(&self, method: Method, token: &str, id: &str, path: &str, given: &Value) -> Response {
        self.app
            .request(method, &format!("{DOSSIERS}/{id}/{path}"))
            .bearer_auth(token)
            .header("if-match", self.etag(id).await)
            .json(given)
            .send()
            .await
            .unwrap()
    }

    /// An uploaded file of `token`; its id.
    pub(crate) async fn file(&self, token: &str) -> String {
        let sent = self
            .app
            .request(Method::POST, "/api/v1/files")
            .bearer_auth(token)
            .query(&[("name", "giấy tờ.pdf")])
            .header("content-type", "application/pdf")
            .body("%PDF-1.7\nminh chứng")
            .send()
            .await
            .unwrap();
        text(&body(sent, 201).await["id"])
    }

    /// Records that the product holds `stars` from the day `from` up to the day before `to`.
    pub(crate) async fn recognised(&self, stars: i16, from: &str, to: &str) {
        let row = Recognition {
            id: Uuid::now_v7(),
            product_id: self.product.parse().unwrap(),
            producer_id: self.producer_id.parse().unwrap(),
            evaluation_id: None,
            regime: "148-2023".to_owned(),
            kind: ApplicationKind::First,
            stars,
            potential: false,
            programme_year: 2023,
            decision_number: Some("385/QĐ-UBND".to_owned()),
            valid_from: from.parse().unwrap(),
            valid_to: to.parse().unwrap(),
            extended_to: None,
            authority: None,
            authority_unit: None,
            ended_on: None,
            end_reason: None,
            product_set: 1,
            product_group: "I".to_owned(),
            producer_type: ProducerKind::Cooperative,
            sector: Sector::Collective,
            gender: None,
            ethnic_minority: None,
            current_province_code: "25".to_owned(),
            current_commune_code: "08782".to_owned(),
            legacy_province_code: "26".to_owned(),
            legacy_district_code: "253".to_owned(),
            legacy_commune_code: Some("08782".to_owned()),
            demonstration: false,
        };
        self.arranged(async |connection| recognitions::insert(connection, &[row]).await.unwrap())
            .await;
    }

    /// Runs `work` as what a test arranges.
    pub(crate) async fn arranged<T>(
        &self,
        work: impl AsyncFnOnce(&mut diesel_async::AsyncPgConnection) -> T,
    ) -> T {
        use diesel_async::SimpleAsyncConnection;
        let mut connection = self.app.database.database().connection().await.unwrap();
        connection
            .batch_execute("set ocop.actor = 'command:test'")
            .await
            .unwrap();
        let done = work(&mut connection).await;
        connection.batch_execute("reset ocop.actor").await.unwrap();
        done
    }
}

/// The text of a JSON string.
pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// The pointers of a problem, in order.
pub(crate) fn pointers(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| error["pointer"].as_str().unwrap()).collect()
}
