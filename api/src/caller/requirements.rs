//! What a handler requires, as types: `Caller<ProductsRead>` cannot be forgotten or misspelt.

use shared::domain::access::Permission;

/// A permission that a handler requires of its caller. Which roles can have it stands in `Role::permissions`.
pub(crate) trait Requirement: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! requirements {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("Requires `Permission::", stringify!($name), "`.")]
            #[derive(Debug)]
            pub(crate) enum $name {}

            impl Requirement for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+
    };
}

requirements!(
    ProductsRead,
    ProductsWrite,
    ProducersRead,
    ProducersWrite,
    ScoringsRun,
    EvaluationsRead,
    EvaluationsWrite,
    StatisticsRead,
    JobsAdmin,
    AuditRead,
    DossiersRead,
    DossiersWrite,
    CouncilsRead,
    CouncilsWrite,
    ScoreSheetsWrite,
    DecisionsRead,
    DecisionsWrite,
    CertificatesRead,
    CertificatesWrite,
    FilesRead,
    FilesWrite,
    ImportsRead,
    ImportsWrite,
    ProgrammeRead,
    ProgrammeWrite,
    PlansRead,
    PlansWrite,
);
