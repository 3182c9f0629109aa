//! Why the api does not start.

use crate::auth::KeyError;
use shared::database::StoreError;
use shared::domain::criteria::InvalidCriteria;

/// The api cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The criteria inside the program are broken.
    #[error(transparent)]
    Criteria(#[from] InvalidCriteria),
    /// Address in use, file not readable.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// Anything else that must hold before serving.
    #[error("{0}")]
    Other(String),
}
