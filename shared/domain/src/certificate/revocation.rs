//! Revocation (thu hồi): grounds and the time for it.

use crate::text_enum;
use chrono::{Days, NaiveDate};

text_enum! {
    /// Why a certificate is revoked (căn cứ thu hồi), Decision 26/2026/QĐ-TTg.
    pub enum RevocationGround {
        /// The dossier was dishonest or forged (hồ sơ không trung thực, giả mạo).
        DishonestDossier = "dishonest_dossier",
        /// The criteria are no longer met (không còn đáp ứng tiêu chí).
        CriteriaNoLongerMet = "criteria_no_longer_met",
        /// The law on quality, safety, environment, intellectual property or labels was broken (vi phạm pháp luật).
        BreachOfLaw = "breach_of_law",
        /// The OCOP mark was misused (sử dụng sai nhãn hiệu OCOP).
        MisuseOfMark = "misuse_of_mark",
        /// Production has stopped (ngừng sản xuất).
        ProductionStopped = "production_stopped",
        /// Another finding of an authority (kết luận khác của cơ quan có thẩm quyền).
        AuthorityFinding = "authority_finding",
    }
}

/// Days from the finding within which a certificate is revoked.
pub const REVOKE_WITHIN_DAYS: u64 = 15;

/// The last day in time to revoke after a finding of `finding_on`. A later decision is late, not void.
#[must_use]
pub fn revoke_by(finding_on: NaiveDate) -> NaiveDate {
    finding_on
        .checked_add_days(Days::new(REVOKE_WITHIN_DAYS))
        .unwrap_or(NaiveDate::MAX)
}

impl RevocationGround {
    /// As printed, in Vietnamese and English.
    #[must_use]
    pub const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::DishonestDossier => (
                "Hồ sơ không trung thực hoặc giả mạo",
                "The dossier was dishonest or forged",
            ),
            Self::CriteriaNoLongerMet => (
                "Sản phẩm không còn đáp ứng tiêu chí",
                "The product no longer meets the criteria",
            ),
            Self::BreachOfLaw => (
                "Vi phạm pháp luật về chất lượng, an toàn, môi trường, sở hữu trí tuệ hoặc ghi nhãn",
                "Breach of the law on quality, safety, environment, intellectual property or labels",
            ),
            Self::MisuseOfMark => ("Sử dụng sai nhãn hiệu OCOP", "Misuse of the OCOP mark"),
            Self::ProductionStopped => ("Ngừng sản xuất", "Production has stopped"),
            Self::AuthorityFinding => (
                "Kết luận của cơ quan có thẩm quyền",
                "Finding of a competent authority",
            ),
        }
    }
}
