//! The documents that go with a dossier (tài liệu minh chứng), and those without which it is not handed in.

use crate::text_enum;
use crate::violation::Violation;

text_enum! {
    /// What a document of a dossier is.
    pub enum DocumentKind {
        /// Evidence for one criterion (minh chứng tiêu chí).
        Evidence = "evidence",
        /// Registration of the producer: business, cooperative, household (giấy đăng ký kinh doanh, quyết định thành lập).
        BusinessRegistration = "business_registration",
        /// Food safety: certificate or commitment (đủ điều kiện an toàn thực phẩm, bản cam kết).
        FoodSafety = "food_safety",
        /// Published quality standard or self-declaration (công bố chất lượng, bản tự công bố).
        QualityDeclaration = "quality_declaration",
        /// Test report (phiếu kết quả kiểm nghiệm).
        TestReport = "test_report",
        /// Label and packaging (nhãn, bao bì).
        Label = "label",
        /// Picture of the product (ảnh sản phẩm).
        Photo = "photo",
        /// Product story (câu chuyện sản phẩm).
        Story = "story",
        /// Scan of a signed form (bản ký của biểu mẫu).
        SignedForm = "signed_form",
        /// Anything else.
        Other = "other",
    }
}

/// Groups of food and drink, which the law on food safety asks for proof (Law 55/2010/QH12, Decree 15/2018/NĐ-CP).
const FOOD_GROUPS: [&str; 2] = ["I", "II"];

/// The documents that a dossier of a product of `group` (I to VI) must hold when it is handed in.
#[must_use]
pub fn required_documents(group: &str) -> &'static [DocumentKind] {
    if FOOD_GROUPS.contains(&group) {
        &[DocumentKind::BusinessRegistration, DocumentKind::FoodSafety]
    } else {
        &[DocumentKind::BusinessRegistration]
    }
}

/// A broken rule for every required document that is not among `held`.
#[must_use]
pub fn missing_documents(group: &str, held: &[DocumentKind]) -> Vec<Violation> {
    required_documents(group)
        .iter()
        .filter(|kind| !held.contains(kind))
        .map(|kind| {
            let (vi, en) = kind.name();
            Violation::new(
                format!("/documents/{kind}"),
                "missing_document",
                format!("Thiếu tài liệu bắt buộc `{kind}`: {vi}."),
                format!("A required document is missing, `{kind}`: {en}."),
            )
        })
        .collect()
}

impl DocumentKind {
    /// Its name in Vietnamese and English.
    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Evidence => ("minh chứng tiêu chí", "evidence for a criterion"),
            Self::BusinessRegistration => (
                "giấy đăng ký kinh doanh hoặc quyết định thành lập",
                "registration of the producer",
            ),
            Self::FoodSafety => (
                "giấy chứng nhận đủ điều kiện hoặc bản cam kết an toàn thực phẩm",
                "food safety certificate or commitment",
            ),
            Self::QualityDeclaration => ("công bố chất lượng", "declaration of quality"),
            Self::TestReport => ("phiếu kết quả kiểm nghiệm", "test report"),
            Self::Label => ("nhãn, bao bì", "label and packaging"),
            Self::Photo => ("ảnh sản phẩm", "picture of the product"),
            Self::Story => ("câu chuyện sản phẩm", "product story"),
            Self::SignedForm => ("bản ký của biểu mẫu", "signed form"),
            Self::Other => ("tài liệu khác", "another document"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn food_needs_proof_of_its_safety() {
        let held = [DocumentKind::BusinessRegistration];
        let pointers = |group| -> Vec<String> {
            let missing = missing_documents(group, &held);
            missing.into_iter().map(|one| one.pointer).collect()
        };
        assert_eq!(pointers("I"), ["/documents/food_safety"]);
        assert_eq!(pointers("VI"), Vec::<String>::new());
        assert_eq!(missing_documents("IV", &[]).len(), 1);
    }
}
