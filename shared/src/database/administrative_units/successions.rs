//! Rows of `administrative_unit_successions`.

use super::load_report::LoadReport;
use crate::database::{Connection, StoreResult};
use crate::domain::units::Succession;
use diesel::sql_types::{Array, Bool, Text};
use diesel_async::RunQueryDsl;

// Removed first: a default that moves from one successor to another would break the unique index on the way.
const REMOVE: &str = "
    delete from administrative_unit_successions
    where (predecessor_level, predecessor_code, successor_level, successor_code, is_default)
        not in (select * from unnest($1, $2, $3, $4, $5))";

const INSERT: &str = "
    insert into administrative_unit_successions
        (predecessor_level, predecessor_code, successor_level, successor_code, is_default)
    select * from unnest($1, $2, $3, $4, $5)
    on conflict (predecessor_level, predecessor_code, successor_level, successor_code) do nothing";

/// Removes what is not in `successions` or different, and writes what is missing.
pub(super) async fn write(
    connection: &mut Connection,
    successions: &[Succession],
) -> StoreResult<LoadReport> {
    let column = |value: fn(&Succession) -> &str| successions.iter().map(value).collect::<Vec<_>>();
    let defaults: Vec<bool> = successions.iter().map(|line| line.is_default).collect();
    let mut report = [0; 2];
    for (count, statement) in report.iter_mut().zip([REMOVE, INSERT]) {
        *count = diesel::sql_query(statement)
            .bind::<Array<Text>, _>(column(|line| line.predecessor.level.as_str()))
            .bind::<Array<Text>, _>(column(|line| &line.predecessor.code))
            .bind::<Array<Text>, _>(column(|line| line.successor.level.as_str()))
            .bind::<Array<Text>, _>(column(|line| &line.successor.code))
            .bind::<Array<Bool>, _>(&defaults)
            .execute(connection)
            .await?;
    }
    let [removed, written] = report;
    Ok(LoadReport { written, removed })
}
