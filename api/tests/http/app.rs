//! A server on a free port with a database of its own.

use actix_web::web::Data;
use api::SigningKeys;
use api::config::FilesConfig;
use api::config::outside_issuers::OutsideIssuer;
use api::config::{HttpConfig, Limits};
use api::memory::Statistics;
use api::server::start;
use api::sign_in::identities::{NewIdentity, create_account, create_client};
use api::state::AppState;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use metrics_exporter_prometheus::PrometheusHandle;
use reqwest::{Method, Response};
use secrecy::SecretString;
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::config::DatabaseConfig;
use shared::database::Database;
use shared::domain::access::{Permission, Role, RoleAssignment};
use shared::queue::transport::Transport;
use shared::telemetry::install_metrics;
use std::net::TcpListener;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tempfile::TempDir;
use test_support::{ClientWithMiddleware, RequestBuilder, TestDatabase, checked};
use uuid::Uuid;

/// Ed25519 key of the tests, made with `openssl genpkey -algorithm ed25519`.
pub(crate) const KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIIuU5JNya5KKttqwmERHGaCiYwb6UI42m6qI7OTOvqWk
-----END PRIVATE KEY-----
";
/// Another one, which no server knows.
pub(crate) const STRANGE_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ9du0MYmGa6XjT+w1dgIjDYLQoOso/Ex1Za6JcfVZs/
-----END PRIVATE KEY-----
";
pub(crate) const SECRET: &str = "a secret of the tests";
pub(crate) const AUDIENCE: &str = "ocop-api";

/// A running server.
pub(crate) struct App {
    pub(crate) base: String,
    pub(crate) issuer: String,
    pub(crate) database: TestDatabase,
    /// The server hears of new versions from nobody but the test.
    pub(crate) statistics: Arc<Statistics>,
    /// Microseconds since 1970 of a server that was started [`App::at`] a day.
    hand: Option<&'static AtomicI64>,
    handle: actix_web::dev::ServerHandle,
    pub(crate) files: TempDir,
    http: ClientWithMiddleware,
}

impl App {
    /// A server on its own database.
    pub(crate) async fn start() -> Self {
        Self::trusting(Vec::new()).await
    }

    /// A server on its own database that trusts these outside issuers.
    pub(crate) async fn trusting(issuers: Vec<OutsideIssuer>) -> Self {
        Self::changed(|http| http.outside_issuers = issuers).await
    }

    /// A server on its own database whose messages go over `transport`; no relay runs.
    pub(crate) async fn with_transport(transport: Arc<dyn Transport>) -> Self {
        let database = TestDatabase::new().await;
        let config = DatabaseConfig::at(database.url());
        Self::serve(database, &config, |_| {}, Some(transport))
    }

    /// A server that turns clients away beyond `limits`.
    pub(crate) async fn with_limits(limits: Limits) -> Self {
        Self::changed(|http| http.limits = limits).await
    }

    /// A server whose settings `change` changes.
    pub(crate) async fn changed(change: impl FnOnce(&mut HttpConfig)) -> Self {
        let database = TestDatabase::new().await;
        let config = DatabaseConfig::at(database.url());
        Self::serve(database, &config, change, None)
    }

    /// A server that reaches its database as `config` says.
    pub(crate) async fn on(database: TestDatabase, config: &DatabaseConfig) -> Self {
        Self::serve(database, config, |_| {}, None)
    }

    /// A server on its own database on which it is noon of `date` in Việt Nam until [`App::set_date`] says otherwise.
    pub(crate) async fn at(date: &str) -> Self {
        let database = TestDatabase::new().await;
        let config = DatabaseConfig::at(database.url());
        let hand: &'static AtomicI64 = Box::leak(Box::new(AtomicI64::new(noon(date))));
        let mut app = Self::clocked(database, &config, |_| {}, None, Clock::Hand(hand));
        app.hand = Some(hand);
        app
    }

    /// Loads the data of the demonstration into its database.
    pub(crate) async fn load_demo(&self) {
        demo::load(&self.database.database(), Clock::System.now())
            .await
            .unwrap();
    }

    /// Makes it noon of `date` in Việt Nam. Tokens are held against the machine's clock all the same.
    pub(crate) fn set_date(&self, date: &str) {
        self.hand.unwrap().store(noon(date), Ordering::Release);
    }

    /// The clock of a server that was started [`App::at`] a day, for jobs of the same test.
    pub(crate) fn clock(&self) -> Clock {
        Clock::Hand(self.hand.unwrap())
    }

    fn serve(
        database: TestDatabase,
        config: &DatabaseConfig,
        change: impl FnOnce(&mut HttpConfig),
        transport: Option<Arc<dyn Transport>>,
    ) -> Self {
        Self::clocked(database, config, change, transport, Clock::System)
    }

    fn clocked(
        database: TestDatabase,
        config: &DatabaseConfig,
        change: impl FnOnce(&mut HttpConfig),
        transport: Option<Arc<dyn Transport>>,
        clock: Clock,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut http = HttpConfig::at(listener.local_addr().unwrap());
        let files = tempfile::tempdir().unwrap();
        http.files = FilesConfig::in_folder(files.path());
        change(&mut http);
        let keys = SigningKeys::from_pems([&SecretString::from(KEY)]).unwrap();
        let mut state = AppState::new(&http, Database::new(config).unwrap(), keys).unwrap();
        // One recorder a process; the tests share it.
        static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();
        state.metrics = Some(METRICS.get_or_init(|| install_metrics().unwrap()).clone());
        state.transport = transport;
        state.clock = clock;
        state.set_ready();
        let statistics = Arc::clone(&state.statistics);
        let server = start(Data::new(state), listener, 1).unwrap();
        let app = Self {
            base: format!("http://{}", server.address()),
            issuer: http.issuer,
            database,
            statistics,
            hand: None,
            handle: server.handle(),
            files,
            http: checked(
                reqwest::Client::builder()
                    .timeout(Duration::from_secs(60))
                    .redirect(reqwest::redirect::Policy::none())
                    .build()
                    .unwrap(),
            ),
        };
        tokio::spawn(server.run());
        app
    }

    /// Loads the recognised intervals into the server's memory, from which it counts from then on.
    pub(crate) async fn load_statistics(&self) {
        self.statistics.load(&self.database.database()).await.unwrap();
    }

    /// Makes a client of `role` with `permissions` (all of the role where none are named); its secret is [`SECRET`].
    pub(crate) async fn client(&self, name: &str, role: Role, permissions: Option<&[Permission]>) -> Uuid {
        let identity = NewIdentity {
            name: name.to_owned(),
            display_name: name.to_owned(),
            assignment: RoleAssignment::of_nation(role),
            permissions: permissions.map(<[Permission]>::to_vec),
        };
        create_client(&self.database.database(), &identity, &SECRET.into())
            .await
            .unwrap()
    }

    /// Makes a national administrator with the password [`SECRET`].
    pub(crate) async fn person(&self, name: &str) -> Uuid {
        let identity = NewIdentity {
            name: name.to_owned(),
            display_name: name.to_owned(),
            assignment: RoleAssignment::of_nation(Role::National),
            permissions: None,
        };
        create_account(&self.database.database(), &identity, &SECRET.into())
            .await
            .unwrap()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// `POST /oauth2/token` with these form fields.
    pub(crate) async fn token_request(&self, fields: &[(&str, &str)]) -> Response {
        self.request(Method::POST, "/oauth2/token")
            .form(fields)
            .send()
            .await
            .unwrap()
    }

    /// An access token of a client.
    pub(crate) async fn token_of(&self, client_id: &str) -> String {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", SECRET),
        ];
        let answer = body(self.token_request(&fields).await, 200).await;
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// Claims of a good token of a national administrator; a test spoils them.
    pub(crate) fn claims(&self) -> Value {
        let now = chrono::Utc::now().timestamp();
        json!({
            "iss": self.issuer, "sub": Uuid::now_v7(), "aud": AUDIENCE, "iat": now, "nbf": now, "exp": now + 600,
            "jti": Uuid::now_v7(), "scope": "scorings:run", "kind": "client", "role": "national",
        })
    }

    /// The id of the key that signs.
    pub(crate) async fn kid(&self) -> String {
        let jwks = body(self.get("/.well-known/jwks.json").await, 200).await;
        jwks["keys"][0]["kid"].as_str().unwrap().to_owned()
    }
}

/// Noon in Việt Nam, in microseconds since 1970.
fn noon(date: &str) -> i64 {
    let noon: chrono::DateTime<chrono::Utc> = format!("{date}T05:00:00Z").parse().unwrap();
    noon.timestamp_micros()
}

impl Drop for App {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// A JWT over `claims`.
pub(crate) fn sign(claims: &Value, kid: &str, pem: &str) -> String {
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(kid.to_owned());
    encode(
        &header,
        claims,
        &EncodingKey::from_ed_pem(pem.as_bytes()).unwrap(),
    )
    .unwrap()
}

/// The JSON body, after a look at the status.
pub(crate) async fn body(response: Response, status: u16) -> Value {
    let given = response.status().as_u16();
    let text = response.text().await.unwrap();
    assert_eq!(given, status, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// The problem, after a look at everything that each has.
pub(crate) async fn problem(response: Response, status: u16, code: &str) -> Value {
    let headers = response.headers().clone();
    let path = response.url().path().to_owned();
    let body = body(response, status).await;
    assert_eq!(headers["content-type"], "application/problem+json", "{body}");
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["status"], status);
    assert_eq!(body["instance"], path);
    assert_eq!(body["request_id"], headers["x-request-id"].to_str().unwrap());
    assert!(
        body["type"].as_str().unwrap().starts_with("urn:ocop:problem:"),
        "{body}"
    );
    assert!(!body["title"].as_str().unwrap().is_empty() && !body["detail"].as_str().unwrap().is_empty());
    assert!(body["errors"].is_array(), "{body}");
    body
}
