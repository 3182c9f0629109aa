//! Guidance documents (văn bản hướng dẫn): what a unit has issued for those below it.

use super::fields::{RecordCheck, at, year_of};
use super::owner::{Content, OwnerUnit, RecordKind, of_its_unit};
use crate::violation::Violation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuidanceDocument {
    /// Whose; the caller's own unit where left out.
    pub unit: Option<OwnerUnit>,
    /// Number (số, ký hiệu).
    #[schema(example = "26/2026/QĐ-TTg", min_length = 1, max_length = 300, pattern = r"\S")]
    pub number: String,
    /// Who issued it.
    #[schema(
        example = "Thủ tướng Chính phủ",
        min_length = 1,
        max_length = 300,
        pattern = r"\S"
    )]
    pub issuer: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// What it is about (trích yếu).
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub title: String,
    /// Ids of files.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub files: Vec<Uuid>,
}

impl Content for GuidanceDocument {
    const KIND: RecordKind = RecordKind::GuidanceDocument;
    const FIXED: &'static [&'static str] = &["unit"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.name("/number", &self.number);
        check.name("/issuer", &self.issuer);
        check.day("/issued_on", self.issued_on);
        check.name("/title", &self.title);
        check.files(&self.files);
        check.finish()
    }

    of_its_unit!();

    fn year(&self) -> Option<i16> {
        year_of(self.issued_on)
    }

    fn files(&self) -> Vec<(String, Uuid)> {
        at("/files", &self.files)
    }
}
