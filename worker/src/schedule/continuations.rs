//! Certificates that go on by law while their renewal is pending.

use super::{DuePeriod, MissedPeriods, RowTask, TaskPeriod};
use crate::context::OnVersion;
use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use shared::database::{StoreResult, recognitions};
use shared::domain::criteria::Regimes;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Lets certificates go on each Vietnamese day. Those whose renewal is handed in here do so at once; this is for renewals that were handed in
/// under a former decision or by another way.
pub struct Continuations {
    regimes: Arc<Regimes>,
    on_version: Option<OnVersion>,
    /// The version of the statistics that the transaction under way raised.
    version: AtomicI64,
}

impl Continuations {
    /// By the rules of `regimes`; `on_version` hears of new versions of the statistics.
    #[must_use]
    pub fn new(regimes: Arc<Regimes>, on_version: Option<OnVersion>) -> Self {
        Self {
            regimes,
            on_version,
            version: AtomicI64::new(0),
        }
    }
}

#[async_trait]
impl RowTask for Continuations {
    const NAME: &'static str = "continuations";
    const PERIOD: TaskPeriod = TaskPeriod::Day;
    const MISSED: MissedPeriods = MissedPeriods::OnlyLatest;
    /// A decision brings hundreds of certificates, which all end on one day.
    const CHUNK: i64 = 1_000;

    async fn work(&self, connection: &mut AsyncPgConnection, due: &DuePeriod) -> StoreResult<usize> {
        let Some(rule) = self.regimes.continuation_on(due.day) else {
            return Ok(0);
        };
        let pending = recognitions::unheard(connection, rule, due.day, Self::CHUNK).await?;
        let hand = ("worker:continuations", due.now);
        if let Some(version) = recognitions::go_on(connection, rule, &pending, due.day, hand).await? {
            self.version.store(version, Ordering::Relaxed);
        }
        Ok(pending.len())
    }

    fn worked(&self) {
        if let Some(on_version) = &self.on_version {
            on_version(self.version.load(Ordering::Relaxed));
        }
    }
}
