//! What the outbox hands to a transport.

use super::kind::JobKind;
use super::lane::Lane;

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which work queue.
    pub kind: JobKind,
    /// Of which lane.
    pub lane: Lane,
    /// 0: at once; n: after the wait of the nth retry step.
    pub retry_step: i16,
    /// The envelope in JSON.
    pub body: String,
}
