//! Failed calls of the database and of the broker as problems.

use super::{ApiResult, Code, Problem};
use shared::database::StoreError;
use shared::queue::transport::TransportError;
use std::time::Duration;

/// What a client is told to wait while the database or the broker is away: about as long as a fail-over or restart takes.
const PAUSE: Duration = Duration::from_secs(5);

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => {
                tracing::warn!(error = %cause, "database unavailable");
                Self::new(Code::Unavailable).retry_after(PAUSE)
            }
            StoreError::Conflict { constraint } => {
                tracing::debug!(constraint, "conflict");
                Self::new(Code::Conflict)
            }
            StoreError::NotFound => Self::not_found(),
            StoreError::Internal(cause) => Self::internal(&cause),
        }
    }
}

/// What came of a statement that another row may stand in the way of.
pub trait OnConflict<T> {
    /// 409 with what that means, where it does. Everything else is what it is.
    ///
    /// # Errors
    /// The failure of the statement.
    fn on_conflict(self, vi: &str, en: &str) -> ApiResult<T>;
}

impl<T> OnConflict<T> for Result<T, StoreError> {
    fn on_conflict(self, vi: &str, en: &str) -> ApiResult<T> {
        self.map_err(|error| match error {
            StoreError::Conflict { .. } => Problem::new(Code::Conflict).detail(vi, en),
            error => error.into(),
        })
    }
}

impl Problem {
    /// Something that the services need is away for a moment: 503 with `Retry-After`.
    pub fn unavailable(vi: &str, en: &str) -> Self {
        Self::new(Code::Unavailable).detail(vi, en).retry_after(PAUSE)
    }
}

impl From<TransportError> for Problem {
    fn from(error: TransportError) -> Self {
        tracing::warn!(%error, "broker unavailable");
        Self::unavailable(
            "Hệ thống hàng đợi tạm thời không trả lời.",
            "The message broker does not answer for the moment.",
        )
    }
}

impl From<diesel::result::Error> for Problem {
    fn from(error: diesel::result::Error) -> Self {
        StoreError::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;

    #[test]
    fn each_store_error_has_its_code() {
        let cases = [
            (StoreError::Unavailable("gone".to_owned()), Code::Unavailable),
            (
                StoreError::Conflict {
                    constraint: "products_code_key".to_owned(),
                },
                Code::Conflict,
            ),
            (StoreError::NotFound, Code::NotFound),
            (StoreError::Internal("syntax".to_owned()), Code::Internal),
        ];
        for (error, code) in cases {
            assert_eq!(Problem::from(error).code(), code);
        }
        let problem = Problem::from(StoreError::Unavailable("gone".to_owned()));
        assert_eq!(problem.status_code(), 503);
        assert!(
            problem
                .0
                .headers
                .iter()
                .any(|(name, value)| name == "retry-after" && value == "5")
        );
    }
}
