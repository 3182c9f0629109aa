//! Failed sign-ins slow down: so many per name and address, then 429 until the window is over.

use api_http::problem::{Code, Problem};
use moka::sync::Cache;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Failures of one name from one address until it is refused unheard.
const MOST_FAILURES: u32 = 10;
/// How long failures count, from the first.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// Names and addresses remembered; beyond that the least used are forgotten, at the cost of some extra tries.
const REMEMBERED: u64 = 100_000;

type Key = (&'static str, String, Option<IpAddr>);

/// Counts of failures in this process. The address is that of the connection: what a proxy in front claims is not
/// believed, so behind one all clients share it and the limit holds per name.
#[derive(Debug)]
pub(crate) struct Attempts {
    failures: Cache<Key, Arc<Failures>>,
}

#[derive(Debug)]
struct Failures {
    since: Instant,
    count: AtomicU32,
}

/// A sign-in under way: it counts as failed unless told otherwise.
#[must_use]
pub(crate) struct Attempt<'a> {
    attempts: &'a Attempts,
    key: Key,
}

impl Attempts {
    /// No failures yet.
    pub(crate) fn new() -> Self {
        let failures = Cache::builder()
            .max_capacity(REMEMBERED)
            .time_to_live(WINDOW)
            .build();
        Self { failures }
    }

    /// Begins a try of `name`, of a `kind` of names.
    ///
    /// # Errors
    /// 429 with the rest of the window where too many have failed.
    pub(crate) fn begin(
        &self,
        kind: &'static str,
        name: &str,
        peer: Option<SocketAddr>,
    ) -> Result<Attempt<'_>, Problem> {
        let key = (kind, name.to_owned(), peer.map(|peer| peer.ip()));
        let failures = self.failures.get_with(key.clone(), || {
            Arc::new(Failures {
                since: Instant::now(),
                count: AtomicU32::new(0),
            })
        });
        // Counted before the slow check, so that many at once do not pass together.
        if failures.count.fetch_add(1, Ordering::Relaxed) >= MOST_FAILURES {
            let rest = WINDOW
                .saturating_sub(failures.since.elapsed())
                .max(Duration::from_secs(1));
            return Err(Problem::new(Code::TooManyRequests).retry_after(rest));
        }
        Ok(Attempt { attempts: self, key })
    }
}

impl Attempt<'_> {
    /// The right password: earlier failures are forgotten.
    pub(crate) fn succeeded(self) {
        self.attempts.failures.invalidate(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_failure_is_not_heard_and_success_forgets() {
        let attempts = Attempts::new();
        for _ in 0..MOST_FAILURES - 1 {
            let _failed = attempts.begin("client", "a", None).unwrap();
        }
        attempts.begin("client", "a", None).unwrap().succeeded();
        for _ in 0..MOST_FAILURES {
            let _failed = attempts.begin("client", "a", None).unwrap();
        }
        let refused = attempts.begin("client", "a", None).map(|_| ()).unwrap_err();
        assert_eq!(refused.code(), Code::TooManyRequests);
        assert!(attempts.begin("client", "b", None).is_ok());
        assert!(attempts.begin("person", "a", None).is_ok());
    }
}
