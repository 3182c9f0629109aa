//! The keeper of the embedded PostgreSQL: a thread that owns pglite's server, lets clients in one after the other, and
//! keeps every session's end clean whatever the client does (see [`super`] for why).

use super::error::EmbeddedPostgresError;
use super::socket::{Door, Listener, Stream, behind, connect};
use pglite_oxide::PgliteServer;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// The longest wait for the last session's end and PostgreSQL's own: a large write may still have to finish.
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// One read of an answer; pglite writes answers of any size in one piece.
const BUFFER: usize = 64 * 1024;

/// Begins the names of threads whose panics end at this boundary as an [`EmbeddedPostgresError`].
pub(crate) const THREAD: &str = "embedded-postgresql";

/// The running keeper.
#[derive(Debug)]
pub(super) struct Keeper {
    door: Door,
    stopping: Arc<AtomicBool>,
    ended: Receiver<Result<(), EmbeddedPostgresError>>,
}

impl Keeper {
    /// Starts PostgreSQL on `root` with its sockets in `sockets`.
    pub(super) fn start(root: PathBuf, sockets: &Path) -> Result<Self, EmbeddedPostgresError> {
        let (door, listener) = Door::open(sockets).map_err(|error| EmbeddedPostgresError::engine(&error))?;
        let stopping = Arc::new(AtomicBool::new(false));
        let cluster = Cluster {
            root,
            sockets: sockets.to_owned(),
        };
        let (tell_started, started) = channel();
        let (tell_ended, ended) = channel();
        let flag = Arc::clone(&stopping);
        spawn("keeper", move || {
            let outcome = cluster.keep(&listener, &flag, &tell_started);
            // Nobody listens where the process gave up waiting.
            let _ = tell_ended.send(outcome);
        })?;
        match started.recv() {
            Ok(()) => Ok(Self {
                door,
                stopping,
                ended,
            }),
            // The thread has ended before it could start: its outcome tells why.
            Err(_) => Err(match ended.recv() {
                Ok(Err(error)) => error,
                _ => EmbeddedPostgresError::engine(&"its thread ended"),
            }),
        }
    }

    /// The database URL for clients.
    pub(super) fn url(&self) -> String {
        self.door.url()
    }

    /// A bare connection, to speak the protocol by hand.
    #[cfg(test)]
    pub(super) fn knock(&self) -> std::io::Result<Stream> {
        self.door.knock()
    }

    /// Ends PostgreSQL after the present session.
    pub(super) fn stop(self) -> Result<(), EmbeddedPostgresError> {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread where it waits for a client; where nobody answers it has ended already.
        let _ = self.door.knock();
        self.ended.recv_timeout(STOP_LIMIT).unwrap_or_else(|_| {
            Err(EmbeddedPostgresError::engine(&format!(
                "it did not stop within {STOP_LIMIT:?}"
            )))
        })
    }
}

/// What it takes to start pglite, again if need be.
struct Cluster {
    root: PathBuf,
    sockets: PathBuf,
}

impl Cluster {
    fn keep(
        &self,
        listener: &Listener,
        stopping: &AtomicBool,
        started: &Sender<()>,
    ) -> Result<(), EmbeddedPostgresError> {
        let mut server = self.start()?;
        let _ = started.send(());
        loop {
            let client = accept(listener)?;
            if stopping.load(Ordering::SeqCst) {
                break;
            }
            let session = match connect(&server) {
                Ok(session) => session,
                Err(error) => {
                    tracing::warn!(%error, "the embedded PostgreSQL has ended, it is started again");
                    if let Err(error) = server.shutdown() {
                        tracing::warn!("why it had ended: {error:#}");
                    }
                    server = self.start()?;
                    connect(&server).map_err(|error| EmbeddedPostgresError::engine(&error))?
                }
            };
            carry(&client, &session);
        }
        server
            .shutdown()
            .map_err(|error| EmbeddedPostgresError::engine(&error))
    }

    /// pglite in a thread of its own: a panic in it becomes an error here.
    fn start(&self) -> Result<PgliteServer, EmbeddedPostgresError> {
        let builder = behind(PgliteServer::builder().path(&self.root), &self.sockets).database("postgres");
        let thread = spawn("start", move || builder.start())?;
        match thread.join() {
            Ok(Ok(server)) => Ok(server),
            Ok(Err(error)) => Err(EmbeddedPostgresError::engine(&error)),
            Err(panic) => Err(EmbeddedPostgresError::engine(&panic_text(panic.as_ref()))),
        }
    }
}

fn accept(listener: &Listener) -> Result<Stream, EmbeddedPostgresError> {
    match listener.accept() {
        Ok((client, _)) => Ok(client),
        Err(error) => Err(EmbeddedPostgresError::engine(&error)),
    }
}

/// One session: questions on one thread, answers on this one, until both sides have ended.
fn carry(client: &Stream, session: &Stream) {
    thread::scope(|scope| {
        scope.spawn(|| {
            let (mut questions, mut to) = (client, session);
            // A broken client ends the session like one that says goodbye.
            let _ = std::io::copy(&mut questions, &mut to);
            let _ = session.shutdown(Shutdown::Write);
        });
        answer(client, session);
        // Where PostgreSQL ended first, the client learns it, and the thread above too.
        let _ = client.shutdown(Shutdown::Both);
    });
}

/// Passes answers on; after the client has left, the rest is read all the same, so that pglite can end its session.
fn answer(mut client: &Stream, mut session: &Stream) {
    let mut buffer = vec![0; BUFFER];
    let mut listens = true;
    while let Ok(length) = session.read(&mut buffer) {
        let Some(answer) = buffer.get(..length).filter(|answer| !answer.is_empty()) else {
            break;
        };
        if listens && client.write_all(answer).is_err() {
            listens = false;
        }
    }
}

fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<thread::JoinHandle<T>, EmbeddedPostgresError> {
    thread::Builder::new()
        .name(format!("{THREAD}-{name}"))
        .spawn(work)
        .map_err(|error| EmbeddedPostgresError::engine(&error))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}
