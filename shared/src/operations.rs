//! What operators do to jobs that went wrong, by command or over HTTP: each act in one transaction with its entry in the
//! audit log.

pub mod dead_letters;
pub mod failed_jobs;
