//! The sweeper: lost jobs are published again.

use super::{DuePeriod, MissedPeriods, ScheduledTask, TaskError, TaskPeriod, TaskWork};
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use metrics::counter;
use shared::queue::sweeper::{QueueState, empty_queues, sweep};
use shared::queue::transport::Transport;
use std::sync::Arc;

/// Publishes jobs again whose message or worker got lost. A sweep finds everything that is lost, so those missed need no
/// sweep of their own.
#[derive(Clone)]
pub struct Sweep {
    transport: Arc<dyn Transport>,
}

impl Sweep {
    /// Of the queues of `transport`.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        // A series that is there from the start shows its first rise.
        counter!("ocop_jobs_swept_total").increment(0);
        Self { transport }
    }
}

#[async_trait]
impl ScheduledTask for Sweep {
    type Preparation = Vec<QueueState>;

    fn name(&self) -> &'static str {
        "sweeper"
    }

    fn period(&self) -> TaskPeriod {
        TaskPeriod::HalfMinute
    }

    fn missed(&self) -> MissedPeriods {
        MissedPeriods::OnlyLatest
    }

    async fn prepare(&self) -> Result<Self::Preparation, TaskError> {
        Ok(empty_queues(self.transport.as_ref()).await?)
    }

    async fn run(
        &self,
        connection: &mut AsyncPgConnection,
        queues: &Self::Preparation,
        due: &DuePeriod,
    ) -> Result<TaskWork, TaskError> {
        let (rows, more) = sweep(connection, queues, due.now).await?;
        Ok(TaskWork { rows, more })
    }

    fn committed(&self, rows: usize) {
        counter!("ocop_jobs_swept_total").increment(u64::try_from(rows).unwrap_or(u64::MAX));
    }
}
