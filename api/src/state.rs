//! What all handlers share.

mod start_error;

pub use start_error::StartError;

use crate::auth::passwords::Passwords;
use crate::auth::{Authority, OutsideIssuers, SigningKeys};
use crate::config::{CertificatesConfig, HttpConfig, OpenDataConfig, SmallNumbers};
use crate::file_store::FileStore;
use crate::limits::admission::Admission;
use crate::limits::attempts::Attempts;
use crate::limits::visits::Visits;
use crate::memory::Statistics;
use actix_web::{HttpRequest, web};
use api_http::problem::{ApiResult, Problem};
use metrics_exporter_prometheus::PrometheusHandle;
use shared::clock::Clock;
use shared::database::Database;
use shared::domain::criteria::Regimes;
use shared::domain::products::MinistryFormat;
use shared::queue::transport::{Transport, TransportError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// One a process, behind actix's `web::Data`.
#[derive(Debug)]
pub struct AppState {
    /// PostgreSQL; a handler takes one connection and gives it back before it answers.
    pub database: Database,
    /// The criteria of all regimes.
    pub regimes: Arc<Regimes>,
    /// Issues and verifies access tokens.
    pub authority: Authority,
    /// "Today" of the domain's rules.
    pub clock: Clock,
    /// Rung after a commit that left something in the outbox, so that the relay need not wait for its next look.
    pub relay: Arc<Notify>,
    /// The way of the messages, for gauges and dead letters; none where jobs are not sent anywhere.
    pub transport: Option<Arc<dyn Transport>>,
    /// The statistics' version and the answers kept by it.
    pub statistics: Arc<Statistics>,
    /// The bytes of files.
    pub(crate) files: FileStore,
    /// The largest file, in bytes.
    pub(crate) largest_file: u64,
    /// Numbers and public address of certificates.
    pub(crate) certificates: CertificatesConfig,
    /// Which small numbers of personal dimensions are hidden, and from whom.
    pub(crate) small_numbers: SmallNumbers,
    /// Counts look-ups of certificates without a token.
    pub(crate) visits: Visits,
    /// Who publishes open data.
    pub(crate) open_data: OpenDataConfig,
    /// Words and widths of the ministry's tables.
    pub(crate) ministry: MinistryFormat,
    /// Counts requests for open data.
    pub(crate) open_data_visits: Visits,
    /// Checks passwords and secrets off the request threads.
    pub(crate) passwords: Passwords,
    /// Turns clients away before memory grows.
    pub(crate) admission: Arc<Admission>,
    /// Counts failed sign-ins.
    pub(crate) attempts: Attempts,
    /// Renders `/metrics`; none where no recorder is installed.
    pub metrics: Option<PrometheusHandle>,
    /// The runtime of the process: what would block a request thread goes there.
    pub(crate) runtime: Handle,
    /// See [`AppState::set_ready`].
    ready: AtomicBool,
    /// See [`AppState::set_leaving`].
    leaving: AtomicBool,
    /// The same for those who wait for it.
    left: CancellationToken,
    /// Whether the schema was seen to be complete; it does not become incomplete again.
    migrated: AtomicBool,
}

impl AppState {
    /// The state of a service that signs with `keys`. It is not ready before [`AppState::set_ready`].
    ///
    /// Call it on the process's multi-threaded runtime.
    ///
    /// # Errors
    /// [`StartError`] where the criteria are broken, the keys fail their self-test, the place of files cannot be used, or outside issuers are trusted on a
    /// machine without root certificates.
    pub fn new(config: &HttpConfig, database: Database, keys: SigningKeys) -> Result<Self, StartError> {
        let runtime = Handle::current();
        let outside = OutsideIssuers::follow(&config.outside_issuers, &runtime).map_err(StartError::Other)?;
        let authority = Authority::new(keys, &config.issuer, &config.audience).trusting(outside);
        authority.self_test()?;
        Ok(Self {
            database,
            regimes: Arc::new(Regimes::with(&config.criteria)?),
            authority,
            clock: Clock::System,
            relay: Arc::new(Notify::new()),
            transport: None,
            statistics: Arc::default(),
            files: FileStore::open(&config.files).map_err(|error| StartError::Other(error.to_string()))?,
            largest_file: config.files.largest(),
            certificates: config.certificates.clone(),
            small_numbers: config.small_numbers,
            visits: Visits::new(config.limits.verifications),
            open_data: config.open_data.clone(),
            ministry: config.ministry.clone(),
            open_data_visits: Visits::new(config.limits.open_data),
            passwords: Passwords::new().map_err(|error| StartError::Other(error.to_string()))?,
            admission: Arc::new(Admission::new(config.limits)),
            attempts: Attempts::new(),
            metrics: None,
            runtime,
            ready: AtomicBool::new(false),
            leaving: AtomicBool::new(false),
            left: CancellationToken::new(),
            migrated: AtomicBool::new(false),
        })
    }

    /// That of the application which serves `request`.
    ///
    /// # Errors
    /// 500 where the application has none.
    pub(crate) fn of(request: &HttpRequest) -> ApiResult<&web::Data<Self>> {
        let state = request.app_data::<web::Data<Self>>();
        state.ok_or_else(|| Problem::internal(&"the application has no state"))
    }

    /// The transport.
    ///
    /// # Errors
    /// [`TransportError`] where there is none.
    pub(crate) fn transport(&self) -> Result<&dyn Transport, TransportError> {
        let none = || TransportError::Unavailable("this process has none".to_owned());
        self.transport.as_deref().ok_or_else(none)
    }

    /// Does what would hold up a request thread on one that may block.
    ///
    /// # Errors
    /// 500 where `work` panicked.
    pub(crate) async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let done = self.runtime.spawn_blocking(work).await;
        done.map_err(|error| Problem::internal(&error))
    }

    /// Lets `/health/ready` answer 200: all that is served from memory is loaded.
    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    /// Lets `/health/ready` answer 503 and every answer close its connection: load balancers go elsewhere. Streams end.
    pub fn set_leaving(&self) {
        self.leaving.store(true, Ordering::Release);
        self.left.cancel();
    }

    /// Whether the process is about to stop.
    pub(crate) fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }

    /// Returns when the process is about to stop.
    pub(crate) async fn left(&self) {
        self.left.cancelled().await;
    }

    /// Remembers that no migration is missing.
    pub(crate) fn set_migrated(&self) {
        self.migrated.store(true, Ordering::Release);
    }

    /// Whether the schema is known to be complete.
    pub(crate) fn is_migrated(&self) -> bool {
        self.migrated.load(Ordering::Acquire)
    }

    /// Whether all is loaded.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }
}
