//! Who calls and what they may: signing keys, access tokens, and the parameter types by which handlers ask.

mod authority;
mod authorized;
mod credential;
mod keys;
mod outside;
mod principal;
mod recent_tokens;
mod requirements;
mod token;

pub use authority::Authority;
pub use keys::{KeyError, SigningKeys};

pub(crate) use authorized::{Authenticated, Authorized, remembered};
pub(crate) use outside::OutsideIssuers;
pub(crate) use principal::{Principal, PrincipalKind};
pub(crate) use requirements::{
    AuditRead, CertificatesRead, CertificatesWrite, CouncilsRead, CouncilsWrite, DecisionsRead,
    DecisionsWrite, DossiersRead, DossiersWrite, EvaluationsRead, EvaluationsWrite, FilesRead, FilesWrite,
    JobsAdmin, PlansRead, PlansWrite, ProducersRead, ProducersWrite, ProductsRead, ProductsWrite,
    ProgrammeRead, ProgrammeWrite, ScoreSheetsWrite, ScoringsRun, StatisticsRead,
};
pub(crate) use token::{ACCESS_TOKEN_SECONDS, Grant};
