//! What the parts of a worker share.

use crate::config::WorkerSettings;
use crate::consumers::Consumers;
use shared::clock::Clock;
use shared::database::Database;
use shared::queue::transport::Transport;
use std::sync::Arc;

/// What a worker works with; clones share it.
#[derive(Clone)]
pub struct Context {
    /// The database with the jobs.
    pub database: Database,
    /// Where the messages come from.
    pub transport: Arc<dyn Transport>,
    /// How to work.
    pub settings: WorkerSettings,
    /// The time.
    pub clock: Clock,
    /// Its consumers, as far as they are connected.
    pub consumers: Consumers,
}
