//! Form 03 (Mẫu 03): the commune's report, four contents without points.

use crate::producers::FieldCheck;
use crate::text_enum;
use crate::violation::Violation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most characters of a text of the report.
const TEXT_LENGTH: usize = 5000;

text_enum! {
    /// What the commune found on one content.
    pub enum FindingVerdict {
        /// As the dossier says (đúng như hồ sơ).
        Confirmed = "confirmed",
        /// In part (đúng một phần).
        Partly = "partly",
        /// Not as the dossier says (không đúng).
        NotConfirmed = "not_confirmed",
    }
}

/// One content of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What was found.
    #[schema(max_length = 5000)]
    pub text: String,
    /// How it compares with the dossier.
    pub verdict: FindingVerdict,
}

/// The commune's report (báo cáo của UBND xã). It gives no points: the council does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommuneReport {
    /// Use of local material (sử dụng nguyên liệu địa phương).
    pub local_material: Finding,
    /// Use of local labour (sử dụng lao động địa phương).
    pub local_labour: Finding,
    /// Origin of the product idea (nguồn gốc ý tưởng sản phẩm).
    pub origin_of_idea: Finding,
    /// Local identity (bản sắc, trí tuệ địa phương).
    pub local_identity: Finding,
    /// What the commune concludes (kết luận, đề nghị).
    #[schema(max_length = 5000)]
    pub conclusion: String,
}

impl CommuneReport {
    /// Every rule that the report breaks.
    #[must_use]
    pub fn check(&self) -> Vec<Violation> {
        let mut check = FieldCheck::default();
        for (pointer, text) in [
            ("/local_material/text", &self.local_material.text),
            ("/local_labour/text", &self.local_labour.text),
            ("/origin_of_idea/text", &self.origin_of_idea.text),
            ("/local_identity/text", &self.local_identity.text),
            ("/conclusion", &self.conclusion),
        ] {
            check.required(pointer, text);
            check.text(pointer, text, TEXT_LENGTH);
        }
        check.finish()
    }
}
