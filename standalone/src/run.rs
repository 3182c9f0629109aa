//! From the command line to the running service and back. What can be wrong is found first where it costs least: the
//! log filter, the port, the folder, the credentials; then the database starts, which takes a second.

use crate::arguments::StandaloneArguments;
use crate::credentials::{Credentials, CredentialsError};
use crate::embedded::{DataFolder, EmbeddedPostgres, EmbeddedPostgresError};
use crate::service::{self, ServiceError};
use crate::{panics, signals};
use shared::config::{ConfigError, Environment, further_criteria};
use shared::telemetry::{LogFormat, TelemetryConfig, TelemetryError};
use std::net::{SocketAddr, TcpListener};

/// Why the service did not start, or did not end well: one line for the terminal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The log filter.
    #[error("--log: {0}")]
    Log(#[from] TelemetryError),
    /// What the environment says.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Signals of the system.
    #[error("cannot listen for signals: {0}")]
    Signals(std::io::Error),
    /// The port.
    #[error("cannot listen on {address}: {cause}; choose another address with --bind")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Data folder or database.
    #[error(transparent)]
    Embedded(#[from] EmbeddedPostgresError),
    /// The credentials' file.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// A thread of ours was lost.
    #[error("a part of the start ended early: {0}")]
    Lost(#[from] tokio::task::JoinError),
    /// Loading or serving.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Runs the service until Ctrl-C or SIGTERM.
///
/// # Errors
/// [`Failure`].
pub(crate) async fn run(arguments: StandaloneArguments) -> Result<(), Failure> {
    let log = TelemetryConfig {
        format: LogFormat::Pretty,
        filter: arguments.log,
    };
    log.start_logging()?;
    panics::report_in_one_line();
    let mut environment = Environment::of_process();
    let criteria = further_criteria(&mut environment);
    let criteria = environment.finish(criteria)?;
    let stop = signals::stop_requested().map_err(Failure::Signals)?;
    // Clients that come early wait in the queue of the port until all is loaded.
    let listener = TcpListener::bind(arguments.bind).map_err(|cause| Failure::Listen {
        address: arguments.bind,
        cause,
    })?;
    let folder = DataFolder::claim(&arguments.data_dir)?;
    let credentials = Credentials::of(folder.path())?;
    let embedded = tokio::task::spawn_blocking(|| EmbeddedPostgres::start(folder)).await??;
    let outcome = service::serve(
        &embedded,
        listener,
        criteria,
        &credentials,
        !arguments.no_demo,
        &stop,
    )
    .await;
    // In every case, so that the next start finds a cleanly closed database.
    tokio::task::spawn_blocking(|| embedded.stop()).await??;
    Ok(outcome?)
}
