//! What this process takes on: it turns clients away before its memory grows, and tells them when to come again.

use crate::config::Limits;
use api_http::problem::{Code, Problem};
use metrics::counter;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a batch waits for others to leave before it is turned away: about what one takes.
const ROOM: Duration = Duration::from_secs(2);
/// When a turned away request may come again.
const SOON: Duration = Duration::from_secs(1);
/// When a batch may come again where too many jobs wait: a worker does some hundred thousand meanwhile.
const LATER: Duration = Duration::from_secs(60);
/// The bodies of batches are counted in these.
const KIBIBYTE: usize = 1024;

/// Counts what is in work; one a process.
#[derive(Debug)]
pub(crate) struct Admission {
    limits: Limits,
    patience: Duration,
    requests: AtomicUsize,
    room: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    batches: Mutex<HashMap<String, usize>>,
    waiting: AtomicI64,
}

/// A request in work, until it is dropped.
pub(crate) struct AdmittedRequest(Arc<Admission>);

/// A batch in work, until it is dropped.
#[derive(Debug)]
pub(crate) struct BatchSlot {
    admission: Arc<Admission>,
    client: String,
    _room: OwnedSemaphorePermit,
}

impl Admission {
    /// Nothing is in work yet.
    pub(crate) fn new(limits: Limits) -> Self {
        let room = limits.batch_mebibytes.saturating_mul(KIBIBYTE);
        Self {
            limits,
            patience: ROOM,
            requests: AtomicUsize::new(0),
            room: Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS))),
            uploads: Arc::new(Semaphore::new(limits.uploads)),
            streams: Arc::new(Semaphore::new(limits.streams)),
            batches: Mutex::default(),
            waiting: AtomicI64::new(0),
        }
    }

    /// Lets a request in.
    ///
    /// # Errors
    /// 503 where as many as may be are in work.
    pub(crate) fn request(self: &Arc<Self>) -> Result<AdmittedRequest, Problem> {
        let entered = AdmittedRequest(Arc::clone(self));
        // Counted before it is compared, so that many at once do not pass together; the guard takes a refused one back.
        if self.requests.fetch_add(1, Ordering::Relaxed) >= self.limits.requests {
            return Err(shed("requests", Problem::new(Code::Overloaded)).retry_after(SOON));
        }
        Ok(entered)
    }

    /// Passes where more jobs may come.
    ///
    /// # Errors
    /// 503 where too many wait already.
    pub(crate) fn backlog(&self) -> Result<(), Problem> {
        if self.waiting.load(Ordering::Relaxed) >= self.limits.waiting {
            return Err(shed("backlog", Problem::new(Code::BacklogFull)).retry_after(LATER));
        }
        Ok(())
    }

    /// Lets lines of `client` in whose body has up to `bytes`, before the body is read.
    ///
    /// # Errors
    /// 503 where there is no room for the body, 429 where too many of this client's batches are in work.
    pub(crate) async fn lines(self: &Arc<Self>, client: String, bytes: usize) -> Result<BatchSlot, Problem> {
        let counted = self.count(client)?;
        let size = u32::try_from(bytes.div_ceil(KIBIBYTE)).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).acquire_many_owned(size);
        match tokio::time::timeout(self.patience, room).await {
            Ok(Ok(room)) => Ok(BatchSlot {
                admission: Arc::clone(self),
                client: counted.keep(),
                _room: room,
            }),
            _ => Err(shed("batch_memory", Problem::new(Code::Overloaded)).retry_after(SOON)),
        }
    }

    /// Lets an upload in; its slot is free again when the permit is dropped.
    ///
    /// # Errors
    /// 503 where as many as may be are under way.
    pub(crate) fn upload(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let free = Arc::clone(&self.uploads).try_acquire_owned();
        free.map_err(|_| shed("uploads", Problem::new(Code::Overloaded)).retry_after(SOON))
    }

    /// Lets a stream of news in; its place is free again when the permit is dropped.
    ///
    /// # Errors
    /// 503 where as many as may be are open.
    pub(crate) fn stream(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let free = Arc::clone(&self.streams).try_acquire_owned();
        free.map_err(|_| shed("streams", Problem::new(Code::Overloaded)).retry_after(LATER))
    }

    fn count(&self, client: String) -> Result<ClientSlot<'_>, Problem> {
        let mut batches = self.batches();
        let number = batches.entry(client.clone()).or_default();
        if *number >= self.limits.batches_per_client {
            return Err(shed("batches_per_client", Problem::new(Code::TooManyRequests)).retry_after(SOON));
        }
        *number += 1;
        Ok(ClientSlot {
            admission: self,
            client: Some(client),
        })
    }

    fn leave(&self, client: &str) {
        let mut batches = self.batches();
        if let Some(number) = batches.get_mut(client) {
            *number = number.saturating_sub(1);
            if *number == 0 {
                batches.remove(client);
            }
        }
    }

    fn batches(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of how many jobs are unfinished.
    pub(crate) fn sampled(&self, waiting: i64) {
        self.waiting.store(waiting, Ordering::Relaxed);
    }
}

/// A batch that is counted and still waits for room: its client may go away meanwhile.
struct ClientSlot<'a> {
    admission: &'a Admission,
    client: Option<String>,
}

impl ClientSlot<'_> {
    /// Leaves the count to another guard.
    fn keep(mut self) -> String {
        self.client.take().unwrap_or_default()
    }
}

impl Drop for ClientSlot<'_> {
    fn drop(&mut self) {
        if let Some(client) = &self.client {
            self.admission.leave(client);
        }
    }
}

impl Drop for BatchSlot {
    fn drop(&mut self) {
        self.admission.leave(&self.client);
    }
}

impl Drop for AdmittedRequest {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

fn shed(limit: &'static str, problem: Problem) -> Problem {
    counter!("ocop_requests_shed_total", "limit" => limit).increment(1);
    problem
}

/// Makes the series that show their first rise only where they are there from the start.
pub(crate) fn count_from_zero() {
    for limit in [
        "requests",
        "backlog",
        "batch_memory",
        "batches_per_client",
        "uploads",
        "streams",
    ] {
        counter!("ocop_requests_shed_total", "limit" => limit).increment(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission() -> Arc<Admission> {
        let limits = Limits {
            requests: 2,
            batch_mebibytes: 64,
            batches_per_client: 2,
            waiting: 100,
            uploads: 1,
            streams: 1,
            verifications: 60,
            open_data: 60,
        };
        Arc::new(Admission {
            patience: Duration::ZERO,
            ..Admission::new(limits)
        })
    }

    fn code<T>(outcome: Result<T, Problem>) -> Option<Code> {
        outcome.err().map(|problem| problem.code())
    }

    #[test]
    fn a_request_beyond_the_limit_is_refused_until_another_ends() {
        let admission = admission();
        let first = admission.request().ok();
        let _second = admission.request().ok();
        assert_eq!(code(admission.request()), Some(Code::Overloaded));
        assert_eq!(code(admission.request()), Some(Code::Overloaded));
        drop(first);
        assert_eq!(code(admission.request()), None);
    }

    #[tokio::test]
    async fn batches_are_bounded_by_client_by_size_and_by_what_waits() {
        const MIB: usize = 1024 * 1024;
        let admission = admission();
        let batch = async |client: &str, size| admission.lines(client.to_owned(), size).await;
        let first = batch("a", 30 * MIB).await.ok();
        let second = batch("a", MIB).await.ok();
        assert_eq!(code(batch("a", MIB).await), Some(Code::TooManyRequests));
        assert_eq!(code(batch("b", 40 * MIB).await), Some(Code::Overloaded));
        drop(first);
        let third = batch("b", 40 * MIB).await;
        assert_eq!(code(third), None);
        drop(second);
        assert!(admission.batches().is_empty());
        admission.sampled(100);
        assert_eq!(code(admission.backlog()), Some(Code::BacklogFull));
        assert_eq!(code(batch("a", MIB).await), None);
    }
}
