//! The ministry's table `PTNT_OCOP` and its catalogues (Decision 5277/QĐ-BNNMT): columns with their types, and the words and
//! widths that a receiving system may want otherwise.
//!
//! The decision's own text was not at hand. Types, widths and words are those with which a department built the tables from it;
//! [`MinistryFormat`] is read from a file where another one built them otherwise.

use super::register::ProductStanding;
use crate::text_enum;
use serde::Deserialize;
use std::collections::BTreeMap;

text_enum! {
    /// A catalogue to which keys of the table refer.
    pub enum MinistryCatalogue {
        /// Products (DM_SanPham).
        Products = "dm-san-pham",
        /// Producers (DM_CoSo).
        Producers = "dm-co-so",
        /// Administrative units of today (DM_DonViHanhChinh).
        Units = "dm-don-vi-hanh-chinh",
        /// Periods (DM_KhoangThoiGian).
        Periods = "dm-khoang-thoi-gian",
    }
}

/// A table of the ministry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinistryTable {
    /// Recognised products (PTNT_OCOP).
    PtntOcop,
    /// What its keys refer to.
    Catalogue(MinistryCatalogue),
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinistryColumn {
    /// A whole number up to 2,147,483,647.
    Whole,
    /// A number with two decimals.
    Decimal,
    /// A code of at most so many characters, never cut.
    Code(usize),
    /// A text, cut after so many characters.
    Words(usize),
}

use MinistryCatalogue::{Periods, Producers, Products, Units};
use MinistryColumn::{Code, Decimal, Whole, Words};
use MinistryTable::{Catalogue, PtntOcop};

impl MinistryTable {
    const ALL: [Self; 5] = [
        PtntOcop,
        Catalogue(Products),
        Catalogue(Producers),
        Catalogue(Units),
        Catalogue(Periods),
    ];

    /// Its name in addresses and files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            PtntOcop => "ptnt-ocop",
            Catalogue(catalogue) => catalogue.as_str(),
        }
    }

    /// As the decision writes it.
    #[must_use]
    pub const fn printed(self) -> &'static str {
        match self {
            PtntOcop => "PTNT_OCOP",
            Catalogue(Products) => "DM_SanPham",
            Catalogue(Producers) => "DM_CoSo",
            Catalogue(Units) => "DM_DonViHanhChinh",
            Catalogue(Periods) => "DM_KhoangThoiGian",
        }
    }

    /// Its columns in their order.
    #[must_use]
    pub const fn columns(self) -> &'static [(&'static str, MinistryColumn)] {
        match self {
            PtntOcop => &[
                ("MA_OCOP", Whole),
                ("Ma_DonViHanhChinh", Code(10)),
                ("Ma_ThoiGian", Code(10)),
                ("Ma_SanPham", Code(10)),
                ("TenSanPham", Words(255)),
                ("XepHang", Code(50)),
                ("ChuTheSXKD", Words(255)),
                ("DoanhThuNam", Decimal),
                ("TrangThai", Code(10)),
            ],
            Catalogue(Products) => &[
                ("Ma_SanPham", Code(10)),
                ("TenSanPham", Words(255)),
                ("NhomSanPham", Words(255)),
                ("DonViTinh", Words(50)),
                ("TrangThai", Code(10)),
            ],
            Catalogue(Producers) => &[
                ("Ma_CoSo", Code(10)),
                ("TenCoSo", Words(255)),
                ("LoaiCoSo", Words(100)),
                ("DiaChi", Words(255)),
                ("Ma_DonViHanhChinh", Code(10)),
            ],
            Catalogue(Units) => &[
                ("Ma_DonViHanhChinh", Code(10)),
                ("TenDonViHanhChinh", Words(255)),
                ("CapHanhChinh", Words(50)),
                ("Ma_DonViCapTren", Code(10)),
            ],
            Catalogue(Periods) => &[
                ("Ma_ThoiGian", Code(10)),
                ("Nam", Whole),
                ("Thang", Whole),
                ("VuMua", Words(50)),
            ],
        }
    }
}

/// Words and widths of the tables. What a file leaves out is as built in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MinistryFormat {
    /// Widths in characters by table and column, e.g. `PTNT_OCOP.TrangThai`, where they are not those built in.
    pub widths: BTreeMap<String, usize>,
    /// `TrangThai` of what holds, carried over or not.
    pub in_force: String,
    /// `TrangThai` of what holds no longer: expired or revoked.
    pub ended: String,
    /// `XepHang`, with `{stars}` where the number stands.
    pub stars: String,
    /// What `Ma_SanPham` begins with, before eight hexadecimal digits.
    pub product_prefix: String,
    /// What `Ma_CoSo` begins with, before eight hexadecimal digits.
    pub producer_prefix: String,
}

impl Default for MinistryFormat {
    fn default() -> Self {
        Self {
            widths: BTreeMap::new(),
            in_force: "HIEULUC".to_owned(),
            ended: "HETHAN".to_owned(),
            stars: "{stars}*".to_owned(),
            product_prefix: "OP".to_owned(),
            producer_prefix: "CS".to_owned(),
        }
    }
}

impl MinistryFormat {
    /// What is wrong with it: widths of unknown columns, words and codes that do not fit theirs.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let known = |key: &str| {
            MinistryTable::ALL.iter().any(|table| {
                let mut columns = table.columns().iter();
                columns.any(|(column, kind)| {
                    matches!(kind, Code(_) | Words(_)) && key == format!("{}.{column}", table.printed())
                })
            })
        };
        let unknown = self.widths.keys().filter(|key| !known(key));
        let mut problems: Vec<String> = unknown
            .map(|key| format!("widths: {key} is no column of texts"))
            .collect();
        let [ocop, products, producers, units, periods] = MinistryTable::ALL;
        let (product, producer) = (self.product_code(0), self.producer_code(0));
        let stars = self.stars(5);
        for (table, column, text) in [
            (ocop, "TrangThai", self.in_force.as_str()),
            (ocop, "TrangThai", &self.ended),
            (products, "TrangThai", &self.in_force),
            (products, "TrangThai", &self.ended),
            (ocop, "XepHang", &stars),
            (ocop, "Ma_SanPham", &product),
            (products, "Ma_SanPham", &product),
            (producers, "Ma_CoSo", &producer),
            (ocop, "Ma_DonViHanhChinh", "00000"),
            (producers, "Ma_DonViHanhChinh", "00000"),
            (units, "Ma_DonViHanhChinh", "00000"),
            (units, "Ma_DonViCapTren", "00"),
            (ocop, "Ma_ThoiGian", "0000"),
            (periods, "Ma_ThoiGian", "0000"),
        ] {
            let width = self.width(table, column);
            if text.is_empty() || text.chars().count() > width {
                let table = table.printed();
                problems.push(format!(
                    "{table}.{column}: {text:?} has not 1 to {width} characters"
                ));
            }
        }
        if !self.stars.contains("{stars}") {
            problems.push("stars: {stars} is missing".to_owned());
        }
        problems
    }

    /// The most characters of a column; no bound where it has none.
    fn width(&self, table: MinistryTable, column: &str) -> usize {
        let built_in = table.columns().iter().find(|(name, _)| *name == column);
        let built_in = match built_in {
            Some((_, Code(width) | Words(width))) => *width,
            _ => usize::MAX,
        };
        let key = format!("{}.{column}", table.printed());
        self.widths.get(&key).copied().unwrap_or(built_in)
    }

    /// `text` as it fits the column.
    #[must_use]
    pub fn fitted(&self, table: MinistryTable, column: &str, text: &str) -> String {
        text.chars().take(self.width(table, column)).collect()
    }

    /// The code of the product with this running number, e.g. `OP0000002A`.
    #[must_use]
    pub fn product_code(&self, number: i32) -> String {
        format!("{}{number:08X}", self.product_prefix)
    }

    /// The code of the producer with this running number.
    #[must_use]
    pub fn producer_code(&self, number: i32) -> String {
        format!("{}{number:08X}", self.producer_prefix)
    }

    /// How a product stands: revoked is ended, since the table knows two words, and so is what no day of is on record.
    #[must_use]
    pub fn status(&self, standing: ProductStanding) -> &str {
        match standing {
            ProductStanding::Valid | ProductStanding::Extended => &self.in_force,
            ProductStanding::Expired | ProductStanding::Revoked | ProductStanding::NotRecorded => &self.ended,
        }
    }

    /// The rank of so many stars.
    #[must_use]
    pub fn stars(&self, stars: i16) -> String {
        self.stars.replace("{stars}", &stars.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_fits_its_columns() {
        let format = MinistryFormat::default();
        assert_eq!(format.problems(), Vec::<String>::new());
        assert_eq!(format.product_code(42), "OP0000002A");
        assert_eq!(format.product_code(i32::MAX), "OP7FFFFFFF");
        assert_eq!(format.producer_code(1), "CS00000001");
        assert_eq!(
            (format.stars(4).as_str(), format.status(ProductStanding::Revoked)),
            ("4*", "HETHAN")
        );
        let long = "ệ".repeat(300);
        let fitted = format.fitted(MinistryTable::PtntOcop, "TenSanPham", &long);
        assert_eq!(fitted.chars().count(), 255);
    }

    #[test]
    fn a_file_says_what_is_otherwise_and_has_to_fit() {
        let read = |json: &str| serde_json::from_str::<MinistryFormat>(json);
        let format = read(r#"{"widths": {"PTNT_OCOP.TenSanPham": 100}, "in_force": "CONHAN"}"#).unwrap();
        assert_eq!(format.problems(), Vec::<String>::new());
        assert_eq!(
            (format.in_force.as_str(), format.ended.as_str()),
            ("CONHAN", "HETHAN")
        );
        let long = "a".repeat(300);
        assert_eq!(
            format.fitted(MinistryTable::PtntOcop, "TenSanPham", &long).len(),
            100
        );
        assert!(read(r#"{"word": "x"}"#).is_err());
        for (json, expected) in [
            (r#"{"widths": {"PTNT_OCOP.MA_OCOP": 5}}"#, "no column of texts"),
            (r#"{"in_force": "CÒN HIỆU LỰC"}"#, "PTNT_OCOP.TrangThai"),
            (r#"{"ended": ""}"#, "PTNT_OCOP.TrangThai"),
            (r#"{"product_prefix": "OCOP"}"#, "PTNT_OCOP.Ma_SanPham"),
            (r#"{"stars": "sao"}"#, "{stars} is missing"),
            (
                r#"{"widths": {"DM_DonViHanhChinh.Ma_DonViHanhChinh": 3}}"#,
                "00000",
            ),
        ] {
            let problems = read(json).unwrap().problems().join("; ");
            assert!(problems.contains(expected), "{json}: {problems}");
        }
    }
}
