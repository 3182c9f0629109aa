//! Dossiers over HTTP: drafts and forms, evidence, the way to the advisory team, renewals, last days.

mod deadlines;
mod drafts;
mod evidence;
mod renewals;
pub(crate) mod scene;
mod way;
mod workflow;
