//! Ratings that ended as failed jobs: their dossiers go back to the council.

use super::{DuePeriod, MissedPeriods, ScheduledTask, TaskError, TaskPeriod, TaskWork};
use crate::evaluation::{ACTOR, rated_step};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::dossiers;
use shared::domain::workflow::DossierAction;

/// Dossiers of one transaction.
const CHUNK: usize = 500;

/// A job can fail where its code has no say: no attempt is left, or an operator's command ends it. Whatever the way, the
/// dossier does not wait for ever.
#[derive(Clone, Copy, Debug)]
pub struct FailedRatings;

#[async_trait]
impl ScheduledTask for FailedRatings {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "failed_ratings"
    }

    fn period(&self) -> TaskPeriod {
        TaskPeriod::HalfMinute
    }

    fn missed(&self) -> MissedPeriods {
        MissedPeriods::OnlyLatest
    }

    async fn prepare(&self) -> Result<(), TaskError> {
        Ok(())
    }

    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        (): &(),
        due: &DuePeriod,
    ) -> Result<TaskWork, TaskError> {
        let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let failed = dossiers::lock_failed_ratings(connection, limit).await?;
        let rows = failed.len();
        let steps: Vec<_> = failed
            .into_iter()
            .filter_map(|dossier| rated_step(dossier, DossierAction::RatingFailed, None))
            .collect();
        dossiers::advance_rated(connection, &steps, ACTOR, due.now).await?;
        Ok(TaskWork {
            rows,
            more: rows >= CHUNK,
        })
    }
}
