//! What an evaluation (đánh giá, phân hạng) is asked for: the level whose council scores.

use crate::text_enum;

text_enum! {
    /// Who evaluates (cấp đánh giá).
    pub enum EvaluationLevel {
        /// The province's council (Hội đồng cấp tỉnh).
        Province = "province",
        /// The ministry's council (Hội đồng cấp trung ương), for potential five stars.
        Central = "central",
    }
}
