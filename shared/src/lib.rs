//! What the OCOP services share: the domain model (pure), the database, the job queue, configuration.

pub mod domain;
