//! What an archive holds, and by what it is seen that nothing of it is missing or changed.

use crate::hex::hex;
use crate::word_enum;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The format of archives that is written, and the only one that is read.
pub const FORMAT: u32 = 1;
/// Name of the manifest in the archive: its first entry.
pub const MANIFEST: &str = "manifest.json";

word_enum! {
    /// The files of an archive, each after those that it refers to.
    pub enum ArchiveMember {
        /// Producers (chủ thể).
        Producers = "producers.ndjson",
        /// Products (sản phẩm).
        Products = "products.ndjson",
        /// Decisions (quyết định).
        Decisions = "decisions.ndjson",
        /// The recognitions of a product with their certificates, a line a product (công nhận).
        Recognitions = "recognitions.ndjson",
    }
}

/// The contents of an archive (tệp kê khai). It says nothing of the instance and of the hour, so that equal registers have equal ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveManifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Code of the province of today.
    pub province: String,
    /// Its files, in the order of [`ArchiveMember`].
    pub files: Vec<MemberSummary>,
    /// The serials of certificates that the province has given out, by year.
    pub certificate_serials: Vec<CertificateSerial>,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberSummary {
    /// Which one.
    pub name: ArchiveMember,
    /// Its lines.
    pub lines: u32,
    /// Its length in bytes, unpacked.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// The last serial of a year's certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateSerial {
    /// The year of their decisions.
    pub year: i16,
    /// The last one given out.
    pub last: i32,
}

/// Lines, bytes and digest of a file, while its bytes pass by.
#[derive(Clone, Debug, Default)]
pub struct ArchiveDigest {
    lines: u32,
    bytes: u64,
    sha256: Sha256,
}

impl ArchiveDigest {
    /// Takes the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.lines = self
            .lines
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.bytes = self
            .bytes
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.sha256.update(bytes);
    }

    /// What the file `name` comes to.
    #[must_use]
    pub fn summary(self, name: ArchiveMember) -> MemberSummary {
        MemberSummary {
            name,
            lines: self.lines,
            bytes: self.bytes,
            sha256: hex(&self.sha256.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_counts_whole_lines_however_the_bytes_come() {
        let mut pieces = ArchiveDigest::default();
        for piece in [&b"{}\n{"[..], b"}", b"\n"] {
            pieces.add(piece);
        }
        let mut whole = ArchiveDigest::default();
        whole.add(b"{}\n{}\n");
        let whole = whole.summary(ArchiveMember::Products);
        assert_eq!(pieces.summary(ArchiveMember::Products), whole);
        assert_eq!((whole.lines, whole.bytes, whole.sha256.len()), (2, 6, 64));
    }
}
