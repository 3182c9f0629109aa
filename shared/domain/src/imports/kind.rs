//! What an import brings.

use crate::text_enum;

text_enum! {
    /// What an import brings (loại dữ liệu nhập): a list of something, or the archive of a province.
    pub enum ImportKind {
        /// A list of producers (danh sách chủ thể).
        Producers = "producers",
        /// A list of products with their producers and recognitions (danh sách sản phẩm).
        Products = "products",
        /// A list of members' score sheets (phiếu chấm điểm).
        ScoreSheets = "score_sheets",
        /// An archive (bản lưu trữ), as `GET /exports/archive` gives it.
        Archive = "archive",
    }
}
