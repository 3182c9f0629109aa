//! Certificates of recognition (Giấy chứng nhận sản phẩm OCOP): numbers, validity on any day, extension, revocation.
//!
//! Decision 26/2026/QĐ-TTg: 36 months from the decision's date; a renewal decided takes the place of what was held; a
//! certificate whose renewal is pending goes on until the result, at most 180 days past its end (article 12.3); it is revoked on
//! six grounds, three and four stars by the province, five by the ministry, within 15 days of the finding.

mod code;
mod decide;
mod extension;
mod number;
mod revocation;
mod status;

pub use code::{LETTERS, PrintedCode};
pub use decide::{
    CertificateIssue, DecisionEffect, NoNewRecognition, ProductCertificate, ProductDecision, correct,
    crossed, decide, reopen,
};
pub use extension::{ExtensionRefusal, extend, without_renewal};
pub use number::{InvalidPattern, NumberPattern};
pub use revocation::{REVOKE_WITHIN_DAYS, RevocationGround, revoke_by};
pub use status::{CertificateEnd, CertificateEndKind, CertificateStatus, CertificateValidity};

use crate::text_enum;

text_enum! {
    /// What happened to a certificate (lịch sử giấy chứng nhận).
    pub enum CertificateEventKind {
        /// Issued by a decision (cấp).
        Issued = "issued",
        /// Goes on by law while its renewal is pending (tiếp tục có hiệu lực theo luật).
        Continued = "continued",
        /// Carried over by an act while its renewal is pending (gia hạn chờ kết quả).
        Extended = "extended",
        /// Its carry-over is over: the renewal ended without recognition (hết gia hạn vì không được công nhận lại).
        CarryOverEnded = "carry_over_ended",
        /// Revoked by a decision (thu hồi).
        Revoked = "revoked",
        /// Another certificate of the product took its place (thay thế).
        Replaced = "replaced",
        /// A corrected certificate took its place (đính chính).
        Corrected = "corrected",
    }
}

text_enum! {
    /// What a decision does (loại quyết định).
    pub enum DecisionKind {
        /// Recognises and certifies (công nhận).
        Recognition = "recognition",
        /// Revokes (thu hồi).
        Revocation = "revocation",
        /// Corrects what was printed (đính chính).
        Correction = "correction",
    }
}

text_enum! {
    /// Kind of inspection after recognition (kiểm tra, giám sát sau công nhận).
    pub enum InspectionKind {
        /// By the year's plan (theo kế hoạch).
        Planned = "planned",
        /// Without notice (đột xuất).
        Surprise = "surprise",
    }
}

#[cfg(test)]
mod tests;
