//! What time it is for work that several machines share.

use super::error::StoreResult;
use crate::clock::Clock;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(QueryableByName)]
struct Moment {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// This moment: the database's, which is one for all machines, where `clock` is the machine's, otherwise that of `clock`.
///
/// # Errors
/// See [`super::StoreError`].
pub async fn now(connection: &mut AsyncPgConnection, clock: Clock) -> StoreResult<DateTime<Utc>> {
    match clock {
        Clock::System => {
            let moment: Moment = diesel::sql_query("select clock_timestamp() as now")
                .get_result(connection)
                .await?;
            Ok(moment.now)
        }
        Clock::Frozen(moment) => Ok(moment),
    }
}
