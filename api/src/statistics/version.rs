//! The version of the statistics as this process knows it, and the answers it keeps by version.

use super::answer::{KeptAnswer, compute};
use super::question::Question;
use crate::problem::Problem;
use moka::future::Cache;
use shared::database::{Database, StoreResult, recognitions};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Answers kept: those of many dashboards, a few kilobytes each. Old versions leave as the least used.
const KEPT_ANSWERS: u64 = 4096;

/// What polls are answered from.
#[derive(Debug)]
pub struct Statistics {
    /// The highest version heard of.
    version: AtomicI64,
    /// True while news of versions arrive; otherwise each poll asks the database.
    followed: AtomicBool,
    answers: Cache<(Question, i64), Arc<KeptAnswer>>,
}

impl Default for Statistics {
    fn default() -> Self {
        Self {
            version: AtomicI64::new(0),
            followed: AtomicBool::new(false),
            answers: Cache::new(KEPT_ANSWERS),
        }
    }
}

impl Statistics {
    /// Tells of a version, by `NOTIFY`, from the worker in the same process, or from a result just read. Older news are
    /// ignored, so their order does not matter.
    pub fn raise(&self, version: i64) {
        self.version.fetch_max(version, Ordering::AcqRel);
    }

    /// Says whether every new version will be told by [`Statistics::raise`].
    pub fn set_followed(&self, followed: bool) {
        self.followed.store(followed, Ordering::Release);
    }

    /// The version now, while it is followed.
    pub(super) fn followed_version(&self) -> Option<i64> {
        let known = self.version.load(Ordering::Acquire);
        (known > 0 && self.followed.load(Ordering::Acquire)).then_some(known)
    }

    /// The version now: from memory while it is followed, otherwise from the database.
    pub(super) async fn version(&self, database: &Database) -> StoreResult<i64> {
        if let Some(known) = self.followed_version() {
            return Ok(known);
        }
        let mut connection = database.connection().await?;
        self.raise(recognitions::version(&mut connection).await?);
        Ok(self.version.load(Ordering::Acquire))
    }

    /// The answer to `question` at `version` or later; asked of the database once however many ask at the same time.
    pub(super) async fn answer(
        &self,
        database: &Database,
        question: Question,
        version: i64,
    ) -> Result<Arc<KeptAnswer>, Problem> {
        let key = (question.clone(), version);
        let answer = self
            .answers
            .try_get_with(key, async { compute(database, &question).await.map(Arc::new) })
            .await
            .map_err(|problem: Arc<Problem>| Problem::clone(&problem))?;
        self.raise(answer.version);
        Ok(answer)
    }
}
