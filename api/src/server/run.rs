//! The HTTP server: limits of connections, graceful stop.

use super::{app, document, housekeeping};
use crate::limits::admission;
use crate::server::openapi::OpenApiDocument;
use crate::state::{AppState, StartError};
use actix_web::dev::{Server as ActixServer, ServerHandle};
use actix_web::{HttpServer, web};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// How long an idle connection is kept: above the 60 s of common proxies, so that they close first.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take to send a request's head: slow senders must not hold connections.
const CLIENT_REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a closing connection may linger.
const CLIENT_DISCONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a stop waits for running requests, in seconds. Idle keep-alive connections end at once.
const SHUTDOWN_SECONDS: u64 = 10;
/// Connections a worker thread keeps open; more wait in the backlog.
const CONNECTIONS_PER_WORKER: usize = 10_000;

/// A running server: await it to its end.
pub struct Server {
    server: ActixServer,
    state: web::Data<AppState>,
    address: SocketAddr,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A handle to stop it.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until stopped.
    ///
    /// # Errors
    /// [`StartError::Io`] where the listener fails.
    pub async fn run(self) -> Result<(), StartError> {
        tokio::select! {
            ended = self.server => ended.map_err(|error| StartError::Io("http".to_owned(), error)),
            () = housekeeping::run(self.state.clone()) => Ok(()),
            () = housekeeping::sample(self.state) => Ok(()),
        }
    }
}

/// Starts serving `state` on `listener` with `workers` threads. Signals are the caller's business.
///
/// # Errors
/// [`StartError::Io`] where the listener cannot be used.
pub fn start(
    state: web::Data<AppState>,
    listener: TcpListener,
    workers: usize,
) -> Result<Server, StartError> {
    let io = |error| StartError::Io("http".to_owned(), error);
    let address = listener.local_addr().map_err(io)?;
    admission::count_from_zero();
    let document = web::Data::new(OpenApiDocument::new(document()?)?);
    let server = HttpServer::new({
        let state = state.clone();
        move || app(state.clone(), document.clone())
    })
    .workers(workers)
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(CLIENT_REQUEST_TIMEOUT)
    .client_disconnect_timeout(CLIENT_DISCONNECT_TIMEOUT)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .max_connections(CONNECTIONS_PER_WORKER)
    .disable_signals()
    .listen(listener)
    .map_err(io)?
    .run();
    Ok(Server {
        server,
        state,
        address,
    })
}
