//! What a dossier (hồ sơ OCOP) holds: form 01 (Mẫu 01), form 02 (Mẫu 02), form 03 (Mẫu 03), its evidence, and their rules.

mod assessment;
mod commune_report;
mod evidence;
mod kind;
mod notice;
mod registration;
mod self_assessment;
mod unique_map;

pub use assessment::{Assessment, PartAssessment, SectionAssessment, assess};
pub use commune_report::{CommuneReport, Finding, FindingVerdict};
pub use evidence::{DocumentKind, missing_documents, required_documents};
pub use kind::{KindRefusal, may_apply};
pub use notice::{DossierNoticeKind, NoticeDeadline, SOON_WORKING_DAYS, soon_until};
pub use registration::{
    Capacity, CertificateKind, Declarations, Labour, MaterialArea, Registration, RenewalChanges,
    SalesChannel, SalesChannelKind, StandardCertificate, YearRevenue,
};
pub use self_assessment::{CriterionAnswer, SelfAssessment};

use super::violation::Violation;

/// A field that must be filled in before the dossier is handed in.
fn missing(pointer: &str, vi: &str, en: &str) -> Violation {
    Violation::new(
        pointer,
        "required",
        format!("Cần có trước khi nộp: {vi}."),
        format!("Needed before handing in: {en}."),
    )
}
