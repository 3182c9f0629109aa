//! The reason that every act of an operator needs, and who the audit log names for it.

use crate::caller::{Caller, JobsAdmin};
use api_http::request_context::RequestContext;
use shared::database::audit_log::Actor;
use shared::domain::violation::Violation;

/// The longest reason, in characters: a few sentences.
const LONGEST: usize = 1000;

/// The caller with a `reason` fit for the audit log.
///
/// # Errors
/// The rule that the reason breaks, at `/reason`.
pub(crate) fn actor(
    caller: &Caller<JobsAdmin>,
    context: &RequestContext,
    reason: &str,
) -> Result<Actor, Violation> {
    let reason = reason.trim();
    if !(1..=LONGEST).contains(&reason.chars().count()) {
        return Err(Violation::new(
            "/reason",
            "invalid_length",
            format!("Lý do: 1–{LONGEST} ký tự."),
            format!("The reason: 1–{LONGEST} characters."),
        ));
    }
    Ok(Actor {
        name: caller.principal.name(),
        operation: None,
        reason: Some(reason.to_owned()),
        request_id: Some(context.request_id().to_owned()),
        at: caller.state.clock.now(),
    })
}
