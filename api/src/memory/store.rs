//! The recognised intervals in the memory of this process, from which questions about products are answered: loaded once, then
//! brought to each new version by what has changed. While they are not loaded, the database is asked.

mod columns;
mod dictionary;
mod rows;
mod tally;

use metrics::gauge;
use rows::Rows;
use shared::database::statistics::intervals::{self, IntervalRow};
use shared::database::{Database, StoreError, StoreResult};
use shared::domain::access::Scope;
use shared::domain::statistics::{MeasureSelection, ProductFigures, ProductQuestion};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::spawn_blocking;

/// Questions counted at once: each takes a processor for some milliseconds, and memory for its cells.
const COUNTED_AT_ONCE: usize = 2;

/// The intervals and how far they are.
#[derive(Debug)]
pub(crate) struct Store {
    rows: Arc<RwLock<Rows>>,
    /// The version of the rows; 0 before they are loaded.
    version: AtomicI64,
    /// Held by who brings the rows to a newer version.
    renewal: Mutex<()>,
    counting: Semaphore,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            rows: Arc::default(),
            version: AtomicI64::new(0),
            renewal: Mutex::new(()),
            counting: Semaphore::new(COUNTED_AT_ONCE),
        }
    }
}

/// More cells and points than one answer may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooMany;

impl Store {
    /// Loads all intervals of one moment, unless they are loaded.
    pub(crate) async fn load(&self, database: &Database) -> StoreResult<()> {
        let _renewing = self.renewal.lock().await;
        if self.is_loaded() {
            return Ok(());
        }
        let begin = Instant::now();
        let mut rows = Rows::default();
        let mut read = Vec::new();
        let mut connection = database.connection().await?;
        let (version, _) = intervals::read(&mut connection, None, |portion| {
            read.extend(portion.into_iter().map(|row| rows.read(row)));
        })
        .await?;
        drop(connection);
        let intervals = read.len();
        let rows = spawn_blocking(move || {
            rows.put(read);
            rows.put_in_order();
            rows.version = version;
            rows
        })
        .await
        .map_err(died)?;
        record_intervals(rows.columns.len());
        *self.rows.write().unwrap_or_else(PoisonError::into_inner) = rows;
        self.version.store(version, Ordering::Release);
        gauge!("ocop_statistics_load_seconds").set(begin.elapsed());
        tracing::info!(intervals, version, elapsed = ?begin.elapsed(), "the statistics are in memory");
        Ok(())
    }

    /// Brings the intervals to `version` or later by what has changed; false where they are not loaded yet.
    pub(crate) async fn reach(&self, database: &Database, version: i64) -> StoreResult<bool> {
        if self.is_loaded() && self.version.load(Ordering::Acquire) >= version {
            return Ok(true);
        }
        let _renewing = match self.renewal.try_lock() {
            Ok(renewing) => renewing,
            // Who loads holds it for seconds, who only follows for milliseconds.
            Err(_) if !self.is_loaded() => return Ok(false),
            Err(_) => self.renewal.lock().await,
        };
        let known = self.version.load(Ordering::Acquire);
        if known == 0 || known >= version {
            return Ok(known != 0);
        }
        let mut changed: Vec<IntervalRow> = Vec::new();
        let mut connection = database.connection().await?;
        let (reached, twins) =
            intervals::read(&mut connection, Some(known), |portion| changed.extend(portion)).await?;
        drop(connection);
        let rows = Arc::clone(&self.rows);
        spawn_blocking(move || {
            let mut rows = rows.write().unwrap_or_else(PoisonError::into_inner);
            for twin in twins {
                rows.forget(twin);
            }
            let read = changed.into_iter().map(|row| rows.read(row)).collect();
            rows.put(read);
            record_intervals(rows.columns.len());
            rows.version = reached;
        })
        .await
        .map_err(died)?;
        self.version.store(reached, Ordering::Release);
        Ok(true)
    }

    /// The figures of `question` for each of `selections`, and the version they are of. Call it once they are loaded.
    ///
    /// # Errors
    /// [`StoreError::Internal`] where counting died.
    pub(crate) async fn count(
        &self,
        scope: &Scope,
        question: &ProductQuestion,
        selections: &[MeasureSelection],
    ) -> StoreResult<(i64, Result<Vec<ProductFigures>, TooMany>)> {
        let _counting = self.counting.acquire().await.map_err(died)?;
        let rows = Arc::clone(&self.rows);
        let (scope, question, selections) = (scope.clone(), question.clone(), selections.to_vec());
        let counted = spawn_blocking(move || {
            let rows = rows.read().unwrap_or_else(PoisonError::into_inner);
            let figures = tally::figures(&rows, &scope, &question, &selections);
            (rows.version, figures.ok_or(TooMany))
        });
        counted.await.map_err(died)
    }

    fn is_loaded(&self) -> bool {
        self.version.load(Ordering::Acquire) != 0
    }
}

/// Sets the gauge of the intervals in memory.
fn record_intervals(intervals: usize) {
    gauge!("ocop_statistics_intervals").set(u32::try_from(intervals).unwrap_or(u32::MAX));
}

fn died(error: impl std::fmt::Display) -> StoreError {
    StoreError::Internal(error.to_string())
}

#[cfg(test)]
mod tests;
