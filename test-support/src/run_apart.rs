//! Runs a future on a runtime of its own, for set-up that needs several threads and for clean-up in `Drop`.

use std::future::Future;

/// The future's result, computed on another thread by a fresh multi-threaded runtime; blocks the caller meanwhile.
pub(crate) fn run_apart<F>(future: F) -> F::Output
where
    F: Future + Send,
    F::Output: Send,
{
    std::thread::scope(|scope| {
        scope
            .spawn(|| {
                tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(2)
                    .enable_all()
                    .build()
                    .expect("a tokio runtime")
                    .block_on(future)
            })
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
