//! Who may do what, and to which records: role × unit. A token carries permissions; a finder takes a [`Scope`].

mod assignment;
mod permission;

pub use assignment::RoleAssignment;
pub use permission::{Permission, parse_permissions, permission_list};

use super::units::Place;
use crate::text_enum;
use uuid::Uuid;

text_enum! {
    /// What a person or client is in the programme; it bounds the permissions and says how far the eye reaches.
    pub enum Role {
        /// Administrator of the ministry: the whole country.
        National = "national",
        /// Office of a province.
        Province = "province",
        /// People's committee of a commune.
        Commune = "commune",
        /// A producer (chủ thể): its own records.
        Producer = "producer",
        /// Member of a council: scores, and sees what its council is given.
        CouncilMember = "council_member",
        /// A system that reads statistics only.
        Statistics = "statistics",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
    }
}

/// The records a caller may see: every finder takes one, so no query runs without a bound.
/// Codes are those of today's units: since the reform a legacy unit has no office that could ask.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The whole country.
    Nation,
    /// Records of the province with this code (2 digits, current generation).
    Province(String),
    /// Records of the commune with this code (5 digits, current generation).
    Commune(String),
    /// Records of this producer.
    Producer(Uuid),
    /// The dossiers of the councils on which this person sits, and those councils.
    Seat(Uuid),
    /// None at all.
    Nothing,
}

impl Scope {
    /// True where a record at `place`, of `producer` if it has one, is in reach.
    #[must_use]
    pub fn covers(&self, place: &Place, producer: Option<Uuid>) -> bool {
        match self {
            Self::Nation => true,
            Self::Province(code) => place.current_province == *code,
            Self::Commune(code) => place.current_commune == *code,
            Self::Producer(id) => producer == Some(*id),
            // A seat reaches single dossiers, wherever they are from: only the councils' tables know.
            Self::Seat(_) | Self::Nothing => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reach_follows_todays_boundaries() {
        let registry = crate::units::registry().unwrap();
        let don_nhan = registry.place(crate::units::Generation::Legacy, "08806").unwrap();
        let own = Uuid::from_u128(1);
        let scopes = [
            (Scope::Nation, true),
            (Scope::Province("25".to_owned()), true),
            (Scope::Province("26".to_owned()), false),
            (Scope::Commune("08782".to_owned()), true),
            (Scope::Commune("08806".to_owned()), false),
            (Scope::Producer(own), true),
            (Scope::Producer(Uuid::from_u128(2)), false),
            (Scope::Seat(own), false),
            (Scope::Nothing, false),
        ];
        for (scope, covers) in scopes {
            assert_eq!(scope.covers(&don_nhan, Some(own)), covers, "{scope:?}");
        }
        assert!(!Scope::Producer(own).covers(&don_nhan, None));
    }
}
