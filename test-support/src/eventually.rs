//! Waiting for an outcome without a fixed sleep: ask again until it holds or patience ends.

use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;

/// How long a test waits for what must happen: far longer than a loaded two-core machine needs, reached only on failure.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// Between two questions: short against every test, long against the cost of asking.
const PAUSE: Duration = Duration::from_millis(25);

/// Asks until `question` answers `Ok` and returns it; after [`PATIENCE`] the last `Err` fails the test.
pub async fn eventually<T, E, F, Q>(question: Q) -> T
where
    Q: FnMut() -> F,
    F: Future<Output = Result<T, E>>,
    E: Debug,
{
    eventually_within(PATIENCE, question).await
}

/// [`eventually`] with a deadline of its own.
pub async fn eventually_within<T, E, F, Q>(deadline: Duration, mut question: Q) -> T
where
    Q: FnMut() -> F,
    F: Future<Output = Result<T, E>>,
    E: Debug,
{
    let end = Instant::now() + deadline;
    loop {
        match question().await {
            Ok(answer) => return answer,
            Err(last) if Instant::now() >= end => panic!("not within {deadline:?}; last seen: {last:?}"),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
