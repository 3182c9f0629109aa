//! Ideas (đăng ký ý tưởng sản phẩm): the second step of the cycle.

use super::fields::RecordCheck;
use super::owner::{Content, OwnerClaim, RecordKind, RecordOwner};
use crate::violation::Violation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An idea of a producer, or of a commune that looks for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Idea {
    /// Whose; a producer that calls is its own, and an officer may leave it out for an idea of the commune.
    pub producer_id: Option<Uuid>,
    /// Code of today's commune, for an idea without a producer; the caller's own where left out.
    #[schema(example = "08782")]
    pub commune_code: Option<String>,
    /// The programme's year.
    #[schema(example = 2026, minimum = 2018, maximum = 2100)]
    pub year: i16,
    /// Name of the product to be.
    #[schema(
        example = "Trà ổi Đôn Nhân",
        min_length = 1,
        max_length = 300,
        pattern = r"\S"
    )]
    pub product_name: String,
    /// Product set, 1 to 26.
    #[schema(minimum = 1, maximum = 26)]
    pub product_set: i16,
    /// What it is to be: material, place, what is new.
    #[schema(max_length = 5000, pattern = r"\S")]
    pub description: String,
}

impl Content for Idea {
    const KIND: RecordKind = RecordKind::Idea;
    const FIXED: &'static [&'static str] = &["producer_id", "commune_code"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.year("/year", self.year);
        check.name("/product_name", &self.product_name);
        check.product_set("/product_set", self.product_set);
        if self.description.trim().is_empty() {
            check.refuse(
                "/description",
                "required",
                "không được để trống",
                "must not be empty",
            );
        }
        check.text("/description", Some(&self.description));
        check.finish()
    }

    fn named(&self) -> OwnerClaim {
        OwnerClaim::Idea {
            producer: self.producer_id,
            commune: self.commune_code.clone(),
        }
    }

    fn settle(&mut self, settled: RecordOwner) {
        self.producer_id = settled.producer;
        self.commune_code = settled.commune;
    }

    fn year(&self) -> Option<i16> {
        Some(self.year)
    }
}
