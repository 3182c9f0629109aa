//! The kinds of jobs: each has its own message type, queue and handler.

crate::text_enum! {
    /// What a job does.
    pub enum JobKind {
        /// Scores the sheets of one evaluation and records what follows from it.
        Evaluation = "evaluation",
    }
}

impl JobKind {
    /// The CloudEvents `type` of the message; a changed shape of `data` is a new version.
    #[must_use]
    pub const fn message_type(self) -> &'static str {
        match self {
            Self::Evaluation => "vn.ocop.evaluation.requested.v1",
        }
    }

    /// The work queue without prefix. It carries a version: a queue's arguments cannot be changed, only replaced.
    #[must_use]
    pub const fn queue(self) -> &'static str {
        match self {
            Self::Evaluation => "ocop.evaluation.v1",
        }
    }

    /// The kind whose messages have this CloudEvents `type`.
    #[must_use]
    pub fn of_message_type(message_type: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.message_type() == message_type)
    }
}
