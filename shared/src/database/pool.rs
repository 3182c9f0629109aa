//! The bounded pool: every wait has an end, so a database that is away becomes an answer and not a pile of waiting requests.

use super::error::{StoreError, StoreResult};
use crate::config::DatabaseConfig;
use diesel::ConnectionError;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use metrics::gauge;
use secrecy::ExposeSecret;
use std::time::Duration;

/// A connection on loan from the pool.
pub type Connection = Object<AsyncPgConnection>;

/// The database as the services see it: hands out connections within a bounded wait.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("pool", &self.pool.status())
            .finish()
    }
}

impl Database {
    /// A pool for `config`; connections are made when first needed, on the runtime that calls this.
    ///
    /// # Errors
    /// [`StoreError::Internal`] where the pool cannot be built.
    pub fn new(config: &DatabaseConfig) -> StoreResult<Self> {
        let mut manager = ManagerConfig::<AsyncPgConnection>::default();
        // The check costs no round trip: a closed connection or an open transaction is seen on the client's side.
        manager.recycling_method = RecyclingMethod::Fast;
        let (connect, statement) = (config.connect, config.statement);
        // A connection lives on the runtime that made it. Threads of the HTTP server have runtimes of their own, which end
        // before the pool does and would take connections with them that others use.
        let runtime = tokio::runtime::Handle::try_current().ok();
        manager.custom_setup = Box::new(move |url| {
            let made = establish(url.to_owned(), connect, statement);
            match &runtime {
                None => made.boxed(),
                Some(runtime) => runtime
                    .spawn(made)
                    .map(|made| {
                        made.unwrap_or_else(|error| Err(ConnectionError::BadConnection(error.to_string())))
                    })
                    .boxed(),
            }
        });
        let manager =
            AsyncDieselConnectionManager::new_with_config(config.url.expose_secret().to_owned(), manager);
        let pool = Pool::builder(manager)
            .max_size(config.pool_size)
            .wait_timeout(Some(config.wait))
            .create_timeout(Some(config.connect))
            .recycle_timeout(Some(config.connect))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Internal(error.to_string()))?;
        Ok(Self { pool })
    }

    /// A connection, at the latest after the configured wait.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where none is free in time or PostgreSQL cannot be reached.
    pub async fn connection(&self) -> StoreResult<Connection> {
        Ok(self.pool.get().await?)
    }

    /// Asks the database for nothing, to see that it answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where it does not.
    pub async fn ping(&self) -> StoreResult<()> {
        let mut connection = self.connection().await?;
        Ok(connection.batch_execute("select 1").await?)
    }

    /// Closes the pool: waiting and later callers get [`StoreError::Unavailable`].
    pub fn close(&self) {
        self.pool.close();
    }

    /// Sets the gauges of connections in use and of the pool's bound.
    pub fn record_usage(&self) {
        let status = self.pool.status();
        let number = |connections: usize| f64::from(u32::try_from(connections).unwrap_or(u32::MAX));
        let in_use = status.size.saturating_sub(status.available);
        gauge!("database_connections_in_use").set(number(in_use));
        gauge!("database_connections_most").set(number(status.max_size));
    }
}

async fn establish(
    url: String,
    connect: Duration,
    statement: Duration,
) -> Result<AsyncPgConnection, ConnectionError> {
    let mut connection = tokio::time::timeout(connect, AsyncPgConnection::establish(&url))
        .await
        .map_err(|_| ConnectionError::BadConnection(format!("no connection within {connect:?}")))??;
    let milliseconds = statement.as_millis();
    connection
        .batch_execute(&format!(
            "set statement_timeout = {milliseconds}; set timezone = 'UTC'; set ocop.actor_required = 'on'"
        ))
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}
