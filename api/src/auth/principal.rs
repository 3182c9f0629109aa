//! The caller as the handlers know it.

use shared::domain::access::{Permission, Role, Scope};
use shared::text_enum;
use uuid::Uuid;

text_enum! {
    /// Whether a person signed in or a system.
    pub(crate) enum PrincipalKind {
        /// A person with an account.
        Person = "person",
        /// A system with a client id.
        Client = "client",
    }
}

/// A person or system with a valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Principal {
    /// The account's or client's id.
    pub(crate) id: Uuid,
    /// Person or system.
    pub(crate) kind: PrincipalKind,
    /// Role in the programme.
    pub(crate) role: Role,
    /// The records in reach: role × unit.
    pub(crate) scope: Scope,
    /// What this token allows.
    pub(crate) permissions: Vec<Permission>,
}

impl Principal {
    /// Name for records of who did something: `person:<id>` or `client:<id>`.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}", self.kind, self.id)
    }
}

/// The reach of `role` with the unit and producer it was given; none where the role needs one that is missing.
pub(super) fn reach(role: Role, unit: Option<&str>, producer: Option<Uuid>) -> Option<Scope> {
    match role {
        Role::National | Role::Auditor => Some(Scope::Nation),
        Role::Province => unit.map(|code| Scope::Province(code.to_owned())),
        Role::Commune => unit.map(|code| Scope::Commune(code.to_owned())),
        Role::Producer => producer.map(Scope::Producer),
        // A province may order statistics for itself only; without a unit they are the nation's, which are published.
        Role::Statistics => Some(unit.map_or(Scope::Nation, |code| Scope::Province(code.to_owned()))),
        Role::CouncilMember => Some(Scope::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_role_without_its_unit_reaches_nothing_and_is_refused() {
        assert_eq!(reach(Role::Province, None, None), None);
        assert_eq!(reach(Role::Commune, None, None), None);
        assert_eq!(reach(Role::Producer, None, None), None);
        assert_eq!(
            reach(Role::Province, Some("25"), None),
            Some(Scope::Province("25".to_owned()))
        );
        assert_eq!(reach(Role::National, None, None), Some(Scope::Nation));
    }
}
