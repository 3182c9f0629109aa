//! The kinds of jobs: each has its own message types, queues and handler.

use super::lane::Lane;
use super::version::MessageVersion;

crate::text_enum! {
    /// What a job does.
    pub enum JobKind {
        /// Scores the sheets of one evaluation and records what follows from it.
        Evaluation = "evaluation",
        /// Checks a list, or takes it over into the register.
        Import = "import",
    }
}

impl JobKind {
    /// The CloudEvents `type` of the message.
    #[must_use]
    pub const fn message_type(self, version: MessageVersion) -> &'static str {
        match (self, version) {
            (Self::Evaluation, MessageVersion::V1) => "vn.ocop.evaluation.requested.v1",
            (Self::Evaluation, MessageVersion::V2) => "vn.ocop.evaluation.requested.v2",
            (Self::Import, MessageVersion::V1) => "vn.ocop.import.requested.v1",
            (Self::Import, MessageVersion::V2) => "vn.ocop.import.requested.v2",
        }
    }

    /// The work queue of a lane without prefix. It carries a version: a queue's arguments cannot be changed, only replaced.
    #[must_use]
    pub const fn queue(self, lane: Lane) -> &'static str {
        match (self, lane) {
            (Self::Evaluation, Lane::Single) => "ocop.evaluation.v1",
            (Self::Evaluation, Lane::Bulk) => "ocop.evaluation-bulk.v1",
            (Self::Import, Lane::Single) => "ocop.import.v1",
            (Self::Import, Lane::Bulk) => "ocop.import-bulk.v1",
        }
    }

    /// Jobs that a worker takes at a time, where it may not be as many as it likes: a list takes minutes, and the next one is better off
    /// with another worker.
    #[must_use]
    pub const fn most_at_a_time(self) -> usize {
        match self {
            Self::Evaluation => usize::MAX,
            Self::Import => 1,
        }
    }

    /// The kind and version of a CloudEvents `type`.
    #[must_use]
    pub fn of_message_type(message_type: &str) -> Option<(Self, MessageVersion)> {
        Self::ALL.iter().find_map(|kind| {
            let version = MessageVersion::ALL
                .into_iter()
                .find(|version| kind.message_type(*version) == message_type)?;
            Some((*kind, version))
        })
    }
}
