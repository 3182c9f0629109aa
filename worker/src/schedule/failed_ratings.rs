//! Ratings that ended as failed jobs: their dossiers go back to the council.

use super::{DuePeriod, MissedPeriods, RowTask, TaskPeriod};
use crate::evaluation::{ACTOR, rated_step};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::{StoreResult, dossiers};
use shared::domain::workflow::DossierAction;

/// A job can fail where its code has no say: no attempt is left, or an operator's command ends it. Whatever the way, the
/// dossier does not wait for ever.
#[derive(Clone, Copy, Debug)]
pub struct FailedRatings;

#[async_trait]
impl RowTask for FailedRatings {
    const NAME: &'static str = "failed_ratings";
    const PERIOD: TaskPeriod = TaskPeriod::HalfMinute;
    const MISSED: MissedPeriods = MissedPeriods::OnlyLatest;
    const CHUNK: i64 = 500;

    async fn work(&self, connection: &mut AsyncPgConnection, due: &DuePeriod) -> StoreResult<usize> {
        let failed = dossiers::lock_failed_ratings(connection, Self::CHUNK).await?;
        let rows = failed.len();
        let steps: Vec<_> = failed
            .into_iter()
            .filter_map(|dossier| rated_step(dossier, DossierAction::RatingFailed, None))
            .collect();
        dossiers::advance_rated(connection, &steps, ACTOR, due.now).await?;
        Ok(rows)
    }
}
