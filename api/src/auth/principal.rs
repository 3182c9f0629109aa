//! The caller as the handlers know it.

use shared::domain::access::{Permission, Role, Scope};
use shared::text_enum;
use uuid::Uuid;

text_enum! {
    /// Whether a person signed in or a system, with us or elsewhere.
    pub(crate) enum PrincipalKind {
        /// A person with an account.
        Person = "person",
        /// A system with a client id.
        Client = "client",
        /// Somebody whom an outside issuer vouches for.
        Outside = "outside",
    }
}

/// A person or system with a valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Principal {
    /// The account's or client's id; made of issuer and subject for somebody from outside.
    pub(crate) id: Uuid,
    /// Person, system or from outside.
    pub(crate) kind: PrincipalKind,
    /// Role in the programme.
    pub(crate) role: Role,
    /// The records in reach: role × unit.
    pub(crate) scope: Scope,
    /// The session of a person, which signing out ends.
    pub(crate) session: Option<Uuid>,
    /// What this token allows.
    pub(crate) permissions: Vec<Permission>,
}

impl Principal {
    /// Name for records of who did something: `person:<id>`, `client:<id>` or `outside:<id>`.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}", self.kind, self.id)
    }
}
