//! Versions of the messages.

/// A shape of `data` in a message. A changed shape is a new version; workers read every version that may still be under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageVersion {
    /// One job and what it is about.
    V1,
    /// Many jobs.
    V2,
}

impl MessageVersion {
    pub(super) const ALL: [Self; 2] = [Self::V1, Self::V2];
}
