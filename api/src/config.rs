//! Configuration of the api; each field's doc names its variable, its default and its reason.

mod certificates;
mod files;
mod limits;
mod ministry;
mod open_data;
pub mod outside_issuers;
pub(crate) mod processors;
mod small_numbers;

pub use certificates::CertificatesConfig;
pub use files::{Bucket, FilesConfig, FilesPlace};
pub use limits::Limits;
pub use open_data::OpenDataConfig;
pub use small_numbers::{PublicReaders, SmallNumbers};

use outside_issuers::OutsideIssuer;
use processors::processors;
use shared::config::{AmqpConfig, ConfigError, DatabaseConfig, Environment, further_criteria};
use shared::domain::criteria::FurtherCriteria;
use shared::domain::products::MinistryFormat;
use shared::telemetry::traces::TracesConfig;
use shared::telemetry::{LogFormat, TelemetryConfig};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Everything the api reads from its environment.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// PostgreSQL.
    pub database: DatabaseConfig,
    /// RabbitMQ, where the relay publishes jobs.
    pub amqp: AmqpConfig,
    /// HTTP and tokens.
    pub http: HttpConfig,
    /// `OCOP_MIGRATE`, default `false`: run migrations and load units before serving.
    pub migrate: bool,
    /// Logs.
    pub telemetry: TelemetryConfig,
    /// Traces, where a collector is named.
    pub traces: Option<TracesConfig>,
}

/// What the HTTP side needs to know, in production and in the standalone binary alike.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// `OCOP_BIND`, default `127.0.0.1:8080`: address and port to listen on.
    pub bind: SocketAddr,
    /// `OCOP_ISSUER`, default `http://<OCOP_BIND>`: `iss` of tokens; the public address of the service.
    pub issuer: String,
    /// `OCOP_AUDIENCE`, default `ocop-api`: `aud` of tokens.
    pub audience: String,
    /// `OCOP_SIGNING_KEY_FILE`, none by default: PEM private key (Ed25519 or RSA), below it public keys of former ones that
    /// still verify. Without it a key is made on first start and kept in the database, where all apis find it.
    pub signing_key_file: Option<PathBuf>,
    /// `OCOP_ISSUERS_FILE`, none by default: JSON file of outside issuers whose tokens are accepted beside ours.
    pub outside_issuers: Vec<OutsideIssuer>,
    /// `OCOP_HTTP_WORKERS`, default the number of cores: threads that serve requests.
    pub workers: usize,
    /// `OCOP_LEAVE_SECONDS`, default 5: how long a process told to stop by SIGTERM still serves while it answers "not
    /// ready", so that load balancers leave it before it stops listening. Longer than they need to notice.
    pub leave: Duration,
    /// `OCOP_CRITERIA_DIR`, none by default: folder of regimes beyond those of the program; `OCOP_CRITERIA_WORDING`, none by
    /// default: file with the official wording of sheets.
    pub criteria: FurtherCriteria,
    /// When clients are turned away.
    pub limits: Limits,
    /// Which small numbers are hidden, and from whom.
    pub small_numbers: SmallNumbers,
    /// Where files are kept.
    pub files: FilesConfig,
    /// Numbers and public address of certificates.
    pub certificates: CertificatesConfig,
    /// Who publishes open data.
    pub open_data: OpenDataConfig,
    /// `OCOP_PTNT_OCOP_FILE`, none by default: JSON file of words and widths of the ministry's tables, where they are not those
    /// built in.
    pub ministry: MinistryFormat,
}

impl ApiConfig {
    /// Reads all variables.
    ///
    /// # Errors
    /// Every problem together.
    pub fn read(mut environment: Environment) -> Result<Self, ConfigError> {
        let config = Self {
            database: DatabaseConfig::read(&mut environment),
            amqp: AmqpConfig::read(&mut environment),
            http: HttpConfig::read(&mut environment),
            migrate: environment.switch("OCOP_MIGRATE", false),
            telemetry: TelemetryConfig::read(&mut environment, LogFormat::Json),
            traces: TracesConfig::read(&mut environment, "ocop-api"),
        };
        environment.finish(config)
    }
}

impl HttpConfig {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        let bind = environment.parsed(
            "OCOP_BIND",
            Self::DEFAULT_BIND,
            "an address and port such as 0.0.0.0:8080",
        );
        let cores = processors();
        let issuer = environment
            .get("OCOP_ISSUER")
            .unwrap_or_else(|| format!("http://{bind}"));
        Self {
            outside_issuers: outside_issuers::read(environment, &issuer),
            certificates: CertificatesConfig::read(environment, &issuer),
            issuer,
            audience: environment
                .get("OCOP_AUDIENCE")
                .unwrap_or_else(|| Self::DEFAULT_AUDIENCE.to_owned()),
            signing_key_file: environment.get("OCOP_SIGNING_KEY_FILE").map(PathBuf::from),
            workers: environment.number("OCOP_HTTP_WORKERS", cores, 1..=1024),
            leave: Duration::from_secs(environment.number(
                "OCOP_LEAVE_SECONDS",
                Self::LEAVE_SECONDS,
                0..=600,
            )),
            criteria: further_criteria(environment),
            limits: Limits::read(environment),
            small_numbers: SmallNumbers::read(environment),
            files: FilesConfig::read(environment),
            open_data: OpenDataConfig::read(environment),
            ministry: ministry::read(environment),
            bind,
        }
    }

    /// The defaults for a server on `bind`.
    #[must_use]
    pub fn at(bind: SocketAddr) -> Self {
        Self {
            bind,
            issuer: format!("http://{bind}"),
            audience: Self::DEFAULT_AUDIENCE.to_owned(),
            signing_key_file: None,
            outside_issuers: Vec::new(),
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            leave: Duration::from_secs(Self::LEAVE_SECONDS),
            criteria: FurtherCriteria::default(),
            limits: Limits::default(),
            small_numbers: SmallNumbers::default(),
            files: FilesConfig::default(),
            open_data: OpenDataConfig::default(),
            ministry: MinistryFormat::default(),
            certificates: CertificatesConfig::at(&format!("http://{bind}")),
        }
    }

    /// Where the api listens unless told otherwise: this machine only.
    pub const DEFAULT_BIND: SocketAddr =
        SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
    const DEFAULT_AUDIENCE: &'static str = "ocop-api";
    const LEAVE_SECONDS: u64 = 5;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let pairs = [
            ("OCOP_BIND", "here"),
            ("OCOP_MIGRATE", "perhaps"),
            ("OCOP_HTTP_WORKERS", "0"),
            ("OCOP_ISSUERS_FILE", "/nowhere/issuers.json"),
            ("OCOP_CRITERIA_DIR", "/nowhere/criteria"),
            ("OCOP_CRITERIA_WORDING", "/nowhere/official.csv"),
            ("OCOP_PTNT_OCOP_FILE", "/nowhere/ptnt-ocop.json"),
            ("OCOP_OPEN_DATA_LICENCE", "free"),
            ("OCOP_OPEN_DATA_CONTACT", "office"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"),
        ];
        let environment =
            Environment::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let text = ApiConfig::read(environment).unwrap_err().to_string();
        for name in [
            "DATABASE_URL",
            "AMQP_URL",
            "OCOP_BIND",
            "OCOP_MIGRATE",
            "OCOP_HTTP_WORKERS",
            "OCOP_ISSUERS_FILE",
            "OCOP_CRITERIA_DIR",
            "OCOP_CRITERIA_WORDING",
            "OCOP_PTNT_OCOP_FILE",
            "OCOP_OPEN_DATA_LICENCE",
            "OCOP_OPEN_DATA_CONTACT",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
        ] {
            assert!(text.contains(name), "{name} is missing in {text}");
        }
    }
}
