//! A province with its people, and the service in this process under a clock that the test moves.

use crate::people::{client, members};
use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use api::SigningKeys;
use api::config::FilesConfig;
use api::config::HttpConfig;
use api::server::start;
use api::state::AppState;
use reqwest::Method;
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::config::DatabaseConfig;
use shared::database::Database;
use shared::domain::access::Role;
use shared::queue::rabbitmq::RabbitMq;
use shared::queue::relay;
use shared::queue::transport::Transport;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use test_support::forms::{registration, report, self_assessment};
use test_support::{HttpClient, TestBroker, TestDatabase, council_sheets, eventually};
use tokio_util::sync::CancellationToken;
use worker::Context;
use worker::config::WorkerSettings;

const DOSSIERS: &str = "/api/v1/dossiers";

/// A council and those who sit in it, the chair first.
pub(crate) struct Council {
    pub(crate) id: String,
    office: HttpClient,
    pub(crate) people: Vec<HttpClient>,
}

/// The service and everybody who takes part.
pub(crate) struct Year {
    pub(crate) producer: HttpClient,
    pub(crate) commune: HttpClient,
    pub(crate) province: HttpClient,
    pub(crate) ministry: HttpClient,
    pub(crate) auditor: HttpClient,
    pub(crate) public: HttpClient,
    pub(crate) producer_id: String,
    pub(crate) database: TestDatabase,
    base: String,
    hand: &'static AtomicI64,
    server: ServerHandle,
    stop: CancellationToken,
    _broker: TestBroker,
    _files: TempDir,
}

impl Year {
    /// Phú Thọ, with a cooperative in Sông Lô, on the morning of `date`.
    pub(crate) async fn begins(date: &str) -> Self {
        Self::with_cooperative_in("08782", date).await
    }

    /// The same with the cooperative in Hà Nội: nothing is in Phú Thọ yet.
    pub(crate) async fn elsewhere(date: &str) -> Self {
        Self::with_cooperative_in("00004", date).await
    }

    async fn with_cooperative_in(commune: &str, date: &str) -> Self {
        // Leaked: the clock is shared with threads that may outlive the test by a moment.
        let hand: &'static AtomicI64 = Box::leak(Box::new(AtomicI64::new(morning(date))));
        let clock = Clock::Hand(hand);
        let (database, broker) = (TestDatabase::new().await, TestBroker::new());
        let pool = Database::new(&DatabaseConfig::at(database.url())).unwrap();
        let transport: Arc<dyn Transport> = Arc::new(RabbitMq::new(broker.config()));
        let stop = CancellationToken::new();

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut http = HttpConfig::at(listener.local_addr().unwrap());
        let files = tempfile::tempdir().unwrap();
        http.files = FilesConfig::in_folder(files.path());
        let keys = SigningKeys::load(&http, &pool).await.unwrap();
        let mut state = AppState::new(&http, pool.clone(), keys).unwrap();
        state.clock = clock;
        let wake = Arc::clone(&state.relay);
        tokio::spawn(relay::run(
            pool.clone(),
            Arc::clone(&transport),
            wake,
            stop.clone(),
        ));
        let handlers = worker::handlers(Arc::clone(&state.regimes), clock, None);
        let regimes = Arc::clone(&state.regimes);
        let server = start(Data::new(state), listener, 1).unwrap();
        let (base, handle) = (format!("http://{}", server.address()), server.handle());
        tokio::spawn(server.run());
        let context = Context {
            database: pool,
            transport,
            settings: WorkerSettings::default(),
            clock,
            regimes,
            on_version: None,
            consumers: worker::Consumers::default(),
        };
        tokio::spawn(worker::run(context, handlers, stop.clone()));

        let province = client(&database, &base, Role::Province, Some("25"), None).await;
        let ministry = client(&database, &base, Role::National, None, None).await;
        let cooperative =
            json!({"name": "Hợp tác xã Sông Lô Xanh", "kind": "cooperative", "commune_code": commune});
        let made = ministry.post("/api/v1/producers", &cooperative, 201).await;
        let producer_id = text(&made["id"]);
        Self {
            producer: client(&database, &base, Role::Producer, None, Some(&producer_id)).await,
            commune: client(&database, &base, Role::Commune, Some("08782"), None).await,
            ministry,
            auditor: client(&database, &base, Role::Auditor, None, None).await,
            public: HttpClient::anonymous(&base),
            province,
            producer_id,
            database,
            base,
            hand,
            server: handle,
            stop,
            _broker: broker,
            _files: files,
        }
    }

    /// An office of the unit `code`.
    pub(crate) async fn office(&self, role: Role, code: &str) -> HttpClient {
        client(&self.database, &self.base, role, Some(code), None).await
    }

    /// Time goes on to the morning of `date`.
    pub(crate) fn comes(&self, date: &str) {
        self.hand.store(morning(date), Ordering::Release);
    }

    /// A product of the cooperative; its id.
    pub(crate) async fn product(&self, name: &str) -> String {
        let given = json!({"producer_id": self.producer_id, "name": name, "product_set": 1});
        text(&self.province.post("/api/v1/products", &given, 201).await["id"])
    }

    /// A council of the province or the ministry for the round `number` of `year`.
    pub(crate) async fn council(&self, level: &str, year: i32, number: i32) -> Council {
        let office = if level == "central" {
            self.ministry.clone()
        } else {
            self.province.clone()
        };
        let name = format!("{level}-{year}-{number}");
        let (listed, people) = members(&self.database, &self.base, &name).await;
        let round = json!({"level": level, "year": year, "number": number});
        let round = office.post("/api/v1/rounds", &round, 201).await;
        let given = json!({"round_id": round["id"], "name": name, "mode": "meeting", "decision_number": "1205/QĐ",
            "decision_date": format!("{year}-05-04"), "members": listed});
        let made = office.post("/api/v1/councils", &given, 201).await;
        Council {
            id: text(&made["id"]),
            office,
            people,
        }
    }

    /// A dossier with everything that handing in needs, as a draft; its id.
    pub(crate) async fn draft(&self, product: &str, kind: &str) -> String {
        let given = json!({"product_id": product, "kind": kind});
        let made = self.producer.post(DOSSIERS, &given, 201).await;
        let id = text(&made["id"]);
        let (mut form, sheet) = (registration(kind), self_assessment(&text(&made["regime"]), 1));
        form["product_name"] = made["registration"]["product_name"].clone();
        for (path, form) in [("registration", form), ("self-assessment", sheet)] {
            self.change(Method::PUT, &self.producer, &id, path, &form, 200)
                .await;
        }
        for kind in ["business_registration", "food_safety"] {
            let file = self.file().await;
            let given = json!({"file_id": file, "kind": kind, "title": kind});
            self.act(&self.producer, &id, "documents", &given, 201).await;
        }
        id
    }

    /// An uploaded file of the producer; its id.
    pub(crate) async fn file(&self) -> String {
        let sent = self
            .producer
            .request(Method::POST, "/api/v1/files?name=minh-chung.pdf");
        let sent = sent
            .header("content-type", "application/pdf")
            .body("%PDF-1.7\nminh chứng")
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 201);
        text(&sent.json::<Value>().await.unwrap()["id"])
    }

    /// From the draft to the council: handed in, sent on, complete, reported on.
    pub(crate) async fn to_the_council(&self, dossier: &str) {
        self.act(&self.producer, dossier, "submission", &json!({}), 200)
            .await;
        self.act(&self.commune, dossier, "commune-report", &report(), 200)
            .await;
        self.act(&self.province, dossier, "acceptance", &json!({}), 200)
            .await;
        self.reported(dossier).await;
    }

    /// The advisory team reports.
    pub(crate) async fn reported(&self, dossier: &str) {
        let given =
            json!({"findings": "Hồ sơ đầy đủ.", "proposal": "Đề nghị chấm điểm.", "answers": {"A.1.1": 1}});
        self.act(&self.province, dossier, "advisory-report", &given, 200)
            .await;
    }

    /// Puts dossiers before a council.
    pub(crate) async fn before(&self, council: &Council, dossiers: &[&str]) {
        let path = format!("/api/v1/councils/{}/dossiers", council.id);
        council
            .office
            .post(&path, &json!({"dossier_ids": dossiers}), 200)
            .await;
    }

    /// Each member hands in a sheet: `sheets[i]` for the i-th.
    pub(crate) async fn sheets(&self, council: &Council, dossier: &str, sheets: &[Value]) {
        for (person, sheet) in council.people.iter().zip(sheets) {
            let mine = format!("{DOSSIERS}/{dossier}/score-sheets/mine");
            let written = person
                .request(Method::PUT, &mine)
                .header("if-match", "*")
                .json(sheet);
            let written = written.send().await.unwrap();
            assert!(written.status().is_success(), "{}", written.text().await.unwrap());
            self.act(person, dossier, "score-sheets/mine/handing-in", &json!({}), 200)
                .await;
        }
    }

    /// Closes the sheets and waits until the rating has taken the dossier on; the dossier then.
    pub(crate) async fn rated(&self, council: &Council, dossier: &str) -> Value {
        self.act(&council.office, dossier, "evaluations", &json!({}), 202)
            .await;
        eventually(|| async {
            let seen = self.dossier(dossier).await;
            if text(&seen["state"]).starts_with("being_rated") {
                Err(seen)
            } else {
                Ok(seen)
            }
        })
        .await
    }

    /// All members give a sheet of `stars`; the dossier after its rating.
    pub(crate) async fn given(&self, council: &Council, dossier: &str, stars: u64) -> Value {
        let sheet = json!({"answers": self.answers(stars).await});
        self.before(council, &[dossier]).await;
        self.sheets(council, dossier, &[sheet.clone(), sheet.clone(), sheet])
            .await;
        self.rated(council, dossier).await
    }

    /// A decision of `office` about `dossiers` on `date`.
    pub(crate) async fn decide(
        &self,
        office: &HttpClient,
        number: &str,
        date: &str,
        dossiers: &[&str],
        status: u16,
    ) -> Value {
        let dossiers: Vec<Value> = dossiers.iter().map(|id| json!({"dossier_id": id})).collect();
        let given =
            json!({"number": number, "decided_on": date, "signer": "Nguyễn Văn A", "dossiers": dossiers});
        office.post("/api/v1/decisions", &given, status).await
    }

    /// The whole way of one product to a decision of the province on `date`: its dossier and its certificate.
    pub(crate) async fn certified(
        &self,
        council: &Council,
        product: &str,
        kind: &str,
        stars: u64,
        date: &str,
    ) -> (String, String) {
        let dossier = self.draft(product, kind).await;
        self.to_the_council(&dossier).await;
        assert_eq!(self.given(council, &dossier, stars).await["state"], "scored");
        let number = format!("{}/QĐ-UBND", &dossier[24..]);
        let decided = self.decide(&self.province, &number, date, &[&dossier], 201).await;
        (dossier, text(&decided["items"][0]["certificate"]["id"]))
    }

    /// The dossier as the ministry sees it.
    pub(crate) async fn dossier(&self, id: &str) -> Value {
        self.ministry.get(&format!("{DOSSIERS}/{id}")).await
    }

    /// The certificate on `day`.
    pub(crate) async fn certificate(&self, id: &str, day: &str) -> Value {
        self.province
            .get(&format!("/api/v1/certificates/{id}?as_of={day}"))
            .await
    }

    /// The stars that a product is recognised with today, and whether they are potential.
    pub(crate) async fn held(&self, product: &str) -> (Value, Value) {
        let seen = self.province.get(&format!("/api/v1/products/{product}")).await;
        (
            seen["recognition"]["stars"].clone(),
            seen["recognition"]["potential"].clone(),
        )
    }

    /// How many products of the province hold stars on `day`.
    pub(crate) async fn valid_on(&self, day: &str) -> u64 {
        let path = format!("/api/v1/statistics/products?as_of={day}");
        let counted = self.province.get(&path).await;
        counted["totals"]["products"].as_u64().unwrap()
    }

    /// Answers that give exactly `stars`, far from the next band's edge.
    pub(crate) async fn answers(&self, stars: u64) -> Value {
        for seed in 0..400 {
            let answers = council_sheets(1, 1, seed)[0]["answers"].clone();
            let request = json!({"regime": "26-2026", "product_set": 1, "sheets": [{"assessor": "m", "answers": answers}]});
            let scored = self.province.post("/api/v1/scorings", &request, 200).await;
            if (scored["stars"].as_u64(), scored["score_stars"].as_u64()) == (Some(stars), Some(stars)) {
                return answers;
            }
        }
        panic!("no sheet of {stars} stars");
    }

    /// `POST` below a dossier with the version it has, which must answer `status`.
    pub(crate) async fn act(
        &self,
        who: &HttpClient,
        dossier: &str,
        path: &str,
        given: &Value,
        status: u16,
    ) -> Value {
        self.change(Method::POST, who, dossier, path, given, status).await
    }

    async fn change(
        &self,
        method: Method,
        who: &HttpClient,
        dossier: &str,
        path: &str,
        given: &Value,
        status: u16,
    ) -> Value {
        let request = who.request(method, &format!("{DOSSIERS}/{dossier}/{path}"));
        let answer = request.header("if-match", "*").json(given).send().await.unwrap();
        let seen = answer.status();
        let body = answer.text().await.unwrap();
        assert_eq!(seen, status, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }
}

impl Drop for Year {
    fn drop(&mut self) {
        self.stop.cancel();
        drop(self.server.stop(false));
    }
}

/// Microseconds since 1970 at 9 in the morning of `date` in Việt Nam.
fn morning(date: &str) -> i64 {
    let moment: chrono::DateTime<chrono::Utc> = format!("{date}T02:00:00Z").parse().unwrap();
    moment.timestamp_micros()
}

/// The text of a JSON string.
pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}
