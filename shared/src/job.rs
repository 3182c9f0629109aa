//! What database and queue say of jobs in the same words: kinds, lanes, messages, retries. It knows neither of them.

mod envelope;
mod kind;
mod lane;
mod message;
mod retry;
mod version;

pub use envelope::{Envelope, EnvelopeError, JobRefs};
pub use kind::JobKind;
pub use lane::{JOBS_PER_MESSAGE, Lane};
pub use message::Message;
pub use retry::{MAX_ATTEMPTS, RetryDelays};
pub use version::MessageVersion;
