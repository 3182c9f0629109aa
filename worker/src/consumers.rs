//! How many consumers are connected to the transport, for whoever asks whether the worker is ready.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The count; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Consumers(Arc<AtomicUsize>);

/// A consumer that is connected, until it is dropped.
pub(crate) struct ConsumerConnection(Consumers);

impl Consumers {
    /// Counts one more.
    pub(crate) fn connected(&self) -> ConsumerConnection {
        self.0.fetch_add(1, Ordering::Relaxed);
        ConsumerConnection(self.clone())
    }

    /// How many are connected now.
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for ConsumerConnection {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
