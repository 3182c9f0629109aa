//! The statistics in memory: the recognised intervals, the version they follow, and the answers kept by it.

pub(crate) mod kept;
pub(crate) mod store;
pub(crate) mod version;

mod follow;
mod loading;

pub use follow::follow;
pub use loading::keep_in_memory;
pub use version::Statistics;
