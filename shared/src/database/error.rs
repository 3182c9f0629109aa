//! What can go wrong between us and PostgreSQL, sorted by what the caller can do about it.

use diesel::result::{DatabaseErrorKind, Error};

/// A failed database call.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection, or it broke, or a time-out: worth another try later (503 with `Retry-After`).
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A unique or foreign key said no; the name of the constraint tells which.
    #[error("the database refused a row: constraint {constraint}")]
    Conflict {
        /// The constraint's name.
        constraint: String,
    },
    /// The row asked for is not there.
    #[error("no such row")]
    NotFound,
    /// Anything else is a fault of ours.
    #[error("database error: {0}")]
    Internal(String),
}

/// A result of a database call.
pub type StoreResult<T> = Result<T, StoreError>;

/// Messages by which PostgreSQL or the driver tell that the connection or the server went away, not that the query is wrong.
const TRANSIENT: [&str; 9] = [
    "connection closed",
    "terminating connection",
    "canceling statement due to statement timeout",
    "the database system is",
    "deadlock detected",
    "read-only transaction",
    "Connection refused",
    "Broken pipe",
    "too many clients",
];

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(
                DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation,
                information,
            ) => Self::Conflict {
                constraint: information.constraint_name().unwrap_or_default().to_owned(),
            },
            Error::DatabaseError(
                kind @ (DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ReadOnlyTransaction
                | DatabaseErrorKind::UnableToSendCommand),
                information,
            ) => Self::Unavailable(format!("{kind:?}: {}", information.message())),
            Error::BrokenTransactionManager => Self::Unavailable("broken transaction".to_owned()),
            other => {
                let text = other.to_string();
                if TRANSIENT.iter().any(|part| text.contains(part)) {
                    Self::Unavailable(text)
                } else {
                    Self::Internal(text)
                }
            }
        }
    }
}

impl From<diesel_async::pooled_connection::deadpool::PoolError> for StoreError {
    fn from(error: diesel_async::pooled_connection::deadpool::PoolError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
