//! The time by which jobs are led: PostgreSQL's, which all processes share.

use super::error::StoreResult;
use crate::clock::Clock;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// This moment for everything that several processes compare or people read: leases, due times, the dates of results. By
/// the database's clock, so that a process whose own clock is wrong does no harm; a test's clock stays what it is.
pub async fn now(connection: &mut AsyncPgConnection, clock: Clock) -> StoreResult<DateTime<Utc>> {
    match clock {
        Clock::System => {
            let row: Row = diesel::sql_query("select clock_timestamp() as now")
                .get_result(connection)
                .await?;
            Ok(row.now)
        }
        Clock::Frozen(_) | Clock::Hand(_) => Ok(clock.now()),
    }
}
