//! The ministry's table PTNT_OCOP.

use super::field::Field;
use super::lines::{ExportLines, ExportProduct};
use shared::domain::products::millions;

/// The table of a year. The decision names the columns; what it leaves open is filled so: `MA_OCOP` is the product's code, which stays
/// for ever, `Ma_SanPham` the number of its product set, and `Ma_DonViHanhChinh` the commune of today.
pub(super) struct PtntOcop {
    pub(super) year: i16,
}

impl ExportLines for PtntOcop {
    const NAME: &'static str = "ptnt-ocop";

    fn year(&self) -> Option<i16> {
        Some(self.year)
    }

    fn headings(&self) -> Vec<String> {
        [
            "MA_OCOP",
            "Ma_DonViHanhChinh",
            "Ma_ThoiGian",
            "Ma_SanPham",
            "TenSanPham",
            "XepHang",
            "ChuTheSXKD",
            "DoanhThuNam",
            "TrangThai",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn line(&self, listed: &ExportProduct<'_>) -> Option<Vec<Field>> {
        let (recognition, standing) = listed.standing(true)?;
        let product = listed.product;
        Some(vec![
            Field::text(&product.code),
            Field::text(&product.current_commune_code),
            Field::number(self.year),
            Field::number(product.product_set),
            Field::text(&product.name),
            Field::text(format!("{}*", recognition.stars)),
            Field::text(&listed.producer.name),
            listed
                .revenue
                .map_or(Field::Nothing, |revenue| Field::number(millions(revenue))),
            Field::text(standing.name().0),
        ])
    }
}
