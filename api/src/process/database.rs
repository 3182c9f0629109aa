//! What a database needs before it can be served from.

use shared::database::{Database, StoreResult, administrative_units, migrations};

/// Runs missing migrations and loads the administrative units. May be repeated; needs a multi-threaded runtime.
pub async fn load(database: &Database) -> StoreResult<()> {
    let migrations = migrations::run(database).await?;
    let units = administrative_units::load(database).await?;
    tracing::info!(?migrations, ?units, "the database is complete");
    Ok(())
}
