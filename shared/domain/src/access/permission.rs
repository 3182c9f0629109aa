//! What a token may carry, and the most of it that each role may have.

use super::Role;
use crate::text_enum;
use Permission as P;

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
        /// Read imports and their reports.
        ImportsRead = "imports:read",
        /// Import lists into the register.
        ImportsWrite = "imports:write",
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

const PROVINCE: &[Permission] = &[
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
    P::ImportsRead,
    P::ImportsWrite,
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
];
const COMMUNE: &[Permission] = &[
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
];
const PRODUCER: &[Permission] = &[
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
];
const COUNCIL_MEMBER: &[Permission] = &[
    P::ScoringsRun,
    P::DossiersRead,
    P::CouncilsRead,
    P::ScoreSheetsWrite,
    P::CertificatesRead,
    P::FilesRead,
    P::FilesWrite,
];
const AUDITOR: &[Permission] = &[
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
];

impl Role {
    /// The most that a token of this role may carry; also the default of a new account or client.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::National => Permission::ALL,
            Self::Province => PROVINCE,
            Self::Commune => COMMUNE,
            Self::Producer => PRODUCER,
            Self::CouncilMember => COUNCIL_MEMBER,
            Self::Statistics => &[P::StatisticsRead],
            Self::Auditor => AUDITOR,
        }
    }
}

/// Reads a list of permissions separated by spaces, as OAuth writes them.
///
/// # Errors
/// The first word that is no permission.
pub fn parse_permissions(text: &str) -> Result<Vec<Permission>, text_enum::UnknownWord> {
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
    fn only_the_nation_administers() {
        for role in Role::ALL.iter().filter(|role| **role != Role::National) {
            assert!(!role.permissions().contains(&Permission::ClientsAdmin), "{role}");
            assert!(!role.permissions().contains(&Permission::JobsAdmin), "{role}");
        }
    }
}
