//! A panic becomes one log line, without a backtrace on somebody's terminal.

use crate::embedded;
use std::panic::PanicHookInfo;

/// Takes the place of the standard library's report.
pub(crate) fn report_in_one_line() {
    std::panic::set_hook(Box::new(|panic| {
        let thread = std::thread::current();
        // pglite's starting thread: its panic comes back as an error, which is told once, by the one who waits for it.
        if thread
            .name()
            .is_some_and(|name| name.starts_with(embedded::THREAD))
        {
            tracing::debug!("{}", text(panic));
        } else {
            tracing::error!("{}", text(panic));
        }
    }));
}

fn text(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("no message");
    format!(
        "panic at {place}: {}",
        message.split_whitespace().collect::<Vec<_>>().join(" ")
    )
}
