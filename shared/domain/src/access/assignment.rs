//! A role together with the unit or producer it is held for.

use super::{Role, Scope};
use crate::units::Level;
use uuid::Uuid;

/// What an account or client is: role × unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    /// The role.
    pub role: Role,
    /// Code of the unit, of today's generation and of the level that the role asks for.
    pub unit: Option<String>,
    /// The producer, where the role is one.
    pub producer: Option<Uuid>,
}

impl RoleAssignment {
    /// A role of the nation, held for no unit.
    #[must_use]
    pub const fn of_nation(role: Role) -> Self {
        Self {
            role,
            unit: None,
            producer: None,
        }
    }

    /// Level of the unit that the role is held for; none where it is held for none.
    #[must_use]
    pub const fn unit_level(&self) -> Option<Level> {
        match self.role {
            Role::Province | Role::Statistics => Some(Level::Province),
            Role::Commune => Some(Level::Commune),
            Role::National | Role::Producer | Role::CouncilMember | Role::Auditor => None,
        }
    }

    /// The records in reach of `holder`; none where the role lacks the unit or producer it needs.
    #[must_use]
    pub fn scope(&self, holder: Uuid) -> Option<Scope> {
        let unit = self.unit.clone();
        match self.role {
            Role::National | Role::Auditor => Some(Scope::Nation),
            Role::Province => unit.map(Scope::Province),
            Role::Commune => unit.map(Scope::Commune),
            Role::Producer => self.producer.map(Scope::Producer),
            // The nation's statistics are published; a unit makes it a system of one province.
            Role::Statistics => Some(unit.map_or(Scope::Nation, Scope::Province)),
            Role::CouncilMember => Some(Scope::Seat(holder)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_role_without_its_unit_has_no_reach() {
        for role in [Role::Province, Role::Commune, Role::Producer] {
            assert_eq!(RoleAssignment::of_nation(role).scope(Uuid::nil()), None, "{role}");
        }
        let province = RoleAssignment {
            role: Role::Province,
            unit: Some("25".to_owned()),
            producer: None,
        };
        assert_eq!(
            province.scope(Uuid::nil()),
            Some(Scope::Province("25".to_owned()))
        );
        let holder = Uuid::from_u128(1);
        let of_nation = |role| RoleAssignment::of_nation(role).scope(holder);
        assert_eq!(of_nation(Role::National), Some(Scope::Nation));
        assert_eq!(of_nation(Role::CouncilMember), Some(Scope::Seat(holder)));
    }
}
