//! What operators look after: jobs, dead letters and the audit log.

pub(crate) mod audit_log;
pub(crate) mod dead_letters;
pub(crate) mod jobs;

mod reason;
