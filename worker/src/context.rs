//! What the parts of a worker share.

use crate::config::WorkerSettings;
use crate::consumers::Consumers;
use shared::clock::Clock;
use shared::database::Database;
use shared::domain::criteria::Regimes;
use shared::queue::transport::Transport;
use std::sync::Arc;

/// Called with a new version of the statistics.
pub type OnVersion = Arc<dyn Fn(i64) + Send + Sync>;

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
    /// The rules of the decisions, as data.
    pub regimes: Arc<Regimes>,
    /// Hears of new versions of the statistics that scheduled work raises, for an api in the same process.
    pub on_version: Option<OnVersion>,
    /// Its consumers, as far as they are connected.
    pub consumers: Consumers,
}
