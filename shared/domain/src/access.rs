//! Who may do what, and to which records: role × unit. A token carries permissions; a finder takes a [`Scope`].

mod assignment;

pub use assignment::RoleAssignment;

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

text_enum! {
    /// One OAuth scope of a token. Regimes, sheets and administrative units need only a valid token.
    pub enum Permission {
        /// Read products.
        ProductsRead = "products:read",
        /// Register and change products.
        ProductsWrite = "products:write",
        /// Read producers.
        ProducersRead = "producers:read",
        /// Register and change producers.
        ProducersWrite = "producers:write",
        /// Have sheets scored without storing anything.
        ScoringsRun = "scorings:run",
        /// Read evaluations and batches.
        EvaluationsRead = "evaluations:read",
        /// Ask for evaluations.
        EvaluationsWrite = "evaluations:write",
        /// Read statistics.
        StatisticsRead = "statistics:read",
        /// See and redrive jobs.
        JobsAdmin = "jobs:admin",
        /// Read the audit log.
        AuditRead = "audit:read",
        /// Make accounts and clients.
        ClientsAdmin = "clients:admin",
        /// Read dossiers, their evidence and their way.
        DossiersRead = "dossiers:read",
        /// Write dossiers and take them on.
        DossiersWrite = "dossiers:write",
        /// Read rounds, councils and what they have closed.
        CouncilsRead = "councils:read",
        /// Set up rounds and councils, close sheets.
        CouncilsWrite = "councils:write",
        /// Write one's own score sheet.
        ScoreSheetsWrite = "score_sheets:write",
        /// Read decisions.
        DecisionsRead = "decisions:read",
        /// Decide: recognise, decline, revoke, correct.
        DecisionsWrite = "decisions:write",
        /// Read certificates and what happened to them.
        CertificatesRead = "certificates:read",
        /// Carry certificates over and record inspections.
        CertificatesWrite = "certificates:write",
        /// Read files.
        FilesRead = "files:read",
        /// Upload files.
        FilesWrite = "files:write",
        /// Read roadmaps, events, promotions and guidance documents.
        ProgrammeRead = "programme:read",
        /// Keep those of one's own unit, and its targets.
        ProgrammeWrite = "programme:write",
        /// Read ideas, business plans, reports of implementation and value chains.
        PlansRead = "plans:read",
        /// Hand them in, and decide over those of others.
        PlansWrite = "plans:write",
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

impl Role {
    /// The most that a token of this role may carry; also the default of a new account or client.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::National => Permission::ALL,
            Self::Province => &[
                P::ProductsRead,
                P::ProductsWrite,
                P::ProducersRead,
                P::ProducersWrite,
                P::ScoringsRun,
                P::EvaluationsRead,
                P::EvaluationsWrite,
                P::StatisticsRead,
                P::DossiersRead,
                P::DossiersWrite,
                P::FilesRead,
                P::FilesWrite,
                P::CouncilsRead,
                P::CouncilsWrite,
                P::DecisionsRead,
                P::DecisionsWrite,
                P::CertificatesRead,
                P::CertificatesWrite,
                P::ProgrammeRead,
                P::ProgrammeWrite,
                P::PlansRead,
                P::PlansWrite,
            ],
            Self::Commune => &[
                P::ProductsRead,
                P::ProductsWrite,
                P::ProducersRead,
                P::ProducersWrite,
                P::ScoringsRun,
                P::EvaluationsRead,
                P::StatisticsRead,
                P::DossiersRead,
                P::DossiersWrite,
                P::FilesRead,
                P::FilesWrite,
                P::DecisionsRead,
                P::CertificatesRead,
                P::ProgrammeRead,
                P::ProgrammeWrite,
                P::PlansRead,
                P::PlansWrite,
            ],
            Self::Producer => &[
                P::ProductsRead,
                P::ProductsWrite,
                P::ProducersRead,
                P::ScoringsRun,
                P::EvaluationsRead,
                P::DossiersRead,
                P::DossiersWrite,
                P::FilesRead,
                P::FilesWrite,
                P::DecisionsRead,
                P::CertificatesRead,
                P::ProgrammeRead,
                P::PlansRead,
                P::PlansWrite,
            ],
            Self::CouncilMember => &[
                P::ScoringsRun,
                P::DossiersRead,
                P::CouncilsRead,
                P::ScoreSheetsWrite,
                P::CertificatesRead,
                P::FilesRead,
                P::FilesWrite,
            ],
            Self::Statistics => &[P::StatisticsRead],
            Self::Auditor => &[
                P::ProductsRead,
                P::ProducersRead,
                P::EvaluationsRead,
                P::StatisticsRead,
                P::AuditRead,
                P::DossiersRead,
                P::FilesRead,
                P::CouncilsRead,
                P::DecisionsRead,
                P::CertificatesRead,
                P::ProgrammeRead,
                P::PlansRead,
            ],
        }
    }
}

/// Reads a list of permissions separated by spaces, as OAuth writes them.
///
/// # Errors
/// The first word that is no permission.
pub fn parse_permissions(text: &str) -> Result<Vec<Permission>, crate::text_enum::UnknownWord> {
    text.split_ascii_whitespace().map(str::parse).collect()
}

/// Writes permissions as OAuth does, separated by spaces.
#[must_use]
pub fn permission_list(permissions: &[Permission]) -> String {
    let words: Vec<&str> = permissions.iter().map(|permission| permission.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_survive_the_way_to_a_token_and_back() {
        let text = permission_list(Role::Auditor.permissions());
        assert_eq!(
            text,
            "products:read producers:read evaluations:read statistics:read audit:read dossiers:read files:read \
             councils:read decisions:read certificates:read programme:read plans:read"
        );
        assert_eq!(parse_permissions(&text).unwrap(), Role::Auditor.permissions());
        assert_eq!(parse_permissions("products:read all").unwrap_err().word, "all");
    }

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

    #[test]
    fn only_the_nation_administers() {
        for role in Role::ALL.iter().filter(|role| **role != Role::National) {
            assert!(!role.permissions().contains(&Permission::ClientsAdmin), "{role}");
            assert!(!role.permissions().contains(&Permission::JobsAdmin), "{role}");
        }
    }
}
