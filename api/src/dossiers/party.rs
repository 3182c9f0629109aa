//! Whom a caller acts for in the workflow.

use crate::auth::Principal;
use shared::domain::access::Role;
use shared::domain::workflow::Party;

/// On whose behalf `principal` acts; none for roles that only read or score.
pub(crate) const fn party(principal: &Principal) -> Option<Party> {
    match principal.role {
        Role::Producer => Some(Party::Producer),
        Role::Commune => Some(Party::Commune),
        Role::Province => Some(Party::Province),
        Role::National => Some(Party::Ministry),
        Role::CouncilMember | Role::Statistics | Role::Auditor => None,
    }
}
