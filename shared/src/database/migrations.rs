//! The migrations of `migrations/`, embedded in the binaries.

use super::error::{StoreError, StoreResult};
use super::locks;
use super::pool::Database;
use diesel_async::{AsyncMigrationHarness, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");

/// Lifts the connection's time-out of statements and remembers it.
const WITHOUT_TIME_OUT: &str = "select set_config('ocop.kept_time_out', current_setting('statement_timeout'), false); \
                                set statement_timeout = 0";
/// Sets it again: the connection goes back to the pool.
const WITH_TIME_OUT: &str =
    "select set_config('statement_timeout', current_setting('ocop.kept_time_out'), false)";

/// Runs the migrations that are missing and returns their names. Needs a multi-threaded runtime.
///
/// # Errors
/// [`StoreError::Unavailable`] without a connection, [`StoreError::Internal`] where a migration fails.
pub async fn run(database: &Database) -> StoreResult<Vec<String>> {
    let mut connection = database.connection().await?;
    // Two processes may start together: the second waits here until the first is through. Neither that wait nor a
    // migration of a large table is a query that went wrong, so the time-out of statements does not count.
    connection
        .batch_execute(&format!(
            "{WITHOUT_TIME_OUT}; set ocop.actor = 'command:migration'; select pg_advisory_lock({})",
            locks::MIGRATION
        ))
        .await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    let outcome = harness
        .run_pending_migrations(MIGRATIONS)
        .map(|versions| versions.iter().map(ToString::to_string).collect())
        .map_err(|error| StoreError::Internal(format!("migration failed: {error}")));
    let mut connection = harness.into_inner();
    connection
        .batch_execute(&format!(
            "select pg_advisory_unlock({}); reset ocop.actor; {WITH_TIME_OUT}",
            locks::MIGRATION
        ))
        .await?;
    outcome
}

/// True where a migration of this binary has not been run on the database.
///
/// # Errors
/// [`StoreError::Unavailable`] without a connection.
pub async fn are_pending(database: &Database) -> StoreResult<bool> {
    let mut harness = AsyncMigrationHarness::new(database.connection().await?);
    harness
        .has_pending_migration(MIGRATIONS)
        .map_err(|error| StoreError::Internal(error.to_string()))
}
