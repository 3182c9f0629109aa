//! Who calls and what the call may change: the parameter types by which handlers ask for a permission, the office that a caller
//! decides for, transactions in the caller's name, and requests that have one effect however often they are sent.

mod access;
mod creation;
mod idempotency;
mod lines;
mod requirements;
mod seat;
mod transaction;

pub(crate) use access::{AnyCaller, Caller, remembered};
pub(crate) use creation::Creation;
pub(crate) use idempotency::Idempotency;
pub(crate) use lines::Lines;
pub(crate) use requirements::{
    AuditRead, CertificatesRead, CertificatesWrite, CouncilsRead, CouncilsWrite, DecisionsRead,
    DecisionsWrite, DossiersRead, DossiersWrite, EvaluationsRead, EvaluationsWrite, FilesRead, FilesWrite,
    ImportsRead, ImportsWrite, JobsAdmin, PlansRead, PlansWrite, ProducersRead, ProducersWrite, ProductsRead,
    ProductsWrite, ProgrammeRead, ProgrammeWrite, ScoreSheetsWrite, ScoringsRun, StatisticsRead,
};
pub(crate) use seat::{Seat, today};
