//! Tables `administrative_units` and `administrative_unit_successions`: filled from the data compiled in, for SQL that
//! joins names or boundaries. Look-ups of the services are answered from memory, see [`crate::domain::units`].

mod load_report;
mod successions;
mod units;

pub use load_report::LoadReport;

use super::locks;
use super::{Connection, Database, StoreError, StoreResult};
use crate::database::schema::administrative_unit_loads as loads;
use crate::domain::units::{Registry, fingerprint, registry};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection, RunQueryDsl};

/// Brings both tables to the data compiled in; a second call finds nothing to do, and finds it quickly.
///
/// # Errors
/// [`StoreError::Unavailable`] without a connection, [`StoreError::Internal`] where the data itself is wrong.
pub async fn load(database: &Database) -> StoreResult<LoadReport> {
    let registry = registry().map_err(|error| StoreError::Internal(error.to_string()))?;
    let fingerprint = fingerprint();
    let mut connection = database.connection().await?;
    if is_loaded(&mut connection, fingerprint).await? {
        return Ok(LoadReport::default());
    }
    connection
        .transaction(async |connection| write(connection, registry, fingerprint).await)
        .await
}

/// True where the tables were filled from this data and have kept their number of rows since.
async fn is_loaded(connection: &mut Connection, fingerprint: &str) -> StoreResult<bool> {
    let unchanged = loads::table
        .filter(loads::fingerprint.eq(fingerprint))
        .filter(sql::<Bool>("units = (select count(*) from administrative_units)"))
        .filter(sql::<Bool>(
            "successions = (select count(*) from administrative_unit_successions)",
        ));
    Ok(diesel::select(diesel::dsl::exists(unchanged))
        .get_result(connection)
        .await?)
}

async fn write(
    connection: &mut Connection,
    registry: &Registry,
    fingerprint: &str,
) -> StoreResult<LoadReport> {
    // Processes that start together: the second waits here, and then finds nothing to change.
    diesel::sql_query(format!("select pg_advisory_xact_lock({})", locks::UNITS))
        .execute(connection)
        .await?;
    let units = units::write(connection, registry.units()).await?;
    let successions = successions::write(connection, registry.successions()).await?;
    diesel::sql_query(
        "insert into administrative_unit_loads (fingerprint, units, successions, loaded_at)
         select $1, (select count(*) from administrative_units),
             (select count(*) from administrative_unit_successions), now()
         on conflict (only_row) do update set fingerprint = excluded.fingerprint, units = excluded.units,
             successions = excluded.successions, loaded_at = excluded.loaded_at",
    )
    .bind::<diesel::sql_types::Text, _>(fingerprint)
    .execute(connection)
    .await?;
    Ok(LoadReport {
        written: units.written + successions.written,
        removed: units.removed + successions.removed,
    })
}
