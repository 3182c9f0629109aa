//! The service with the demonstration's 66 products, and the people who look at them.

use api::identities::{NewIdentity, create_account};
use serde_json::Value;
use shared::clock::Clock;
use shared::demo;
use shared::domain::access::{Assignment, Role};
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

    /// A person of `role`; the name to sign in with.
    pub(crate) async fn person(&self, role: Role, unit: Option<&str>) -> String {
        let name = format!("{role}-{}", unit.unwrap_or("vn"));
        let identity = NewIdentity {
            name: name.clone(),
            display_name: name.clone(),
            assignment: Assignment {
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
