//! The service with the demonstration's 66 products, and the people who look at them.

use api::sign_in::identities::{NewIdentity, create_account};
use chrono::Datelike;
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::domain::access::{Role, RoleAssignment};
use test_support::{HttpClient, Running, Service, eventually};

/// Products of the demonstration that hold stars once its evaluations are done.
pub(crate) const PRODUCTS: u64 = 66;
/// Of everybody.
pub(crate) const PASSWORD: &str = "mật khẩu của người xem";

/// The started service.
pub(crate) struct Scene {
    /// Its servers.
    pub(crate) service: Service,
    /// `http://host:port` of the api.
    pub(crate) base: String,
    /// The ministry's client, which asks what the page should show.
    pub(crate) client: HttpClient,
    _api: Running,
    _worker: Running,
}

impl Scene {
    /// Everything is started, loaded and rated; `changes` are variables of the api.
    pub(crate) async fn begins(changes: &[(&'static str, String)]) -> Self {
        let service = Service::new(env!("CARGO_BIN_EXE_ocop-api"), env!("CARGO_BIN_EXE_ocop-worker")).await;
        demo::load(&service.database.database(), Clock::System.now())
            .await
            .unwrap();
        let (api, worker) = (service.api(changes).await, service.worker(&[]).await);
        let client = service.national(&api.base).await;
        let scene = Self {
            base: api.base.clone(),
            service,
            client,
            _api: api,
            _worker: worker,
        };
        scene.counted(PRODUCTS).await;
        scene
    }

    /// Waits until so many products hold stars.
    pub(crate) async fn counted(&self, products: u64) {
        eventually(|| async {
            let seen = self.products("").await["totals"]["products"].clone();
            if seen == products { Ok(()) } else { Err(seen) }
        })
        .await;
    }

    /// The product statistics.
    pub(crate) async fn products(&self, query: &str) -> Value {
        self.client
            .get(&format!("/api/v1/statistics/products?{query}"))
            .await
    }

    /// The year in Việt Nam.
    pub(crate) fn year() -> i32 {
        Clock::System.today().year()
    }

    /// A scene in which every panel has something to show, and an officer of the ministry.
    pub(crate) async fn in_full() -> (Self, String) {
        let scene = Self::begins(&[]).await;
        scene.applied().await;
        scene.reported().await;
        let person = scene.person(Role::National, None).await;
        (scene, person)
    }

    /// Ideas and a plan of this year, and dossiers on their way.
    async fn applied(&self) {
        let made = async |path: &str, given: &Value| self.client.post(path, given, 201).await;
        let names = ["Trà ổi", "Mứt ổi", "Rượu dâu", "Bánh gạo lứt", "Chè dây"];
        for (name, accepted) in names.into_iter().zip([true, true, true, false, false]) {
            let idea = json!({"year": Self::year(), "commune_code": "08782", "product_name": name, "product_set": 7,
                "description": "Sản phẩm của vùng Đôn Nhân"});
            let idea = made("/api/v1/ideas", &idea).await;
            let id = idea["id"].as_str().unwrap();
            if accepted {
                let path = format!("/api/v1/ideas/{id}/decision");
                self.client
                    .post(&path, &json!({"decision": "accepted"}), 200)
                    .await;
                let plan = json!({"idea_id": id, "year": Self::year(), "investment": 500_000_000,
                    "capital": [{"source": "own", "amount": 500_000_000}], "jobs": 12, "market": "Siêu thị Hà Nội"});
                made("/api/v1/business-plans", &plan).await;
            }
        }
        let handed_in = Clock::System.today().to_string();
        for (product, state) in
            self.ids(4)
                .await
                .iter()
                .zip(["at_commune", "at_province", "at_province", "at_province"])
        {
            self.service.database.dossier(product, state, 0, &handed_in).await;
        }
    }

    /// Reports of four products for the last year, of three of them for the year before, too.
    pub(crate) async fn reported(&self) {
        for (number, product) in (1..).zip(self.ids(4).await) {
            for (year, revenue) in [
                (Self::year() - 1, 1_250_600_000),
                (Self::year() - 2, 1_130_499_999),
            ] {
                if number == 4 && year == Self::year() - 2 {
                    continue;
                }
                let revenue: i64 = revenue * number;
                let report = json!({"product_id": product, "year": year, "revenue": revenue, "export_revenue": revenue / 8,
                    "output": [{"quantity": 1_200, "unit": "kg"}], "investment": 90_000_000,
                    "jobs": {"total": 20 + number, "female": 12, "ethnic_minority": 3}});
                self.client
                    .post("/api/v1/implementation-reports", &report, 201)
                    .await;
            }
        }
    }

    /// Ids of the first products on record.
    async fn ids(&self, most: usize) -> Vec<String> {
        let sql = format!("select id::text from products order by id limit {most}");
        self.service.database.texts(&sql).await
    }

    /// A person of `role`; the name to sign in with.
    pub(crate) async fn person(&self, role: Role, unit: Option<&str>) -> String {
        let name = format!("{role}-{}", unit.unwrap_or("vn"));
        let identity = NewIdentity {
            name: name.clone(),
            display_name: name.clone(),
            assignment: RoleAssignment {
                role,
                unit: unit.map(str::to_owned),
                producer: None,
            },
            permissions: None,
        };
        create_account(&self.service.database.database(), &identity, &PASSWORD.into())
            .await
            .unwrap();
        name
    }
}
