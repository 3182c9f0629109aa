//! Archives (bản lưu trữ dữ liệu): the register of a province as lines of JSON, which another instance takes over so that its own
//! archive is the same.

mod manifest;
mod rules;

pub use manifest::{
    ArchiveDigest, ArchiveManifest, ArchiveMember, CertificateSerial, FORMAT, MANIFEST, MemberSummary,
};
pub use rules::ArchiveCheck;
