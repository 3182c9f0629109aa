//! The ministry's table PTNT_OCOP.

use super::catalogues::{fitted, headings};
use super::field::Field;
use super::lines::{ExportLines, ExportProduct};
use chrono::Datelike;
use shared::domain::products::{MinistryFormat, MinistryTable, hundredths_of_millions};

/// The table of a year, a row a product. The key is the product's running number, which stays with each renewal; the period is the year
/// of the recognition that the row tells of.
pub(super) struct PtntOcop {
    pub(super) year: i16,
    pub(super) format: MinistryFormat,
}

impl ExportLines for PtntOcop {
    const NAME: &'static str = MinistryTable::PtntOcop.word();

    fn year(&self) -> Option<i16> {
        Some(self.year)
    }

    fn headings(&self) -> Vec<String> {
        headings(MinistryTable::PtntOcop)
    }

    fn line(&self, listed: &ExportProduct<'_>) -> Option<Vec<Field>> {
        let (recognition, standing) = listed.standing(true)?;
        let (product, format) = (listed.product, &self.format);
        let fitted = |column, text| fitted(format, MinistryTable::PtntOcop, column, text);
        let revenue = listed.revenue.map(hundredths_of_millions);
        Some(vec![
            Field::number(listed.register_number),
            Field::text(&product.current_commune_code),
            Field::text(recognition.valid_from.year().to_string()),
            Field::text(format.product_code(listed.register_number)),
            fitted("TenSanPham", &product.name),
            Field::text(format.stars(recognition.stars)),
            fitted("ChuTheSXKD", &listed.producer.name),
            revenue.map_or(Field::Nothing, Field::number),
            Field::text(format.status(standing)),
        ])
    }
}
