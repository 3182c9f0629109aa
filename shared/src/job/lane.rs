//! Lanes: two ways from the outbox to the workers, each with queues and consumers of its own.

use super::version::MessageVersion;

crate::text_enum! {
    /// Which way a job takes. A batch of any size stands in its own lane, so it holds up nobody who asks for one
    /// evaluation; what is asked for one by one comes slower than workers take it, because each costs a commit.
    pub enum Lane {
        /// Asked for by itself: one job a message, version 1.
        Single = "single",
        /// One of a batch: many jobs a message, version 2.
        Bulk = "bulk",
    }
}

/// Jobs that one message of the bulk lane names at most: as many as a worker does in one transaction by default.
pub const JOBS_PER_MESSAGE: usize = 100;

impl Lane {
    /// The version of its messages.
    #[must_use]
    pub const fn version(self) -> MessageVersion {
        match self {
            Self::Single => MessageVersion::V1,
            Self::Bulk => MessageVersion::V2,
        }
    }

    /// Jobs that one of its messages names at most.
    #[must_use]
    pub const fn jobs_per_message(self) -> usize {
        match self {
            Self::Single => 1,
            Self::Bulk => JOBS_PER_MESSAGE,
        }
    }

    /// Messages that carry about so many jobs, at least one.
    #[must_use]
    pub fn messages(self, jobs: usize) -> usize {
        jobs.div_ceil(self.jobs_per_message()).max(1)
    }
}
