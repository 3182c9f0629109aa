//! Certificates by the calendar: whose window of renewal opens, whose end comes near while the renewal is pending, and which
//! have expired.

use super::{DuePeriod, MissedPeriods, RowTask, TaskPeriod};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::{StoreResult, recognition_notices};

/// Records the notices of each Vietnamese day. The statistics need none of this: they ask for intervals by the day.
#[derive(Clone, Copy, Debug)]
pub struct Certificates;

#[async_trait]
impl RowTask for Certificates {
    const NAME: &'static str = "certificates";
    const PERIOD: TaskPeriod = TaskPeriod::Day;
    const MISSED: MissedPeriods = MissedPeriods::EachInOrder;
    /// A decision brings hundreds of certificates, which all end on one day.
    const CHUNK: i64 = 1_000;

    async fn work(&self, connection: &mut AsyncPgConnection, due: &DuePeriod) -> StoreResult<usize> {
        recognition_notices::record(connection, due.day, due.now, Self::CHUNK).await
    }
}
