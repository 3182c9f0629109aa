//! How many processors the service may use.

use std::sync::LazyLock;
use std::thread::available_parallelism;

/// Processors, at least one. The system is asked once: in a container that means reading files.
pub(crate) fn processors() -> usize {
    static KNOWN: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, usize::from));
    *KNOWN
}
