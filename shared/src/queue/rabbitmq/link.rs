//! A way to the broker, each step of which ends.

use crate::queue::transport::TransportError;
use lapin::{Channel, Connection};
use std::future::Future;
use std::time::Duration;

/// A connection and its one channel; both end with the value.
pub(super) struct Link {
    pub(super) connection: Connection,
    pub(super) channel: Channel,
}

impl Link {
    /// Says good-bye, so that the broker gives unsettled messages to others at once.
    pub(super) async fn close(&self, limit: Duration) -> Result<(), TransportError> {
        within(limit, "close", self.connection.close(200, "done".into())).await
    }
}

/// A step of AMQP that ends within `limit`.
pub(super) async fn within<T>(
    limit: Duration,
    step: &'static str,
    work: impl Future<Output = lapin::Result<T>>,
) -> Result<T, TransportError> {
    match tokio::time::timeout(limit, work).await {
        Ok(result) => result.map_err(|error| unavailable(&error)),
        Err(_) => Err(TransportError::TimedOut { step, limit }),
    }
}

pub(super) fn unavailable(error: &lapin::Error) -> TransportError {
    TransportError::Unavailable(error.to_string())
}
