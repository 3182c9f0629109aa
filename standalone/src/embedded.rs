//! PostgreSQL 17.5 inside this process: `pglite-oxide`, PostgreSQL built to WebAssembly and compiled ahead of time, with
//! nothing to install or download. What we found out by trying, and what follows from it:
//!
//! * **One connection.** The pool has size 1; a second client waits in the socket's queue without an error until the first
//!   one leaves. So a task that holds the connection must never ask for another.
//! * **A client that leaves in the middle of an answer stops pglite's server thread for good** (a broken pipe is an error
//!   there), and diesel-async closes its socket at once when a connection is given up. So no client talks to pglite itself:
//!   the [`keeper`] stands between, reads on to the end of the answer, and starts the server again should it ever end.
//! * **`statement_timeout` is accepted and never fires**, and a cancel request is ignored: WebAssembly gets no timer signals.
//! * **No background processes**: no automatic checkpoint, so the write-ahead log would grow without end, and no autovacuum.
//!   [`maintenance`] does both.
//! * **`kill -9` loses nothing that was acknowledged** (what PostgreSQL wrote is with the operating system); a power cut may,
//!   for `fsync` does not reach the disk. Data that matters belongs on the production PostgreSQL.
//! * Works as on a real server: `for update skip locked`, `on conflict … returning`, `jsonb`, `unnest` of arrays, identity
//!   columns, partial indexes, advisory locks, prepared statements, binary parameters, COPY, LISTEN/NOTIFY to itself.
//!   Extensions such as `pg_trgm` are not part of the build. Text sorts as `C`, `lower` and `ilike` know Vietnamese.
//! * The folder keeps only what differs from the freshly made cluster; the rest is shared by all folders in the user's cache
//!   (`~/.cache/pglite-oxide`, made again when missing). A file that is lost from the folder therefore falls back to its
//!   state before the first table: [`EmbeddedPostgres::open`] refuses a folder that once was ready and now has no tables.

mod error;
mod folder;
mod keeper;
pub(crate) mod maintenance;
mod socket;

pub(crate) use error::EmbeddedPostgresError;
pub(crate) use folder::DataFolder;
pub(crate) use keeper::THREAD;

use diesel_async::SimpleAsyncConnection;
use keeper::Keeper;
use shared::config::DatabaseConfig;
use shared::database::Database;
use std::time::Duration;

/// The longest wait for the one connection: behind it every request and job of the process stands in line.
const WAIT_LIMIT: Duration = Duration::from_secs(30);

/// The longest wait for a new session: 0.3 s as a rule, more where the log of a killed process is replayed first.
const CONNECT_LIMIT: Duration = Duration::from_secs(120);

/// Told to PostgreSQL like everywhere; it never fires here (see above).
const STATEMENT_LIMIT: Duration = Duration::from_secs(30);

/// The running database of one data folder.
#[derive(Debug)]
pub(crate) struct EmbeddedPostgres {
    folder: DataFolder,
    keeper: Keeper,
}

impl EmbeddedPostgres {
    /// Starts PostgreSQL on `folder`; takes half a second. Blocks, so call it where blocking is allowed.
    ///
    /// # Errors
    /// [`EmbeddedPostgresError::Engine`] where it does not start, panics of pglite included.
    pub(crate) fn start(folder: DataFolder) -> Result<Self, EmbeddedPostgresError> {
        let keeper = Keeper::start(folder.database(), &folder.sockets()?)?;
        Ok(Self { folder, keeper })
    }

    /// The pool of one connection, with that connection made and the folder's tables found where it was ready before.
    ///
    /// # Errors
    /// [`EmbeddedPostgresError::Damaged`] where PostgreSQL refuses the folder or the tables are gone.
    pub(crate) async fn open(&self) -> Result<Database, EmbeddedPostgresError> {
        let damaged =
            |cause: &dyn std::fmt::Display| EmbeddedPostgresError::damaged(self.folder.path(), cause);
        let database = Database::new(&DatabaseConfig {
            url: self.keeper.url().into(),
            pool_size: 1,
            wait: WAIT_LIMIT,
            connect: CONNECT_LIMIT,
            statement: STATEMENT_LIMIT,
        })
        .map_err(|error| damaged(&error))?;
        let mut connection = database.connection().await.map_err(|error| damaged(&error))?;
        if self.folder.was_ready() {
            connection
                .batch_execute("select 1 from __diesel_schema_migrations")
                .await
                .map_err(|error| damaged(&format!("its tables are missing: {error}")))?;
        }
        drop(connection);
        Ok(database)
    }

    /// The data folder.
    pub(crate) fn path(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Remembers in the folder that migrations have run, so that a later start can tell a damaged folder from a new one.
    ///
    /// # Errors
    /// [`EmbeddedPostgresError::Folder`] where the mark cannot be written.
    pub(crate) fn mark_ready(&self) -> Result<(), EmbeddedPostgresError> {
        self.folder.mark_ready()
    }

    /// Ends the session and PostgreSQL, then gives the folder back. Close the pool first: an open client delays the end.
    ///
    /// # Errors
    /// [`EmbeddedPostgresError::Engine`] where it does not end in time; what was acknowledged is kept nevertheless.
    pub(crate) fn stop(self) -> Result<(), EmbeddedPostgresError> {
        self.keeper.stop()
    }
}

#[cfg(test)]
mod tests;
