//! A database per test, copied from a template that is migrated once.

mod dossiers;
mod intervals;
mod products;
mod server;
mod template;

pub use products::PRODUCT_SET;
pub use server::server_url;
pub(crate) use server::{DatabaseServer, with_address};

use crate::PrivatePostgres;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use shared::config::DatabaseConfig;
use shared::database::Database;

/// Databases of tests are called this, then a random part.
const PREFIX: &str = "ocop_test_";
/// A test needs few connections, and many tests share one server.
const POOL_SIZE: usize = 4;

/// A fresh database with all migrations and reference data; dropped with the value, whatever is still connected to it.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    name: String,
    database: Database,
    /// On a server of the test's own it goes with the server.
    is_private: bool,
    /// Holds the advisory lock that tells other test runs that this database is in use.
    _alive: DatabaseServer,
}

impl TestDatabase {
    /// Copies the template, building it first where this state of the migrations has none yet.
    pub async fn new() -> Self {
        Self::copied(&server::shared_url(), true, false).await
    }

    /// The same on a server of the test's own.
    pub async fn on(server: &PrivatePostgres) -> Self {
        Self::copied(&server.url(), true, true).await
    }

    /// A database without any table, to test the migrations themselves.
    pub async fn empty() -> Self {
        Self::copied(&server::shared_url(), false, false).await
    }

    async fn copied(server_url: &str, migrated: bool, is_private: bool) -> Self {
        let name = format!("{PREFIX}{}", uuid::Uuid::now_v7().simple());
        let mut server = DatabaseServer::connect(server_url).await;
        // Locked before it exists, so the clean-up of another run never takes it for a leftover.
        server.lock(&name).await;
        server.drop_leftovers(PREFIX).await;
        if migrated {
            let template = template::name(&server);
            template::copy(&mut server, &template, &name).await;
        } else {
            server.execute(&format!("create database {name}")).await;
        }
        let url = server.url(&name);
        let mut config = DatabaseConfig::at(url.clone());
        config.pool_size = POOL_SIZE;
        Self {
            url,
            database: Database::new(&config).expect("a pool"),
            is_private,
            name,
            _alive: server,
        }
    }

    /// Where a process under test connects, as `DATABASE_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The same through another address, for a [`crate::Proxy`] in front of PostgreSQL.
    #[must_use]
    pub fn url_through(&self, address: std::net::SocketAddr) -> String {
        server::with_address(&self.url(), address)
    }

    /// The database's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A small pool on it.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database.clone()
    }

    /// Runs SQL statements on it.
    pub async fn execute(&self, sql: &str) {
        // Not over the pool, whose connections require an actor and serve code under test.
        self.operator()
            .await
            .batch_execute(sql)
            .await
            .unwrap_or_else(|error| panic!("{error} in: {sql}"));
    }

    /// The single whole number that `sql` selects, such as a `count(*)`.
    pub async fn number(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            number: i64,
        }
        let rows: Vec<Row> = self.rows(&format!("select ({sql})::bigint as number")).await;
        rows[0].number
    }

    /// The texts that `sql` selects in its one column.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            text: String,
        }
        let rows: Vec<Row> = self
            .rows(&format!("select text from ({sql}) as answer (text)"))
            .await;
        rows.into_iter().map(|row| row.text).collect()
    }

    /// A connection as an operator's psql has it: what is changed over it needs no named actor.
    pub async fn operator(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url())
            .await
            .expect("a connection")
    }

    /// Locks a table against writing until the lock is released.
    pub async fn lock_table(&self, table: &str) -> TableLock {
        let mut connection = self.operator().await;
        connection
            .batch_execute(&format!("begin; lock table {table} in share row exclusive mode"))
            .await
            .expect("a lock");
        TableLock(connection)
    }

    async fn rows<R: diesel::QueryableByName<diesel::pg::Pg> + Send + 'static>(&self, sql: &str) -> Vec<R> {
        let mut connection = self.database.connection().await.expect("a connection");
        diesel_async::RunQueryDsl::load(diesel::sql_query(sql), &mut connection)
            .await
            .unwrap_or_else(|error| panic!("{error} in: {sql}"))
    }
}

/// A table held against writing; also released where the value is dropped.
pub struct TableLock(AsyncPgConnection);

impl TableLock {
    /// Lets the others write.
    pub async fn release(mut self) {
        self.0.batch_execute("rollback").await.expect("a rollback");
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.database.close();
        if self.is_private {
            return;
        }
        let (url, name) = (self.url.clone(), self.name.clone());
        crate::run_apart::run_apart(async move {
            DatabaseServer::connect(&url).await.drop_database(&name).await;
        });
    }
}
