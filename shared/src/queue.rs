//! The way of a job from the database to a worker: the message, the two transports, the outbox relay, the sweeper.
//!
//! The table `jobs` is the truth; what travels here may be lost, doubled or late without harm.

pub mod backoff;
pub mod envelope;
pub mod gauges;
pub mod in_process;
pub mod kind;
pub mod lane;
pub mod rabbitmq;
pub mod relay;
pub mod retry;
pub mod sweeper;
pub mod trace;
pub mod transport;

pub use envelope::{Envelope, EnvelopeError, JobRefs};
pub use kind::JobKind;
pub use lane::Lane;
pub use retry::RetryDelays;
