//! What asks the process to stop.

use std::io;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A token that Ctrl-C (SIGINT) or SIGTERM cancels; later signals change nothing, for the stop has its limits.
///
/// # Errors
/// Where the system does not let us listen.
pub(crate) fn stop_requested() -> io::Result<CancellationToken> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let token = CancellationToken::new();
    let requested = token.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        requested.cancel();
    });
    Ok(token)
}
