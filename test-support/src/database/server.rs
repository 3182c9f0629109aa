//! The PostgreSQL server of the tests: found, asked, and cleared of what dead runs left behind.

use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use std::net::SocketAddr;

/// Where PostgreSQL is looked for without `DATABASE_URL`.
const DEFAULT_URL: &str = "postgres://root@127.0.0.1:5432/postgres";
/// Advisory locks belong to one database, so every run takes them in this one, whatever `DATABASE_URL` names.
const MAINTENANCE_DATABASE: &str = "postgres";

/// `DATABASE_URL`, or the server on this machine.
#[must_use]
pub(crate) fn shared_url() -> String {
    std::env::var("DATABASE_URL").unwrap_or_else(|_| DEFAULT_URL.to_owned())
}

/// The URL of `database` on the shared server of the tests.
#[must_use]
pub fn server_url(database: &str) -> String {
    with_database(&shared_url(), database)
}

/// `url` with another database.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let mut url = parsed(url);
    url.set_path(database);
    url.into()
}

/// `url` with another host and port.
pub(crate) fn with_address(url: &str, address: SocketAddr) -> String {
    let mut url = parsed(url);
    url.set_host(Some(&address.ip().to_string())).expect("an address");
    url.set_port(Some(address.port())).expect("a port");
    url.into()
}

fn parsed(url: &str) -> reqwest::Url {
    reqwest::Url::parse(url).unwrap_or_else(|error| panic!("not a URL ({error})"))
}

/// A connection to the maintenance database of a server.
pub(crate) struct DatabaseServer {
    url: String,
    connection: AsyncPgConnection,
}

impl std::fmt::Debug for DatabaseServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseServer")
    }
}

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(diesel::QueryableByName)]
struct Flag {
    #[diesel(sql_type = Bool)]
    flag: bool,
}

impl DatabaseServer {
    /// Connects to the server of `url`, whatever database that names.
    pub(crate) async fn connect(url: &str) -> Self {
        let connection = AsyncPgConnection::establish(&with_database(url, MAINTENANCE_DATABASE))
            .await
            .unwrap_or_else(|error| {
                panic!(
                    "no PostgreSQL for the tests ({error}): set DATABASE_URL, or start it with scripts/test"
                )
            });
        Self {
            url: url.to_owned(),
            connection,
        }
    }

    /// The URL of `database` on this server.
    pub(crate) fn url(&self, database: &str) -> String {
        with_database(&self.url, database)
    }

    pub(crate) async fn execute(&mut self, sql: &str) {
        self.try_execute(sql)
            .await
            .unwrap_or_else(|error| panic!("{error} in: {sql}"));
    }

    pub(crate) async fn try_execute(&mut self, sql: &str) -> diesel::QueryResult<()> {
        self.connection.batch_execute(sql).await
    }

    pub(crate) async fn flag(&mut self, sql: &str) -> bool {
        let row: Flag = diesel::sql_query(format!("select ({sql}) as flag"))
            .get_result(&mut self.connection)
            .await
            .unwrap_or_else(|error| panic!("{error} in: {sql}"));
        row.flag
    }

    /// Takes the lock of `name` until this connection ends, however it ends.
    pub(crate) async fn lock(&mut self, name: &str) {
        self.call("pg_advisory_lock", name).await;
    }

    pub(crate) async fn unlock(&mut self, name: &str) {
        self.call("pg_advisory_unlock", name).await;
    }

    pub(crate) async fn lock_shared(&mut self, name: &str) {
        self.call("pg_advisory_lock_shared", name).await;
    }

    pub(crate) async fn unlock_shared(&mut self, name: &str) {
        self.call("pg_advisory_unlock_shared", name).await;
    }

    async fn call(&mut self, function: &str, name: &str) {
        diesel::sql_query(format!("select {function}($1)"))
            .bind::<BigInt, _>(key(name))
            .execute(&mut self.connection)
            .await
            .unwrap_or_else(|error| panic!("{error} in {function}"));
    }

    /// The names that `sql` selects as `name`.
    pub(crate) async fn names(&mut self, sql: &str) -> Vec<String> {
        let rows: Vec<Name> = diesel::sql_query(sql)
            .load(&mut self.connection)
            .await
            .unwrap_or_else(|error| panic!("{error} in: {sql}"));
        rows.into_iter().map(|row| row.name).collect()
    }

    /// Drops every database of that prefix whose run is dead: nobody holds its lock any more.
    pub(crate) async fn drop_leftovers(&mut self, prefix: &str) {
        let names = self
            .names(&format!(
                "select datname::text as name from pg_database where starts_with(datname, '{prefix}')"
            ))
            .await;
        for name in names {
            let key = key(&name);
            // The own lock can be taken twice by its own session, so it is told apart from a free one.
            let free = format!(
                "not exists (select from pg_locks where locktype = 'advisory' \
                 and (classid::bigint << 32) | objid::bigint = {key} and pid = pg_backend_pid()) \
                 and pg_try_advisory_lock({key})"
            );
            if self.flag(&free).await {
                self.drop_database(&name).await;
                self.unlock(&name).await;
            }
        }
    }

    /// Drops a database with whatever is connected to it. One that cannot be dropped is left to the next run.
    pub(crate) async fn drop_database(&mut self, name: &str) {
        if let Err(error) = self
            .try_execute(&format!("drop database if exists {name} with (force)"))
            .await
        {
            eprintln!("{name} stays behind: {error}");
        }
    }
}

/// FNV-1a: the same in every build, which the standard hasher does not promise.
pub(crate) fn fingerprint(parts: impl IntoIterator<Item = u8>) -> u64 {
    parts.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn key(name: &str) -> i64 {
    fingerprint(name.bytes()).cast_signed()
}
