//! The version of the statistics as this process knows it, and the answers it keeps by version.

use super::kept::{AnswerKey, KeptAnswer};
use super::store::Store;
use api_http::problem::{ApiResult, Problem};
use moka::future::Cache;
use shared::database::{Database, StoreResult, recognitions};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// Bytes of answers kept: those of many dashboards, a few kilobytes each. Old versions leave as the least used.
const KEPT_BYTES: u64 = 64 * 1024 * 1024;
/// The same for answers that are kept [`BRIEFLY`].
const KEPT_BRIEFLY_BYTES: u64 = 16 * 1024 * 1024;
/// How old a figure may be that other records change than those which raise the version: about as long as a poll waits for news
/// of versions in the worst case, so that all figures of a page are of the same few seconds.
pub(crate) const BRIEFLY: Duration = Duration::from_secs(5);

/// What polls are answered from.
#[derive(Debug)]
pub struct Statistics {
    /// The highest version heard of.
    version: AtomicI64,
    /// The same for those who wait for the next.
    news: watch::Sender<i64>,
    /// True while news of versions arrive; otherwise each poll asks the database.
    followed: AtomicBool,
    /// The recognised intervals.
    store: Store,
    /// By question and version.
    answers: Cache<(AnswerKey, i64), Arc<KeptAnswer>>,
    /// By question, for a few seconds.
    brief: Cache<AnswerKey, Arc<KeptAnswer>>,
}

impl Default for Statistics {
    fn default() -> Self {
        Self {
            version: AtomicI64::new(0),
            news: watch::Sender::new(0),
            followed: AtomicBool::new(false),
            store: Store::default(),
            answers: Cache::builder()
                .max_capacity(KEPT_BYTES)
                .weigher(|_, answer: &Arc<KeptAnswer>| answer.weight())
                .build(),
            brief: Cache::builder()
                .max_capacity(KEPT_BRIEFLY_BYTES)
                .weigher(|_, answer: &Arc<KeptAnswer>| answer.weight())
                .time_to_live(BRIEFLY)
                .build(),
        }
    }
}

impl Statistics {
    /// Tells of a version, by `NOTIFY`, from the worker in the same process, or from a result just read. Older news are
    /// ignored, so their order does not matter.
    pub fn raise(&self, version: i64) {
        if self.version.fetch_max(version, Ordering::AcqRel) < version {
            // Two may come here in either order.
            self.news.send_if_modified(|known| {
                let is_newer = *known < version;
                *known = version.max(*known);
                is_newer
            });
        }
    }

    /// Tells of each version from now on, the newest where several came at once.
    pub(crate) fn news(&self) -> watch::Receiver<i64> {
        self.news.subscribe()
    }

    /// Says whether every new version will be told by [`Statistics::raise`].
    pub fn set_followed(&self, followed: bool) {
        self.followed.store(followed, Ordering::Release);
    }

    /// The highest version heard of, which the database has at least.
    pub(crate) fn known(&self) -> i64 {
        self.version.load(Ordering::Acquire)
    }

    /// The recognised intervals in memory.
    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    /// Loads the recognised intervals into memory, unless they are there.
    pub async fn load(&self, database: &Database) -> StoreResult<()> {
        self.store.load(database).await
    }

    /// The version now, while it is followed.
    pub(crate) fn followed_version(&self) -> Option<i64> {
        let known = self.version.load(Ordering::Acquire);
        (known > 0 && self.followed.load(Ordering::Acquire)).then_some(known)
    }

    /// The version now: from memory while it is followed, otherwise from the database.
    pub(crate) async fn version(&self, database: &Database) -> StoreResult<i64> {
        if let Some(known) = self.followed_version() {
            return Ok(known);
        }
        let mut connection = database.connection().await?;
        self.raise(recognitions::version(&mut connection).await?);
        Ok(self.version.load(Ordering::Acquire))
    }

    /// The answer kept under `key` at `version` or later; computed once however many ask at the same time.
    pub(crate) async fn answer(
        &self,
        key: AnswerKey,
        version: i64,
        compute: impl Future<Output = ApiResult<KeptAnswer>>,
    ) -> ApiResult<Arc<KeptAnswer>> {
        let answer = self
            .answers
            .try_get_with((key, version), async { compute.await.map(Arc::new) })
            .await
            .map_err(|problem: Arc<Problem>| Problem::clone(&problem))?;
        self.raise(answer.version);
        Ok(answer)
    }

    /// The answer kept under `key` for no longer than [`BRIEFLY`]; computed once however many ask at the same time.
    pub(crate) async fn brief_answer(
        &self,
        key: AnswerKey,
        compute: impl Future<Output = ApiResult<KeptAnswer>>,
    ) -> ApiResult<Arc<KeptAnswer>> {
        self.brief
            .try_get_with(key, async { compute.await.map(Arc::new) })
            .await
            .map_err(|problem: Arc<Problem>| Problem::clone(&problem))
    }
}
